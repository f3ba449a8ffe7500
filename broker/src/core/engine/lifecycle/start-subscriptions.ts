/** What a process definition waits for to be started: timers, messages and signals of its start events, held by its latest version. */
import type { ExecutableElement, ExecutableProcess } from '../../model/executable.ts';
import { firstDueMs } from '../../model/time/timer-value.ts';
import { scopeOf, stringOf } from '../expressions.ts';
import type { Processing } from '../processing.ts';
import type { ProcessRow } from '../state/definitions.ts';
import { conditionOf } from './subscriptions/conditional.ts';
import { timerOf } from './subscriptions/timer.ts';
import { type Failure, isFailure } from './visit.ts';

/** No instance is there yet: expressions see no variables. */
const NO_SCOPE = -1;

/** A new version takes over: what the version before waited for is closed, what the new one waits for is opened. */
export function renewStartSubscriptions(p: Processing, before: number | undefined, next: number): Failure | undefined {
  if (before !== undefined) closeStartSubscriptions(p, before);
  return openStartSubscriptions(p, next);
}

/** Why the start events of a process cannot be waited for: their expressions are evaluated at deployment. */
export function startProblem(p: Processing, process: ExecutableProcess): Failure | undefined {
  for (const event of process.root.startEvents) {
    const trigger = event.trigger;
    let outcome: unknown;
    if (trigger?.kind === 'timer') outcome = timerOf(p, event, NO_SCOPE);
    else if (trigger?.kind === 'message' || trigger?.kind === 'signal') outcome = stringOf(p, trigger.name, scopeOf(p, NO_SCOPE));
    if (isFailure(outcome)) return outcome;
  }
  return undefined;
}

/** Opens what a definition waits for; also when the version after it is deleted. */
export function openStartSubscriptions(p: Processing, processDefinitionKey: number): Failure | undefined {
  const definition = p.state.definitions.get(processDefinitionKey);
  if (definition === undefined) return undefined;
  // The last in the file first: as seen on the reference.
  for (const event of [...p.models.process(processDefinitionKey).root.startEvents].reverse()) {
    const refused = open(p, definition, event);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Closes what a definition waits for. */
export function closeStartSubscriptions(p: Processing, processDefinitionKey: number): void {
  for (const key of p.state.timers.ofProcess(processDefinitionKey)) {
    const row = p.state.timers.get(key);
    if (row !== undefined) p.emit('TIMER', 'CANCELED', key, row.value);
  }
  for (const key of p.state.messageStarts.ofProcess(processDefinitionKey)) {
    const row = p.state.messageStarts.get(key);
    if (row !== undefined) p.emit('MESSAGE_START_EVENT_SUBSCRIPTION', 'DELETED', key, row.value);
  }
  for (const key of p.state.conditionalSubscriptions.ofProcess(processDefinitionKey)) {
    const row = p.state.conditionalSubscriptions.get(key);
    if (row !== undefined) p.emit('CONDITIONAL_SUBSCRIPTION', 'DELETED', key, row.value);
  }
  for (const key of p.state.signalSubscriptions.ofProcess(processDefinitionKey)) {
    const row = p.state.signalSubscriptions.get(key);
    if (row !== undefined) p.emit('SIGNAL_SUBSCRIPTION', 'DELETED', key, row.value);
  }
}

function open(p: Processing, definition: ProcessRow, event: ExecutableElement): Failure | undefined {
  switch (event.trigger?.kind) {
    case 'message':
      return openMessage(p, definition, event);
    case 'timer':
      return ownsStarts(p) ? openTimer(p, definition, event) : undefined;
    case 'conditional':
      return openCondition(p, definition, event);
    case 'signal':
      return ownsStarts(p) ? openSignal(p, definition, event) : undefined;
    default:
      return undefined;
  }
}

/** Messages start where they live; what has no such place starts on the deployment partition, once. */
function ownsStarts(p: Processing): boolean {
  return p.config.partition === p.config.deploymentPartition;
}

function openMessage(p: Processing, definition: ProcessRow, event: ExecutableElement): Failure | undefined {
  if (event.trigger?.kind !== 'message') return undefined;
  const messageName = stringOf(p, event.trigger.name, scopeOf(p, NO_SCOPE));
  if (isFailure(messageName)) return messageName;
  const { processDefinitionKey, bpmnProcessId, tenantId } = definition.value;
  const value = { processDefinitionKey, bpmnProcessId, startEventId: event.id, messageName, tenantId };
  p.emit('MESSAGE_START_EVENT_SUBSCRIPTION', 'CREATED', p.nextKey(), value);
  return undefined;
}

/** Every partition tests conditions: whoever is asked starts the instance. */
function openCondition(p: Processing, definition: ProcessRow, event: ExecutableElement): undefined {
  const { processDefinitionKey, bpmnProcessId, tenantId } = definition.value;
  p.emit('CONDITIONAL_SUBSCRIPTION', 'CREATED', p.nextKey(), { ...conditionOf(event), processDefinitionKey, bpmnProcessId, tenantId });
}

function openTimer(p: Processing, definition: ProcessRow, event: ExecutableElement): Failure | undefined {
  const timer = timerOf(p, event, NO_SCOPE);
  if (isFailure(timer)) return timer;
  const dueDate = firstDueMs(timer, p.nowMs);
  if (dueDate === undefined) return undefined;
  p.emit('TIMER', 'CREATED', p.nextKey(), {
    dueDate,
    targetElementId: event.id,
    repetitions: timer.kind === 'cycle' ? timer.repetitions : 1,
    processDefinitionKey: definition.value.processDefinitionKey,
    tenantId: definition.value.tenantId,
  });
  p.effects.push({ kind: 'dueAt', dueAtMs: dueDate });
  return undefined;
}

function openSignal(p: Processing, definition: ProcessRow, event: ExecutableElement): Failure | undefined {
  if (event.trigger?.kind !== 'signal') return undefined;
  const signalName = stringOf(p, event.trigger.name, scopeOf(p, NO_SCOPE));
  if (isFailure(signalName)) return signalName;
  const { processDefinitionKey, bpmnProcessId, tenantId } = definition.value;
  p.emit('SIGNAL_SUBSCRIPTION', 'CREATED', p.nextKey(), {
    processDefinitionKey,
    bpmnProcessId,
    catchEventId: event.id,
    signalName,
    tenantId,
  });
  return undefined;
}
