/** Opening and closing what an element instance waits for: all of it is evaluated before any of it is opened. */
import type { ExecutableElement, Trigger } from '../../model/executable.ts';
import type { ElementBehavior } from '../elements/behavior.ts';
import type { Processing } from '../processing.ts';
import { conditionalSubscriptions } from './subscriptions/conditional.ts';
import type { Opening, SubscriptionKind } from './subscriptions/kind.ts';
import { messageSubscriptions } from './subscriptions/message.ts';
import { signalSubscriptions } from './subscriptions/signal.ts';
import { timerSubscriptions } from './subscriptions/timer.ts';
import { type Failure, isFailure, type Visit } from './visit.ts';

const kinds: { readonly [K in Trigger['kind']]?: SubscriptionKind } = {
  timer: timerSubscriptions,
  message: messageSubscriptions,
  signal: signalSubscriptions,
  conditional: conditionalSubscriptions,
};

const everyKind: readonly SubscriptionKind[] = Object.values(kinds);

/** Opens what `visit` waits for: its boundary events, or the event it is. */
export function openSubscriptions(visit: Visit, which: ElementBehavior['subscribes']): Failure | undefined {
  if (which === 'none' || (which === 'boundary-of-job' && visit.element.job === undefined)) return undefined;
  if (!mayWait(visit.element)) return undefined;
  const isInner = isInnerInstance(visit);
  // Boundary events belong to the multi-instance body, an element's own trigger (a receive task's message) to each inner instance.
  const events = which !== 'self' && !isInner ? [...visit.element.boundaryEvents] : [];
  const waitsItself =
    visit.element.trigger !== undefined && visit.instance.elementType !== 'MULTI_INSTANCE_BODY' && isWaiting(visit.element);
  if (waitsItself) events.push(visit.element);
  if (visit.element.type === 'EVENT_BASED_GATEWAY') for (const flow of visit.element.outgoing) events.push(flow.target);
  return openAll(visit, events);
}

/** Whether an element has anything that it could wait for. */
function mayWait({ boundaryEvents, trigger, type }: ExecutableElement): boolean {
  return boundaryEvents.length > 0 || trigger !== undefined || type === 'EVENT_BASED_GATEWAY';
}

/** Opens what a scope waits for once its none start event completes: its event sub-processes, and boundary events of a sub-process. */
export function openScopeSubscriptions(scope: Visit): Failure | undefined {
  if (scope.element.eventSubProcesses.length === 0 && scope.element.boundaryEvents.length === 0) return undefined;
  const starts = scope.element.eventSubProcesses.flatMap((subProcess) => [...subProcess.startEvents]);
  const boundaries = isInnerInstance(scope) ? [] : scope.element.boundaryEvents;
  // Of boundary events the last in the file is opened first, of event sub-processes the first: as seen on the reference.
  return openAll(scope, [...boundaries, ...starts.reverse()]);
}

/** Opens the given events for an element instance, all or none. */
export function openAll(visit: Visit, events: readonly ExecutableElement[]): Failure | undefined {
  const openings: Opening[] = [];
  // Messages, timers, signals, conditions, and of one kind the last in the file first: as seen on the reference.
  for (const event of [...events].reverse().sort((a, b) => rankOf(a) - rankOf(b))) {
    const kind = event.trigger === undefined ? undefined : kinds[event.trigger.kind];
    if (kind === undefined) continue;
    const opening = kind.prepare(visit, event);
    if (isFailure(opening)) return opening;
    openings.push(opening);
  }
  for (const open of openings) open();
  return undefined;
}

const order: readonly (Trigger['kind'] | undefined)[] = ['message', 'timer', 'signal', 'conditional'];

function rankOf(event: ExecutableElement): number {
  return order.indexOf(event.trigger?.kind);
}

/** Closes everything an element instance waits for, but for some events. */
export function closeSubscriptions(p: Processing, elementInstanceKey: number, except: readonly ExecutableElement[] = []): void {
  for (const kind of everyKind) kind.close(p, elementInstanceKey, except);
}

/** Whether a visit is a child of a multi-instance body. */
export function isInnerInstance(visit: Visit): boolean {
  const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
  return scope?.elementType === 'MULTI_INSTANCE_BODY' && scope.elementId === visit.element.id;
}

function isWaiting(element: ExecutableElement): boolean {
  return element.type === 'RECEIVE_TASK' || (element.type === 'INTERMEDIATE_CATCH_EVENT' && !isBehindEventGateway(element));
}

/** Whether an event-based gateway waits for this event. */
export function isBehindEventGateway(event: ExecutableElement): boolean {
  return event.incoming.some((flow) => flow.source.type === 'EVENT_BASED_GATEWAY');
}
