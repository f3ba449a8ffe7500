/** What a migrating element waits for: mapped events go on, others are closed, and events that are new in the target are opened. */
import type { ExecutableElement, Trigger } from '../../model/executable.ts';
import type { Rejection } from '../../protocol/record.ts';
import { scopeOf, stringOf } from '../expressions.ts';
import { isInnerInstance, openAll } from '../lifecycle/subscriptions.ts';
import { messagesOf, sendSubscription } from '../lifecycle/subscriptions/message.ts';
import { signalsOf } from '../lifecycle/subscriptions/signal.ts';
import type { Visit } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import { type MigrationPlan, refuseMigration } from './plan.ts';

/** One open subscription of an element instance. */
interface OpenCatch {
  readonly kind: Trigger['kind'];
  readonly eventId: string;
  /** Empty for other kinds. */
  readonly messageName: string;
  /** Goes on as `event`; undefined where it must be closed and opened again. */
  readonly goOn: ((event: ExecutableElement) => void) | undefined;
  readonly close: () => void;
}

/** Migrates the subscriptions of an element instance; `visit` is that of the target already. */
export function migrateCatches(plan: MigrationPlan, visit: Visit, sourceId: string): Rejection | undefined {
  const possible = catchableBy(visit);
  const taken = new Set<ExecutableElement>();
  const closed: OpenCatch[] = [];
  const going: (() => void)[] = [];
  for (const one of openCatches(plan, visit)) {
    const event = one.eventId === sourceId ? visit.element : plan.targets.get(one.eventId);
    if (event !== undefined && !possible.includes(event))
      return invalid(plan, `catch event '${one.eventId}' is mapped to '${event.id}', which is not attached to '${visit.element.id}'`);
    if (event !== undefined && event.trigger?.kind !== one.kind)
      return invalid(plan, `catch event '${one.eventId}' is mapped to '${event.id}', which is of another event type`);
    if (event === undefined || one.goOn === undefined) closed.push(one);
    else {
      const { goOn } = one;
      taken.add(event);
      going.push(() => goOn(event));
    }
  }
  // What a mapping names goes on as it is: an event that waits no more, such as a timer without repetitions left, does not begin anew.
  const mapped = new Set(plan.targets.values());
  const opened = waitsNow(visit) ? possible.filter((event) => !taken.has(event) && (event === visit.element || !mapped.has(event))) : [];
  const repeated = repeatedMessage(visit, opened, closed);
  if (repeated !== undefined) return invalid(plan, `message '${repeated}' is waited for by an unmapped event and by a new one`);
  for (const one of closed) one.close();
  for (const go of going) go();
  const refused = openAll(visit, opened);
  return refused === undefined ? undefined : invalid(plan, `a new subscription cannot be opened: ${refused.message}`);
}

function invalid(plan: MigrationPlan, problem: string): Rejection {
  return refuseMigration(plan.root, 'INVALID_STATE', problem);
}

function waitsNow({ instance }: Visit): boolean {
  return instance.state === 'ACTIVATED' && instance.interruptedBy === '';
}

/** The events an element instance can be triggered by. */
function catchableBy(visit: Visit): ExecutableElement[] {
  const { element, instance } = visit;
  const events = isInnerInstance(visit) ? [] : [...element.boundaryEvents];
  if (instance.elementType !== 'MULTI_INSTANCE_BODY') {
    events.push(...element.eventSubProcesses.flatMap((subProcess) => [...subProcess.startEvents]));
    if (element.type === 'RECEIVE_TASK' || element.type === 'INTERMEDIATE_CATCH_EVENT') events.push(element);
    if (element.type === 'EVENT_BASED_GATEWAY') events.push(...element.outgoing.map((flow) => flow.target));
  }
  return events;
}

function repeatedMessage(visit: Visit, opened: readonly ExecutableElement[], closed: readonly OpenCatch[]): string | undefined {
  const names = new Set(closed.map(({ messageName }) => messageName).filter((name) => name !== ''));
  for (const { trigger } of opened) {
    const name = trigger?.kind === 'message' ? stringOf(visit.p, trigger.name, scopeOf(visit.p, visit.key)) : undefined;
    if (typeof name === 'string' && names.has(name)) return name;
  }
  return undefined;
}

function openCatches(plan: MigrationPlan, visit: Visit): OpenCatch[] {
  const { p, key } = visit;
  return [...openMessages(plan, p, key), ...openTimers(plan, p, key), ...openSignals(plan, p, key), ...openConditions(p, key)];
}

function openMessages({ definition }: MigrationPlan, p: Processing, elementInstanceKey: number): OpenCatch[] {
  return messagesOf(p, elementInstanceKey).flatMap((key) => {
    const row = p.state.processMessageSubscriptions.get(key);
    if (row === undefined || row.state === 'DELETING') return [];
    const { value } = row;
    return [
      {
        kind: 'message' as const,
        eventId: value.elementId,
        messageName: value.messageName,
        goOn(event: ExecutableElement) {
          const { bpmnProcessId } = definition.value;
          const isFree = event.type === 'BOUNDARY_EVENT' || event.type === 'START_EVENT';
          const interrupting = isFree ? event.interrupting : true;
          const next = { ...value, elementId: event.id, bpmnProcessId, interrupting };
          p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'MIGRATED', key, next);
          sendSubscription(p, 'MIGRATE', next);
        },
        close() {
          p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'DELETING', key, value);
          sendSubscription(p, 'DELETE', value);
        },
      },
    ];
  });
}

function openTimers({ definition }: MigrationPlan, p: Processing, elementInstanceKey: number): OpenCatch[] {
  return p.state.timers.ofElement(elementInstanceKey).flatMap((key) => {
    const value = p.state.timers.get(key)?.value;
    if (value === undefined) return [];
    const { processDefinitionKey } = definition.value;
    return [
      {
        kind: 'timer' as const,
        eventId: value.targetElementId,
        messageName: '',
        goOn: (event: ExecutableElement) =>
          void p.emit('TIMER', 'MIGRATED', key, { ...value, targetElementId: event.id, processDefinitionKey }),
        close: () => void p.emit('TIMER', 'CANCELED', key, value),
      },
    ];
  });
}

function openSignals({ definition }: MigrationPlan, p: Processing, elementInstanceKey: number): OpenCatch[] {
  return signalsOf(p, elementInstanceKey).flatMap((key) => {
    const value = p.state.signalSubscriptions.get(key)?.value;
    if (value === undefined) return [];
    const { processDefinitionKey, bpmnProcessId } = definition.value;
    return [
      {
        kind: 'signal' as const,
        eventId: value.catchEventId,
        messageName: '',
        goOn: (event: ExecutableElement) =>
          void p.emit('SIGNAL_SUBSCRIPTION', 'MIGRATED', key, { ...value, catchEventId: event.id, processDefinitionKey, bpmnProcessId }),
        close: () => void p.emit('SIGNAL_SUBSCRIPTION', 'DELETED', key, value),
      },
    ];
  });
}

/** Conditions are tested anew in the target. */
function openConditions(p: Processing, elementInstanceKey: number): OpenCatch[] {
  return [...p.state.conditionalSubscriptions.ofElement(elementInstanceKey)].flatMap((key) => {
    const value = p.state.conditionalSubscriptions.get(key)?.value;
    if (value === undefined) return [];
    const close = (): void => void p.emit('CONDITIONAL_SUBSCRIPTION', 'DELETED', key, value);
    return [{ kind: 'conditional' as const, eventId: value.catchEventId, messageName: '', goOn: undefined, close }];
  });
}
