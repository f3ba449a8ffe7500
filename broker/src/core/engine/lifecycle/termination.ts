/** From ELEMENT_TERMINATING to ELEMENT_TERMINATED: subscriptions, jobs, children and incidents end with the element. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import { releaseLock } from './message-correlation.ts';
import { resolveIncidents } from './incident.ts';
import { cancelJob } from './jobs.ts';
import { childEnded } from './scope.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { startPendingBoundary } from './trigger.ts';
import { instanceValue, type Visit, visitOf } from './visit.ts';

/** Children that a scope terminates in one go; more are handled in further commands so that no step is unbounded. */
export const TERMINATE_BATCH_MAX = 100;

/** Processes TERMINATE_ELEMENT; also asked again of an element that waits for its children to end. */
export function terminateElementCommand(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const visit = visitOf(p, command.key);
  if (visit === undefined) return rejection('NOT_FOUND', `Expected to terminate element instance ${command.key}, but it is not active`);
  if (visit.instance.state !== 'TERMINATING') terminateElement(visit);
  else if (p.state.elements.childCount(visit.key) === 0 && visit.instance.calledInstanceKey < 0 && visit.instance.userTaskKey < 0)
    finishTermination(visit);
  return undefined;
}

/** Terminates an element and all in it. */
export function terminateElement(visit: Visit): void {
  const { p, key } = visit;
  p.emit('PROCESS_INSTANCE', 'ELEMENT_TERMINATING', key, instanceValue(visit.instance));
  cancelJob(p, visit.instance.jobKey);
  const progress = behaviorOf(visit.instance.elementType).terminating?.(visit);
  closeSubscriptions(p, key);
  if (progress === 'wait') return;
  if (p.state.elements.childCount(key) > 0) return terminateChildren(p, key);
  if (visit.instance.calledInstanceKey >= 0) return;
  finishTermination(visit);
}

/** Terminates the children of a scope in bounded batches. */
export function terminateChildren(p: Processing, scopeKey: number): void {
  let left = TERMINATE_BATCH_MAX;
  for (const childKey of p.state.elements.children(scopeKey)) {
    const child = p.state.elements.get(childKey);
    if (child === undefined || child.state === 'TERMINATING') continue;
    if (left-- === 0) {
      p.follow('PROCESS_INSTANCE_BATCH', 'TERMINATE', -1, {
        processInstanceKey: child.processInstanceKey,
        batchElementInstanceKey: scopeKey,
      });
      return;
    }
    p.follow('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', childKey, instanceValue(child));
  }
}

/** All in the element has ended: it ends, and what interrupted it begins. */
export function finishTermination(visit: Visit): void {
  const { p } = visit;
  resolveIncidents(p, visit.key);
  const pending = p.state.triggers.first(visit.key);
  p.emit('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', visit.key, instanceValue(visit.instance));
  if (visit.instance.flowScopeKey < 0) {
    releaseLock(visit);
    return callerOf(visit);
  }
  if (pending !== undefined && startPendingBoundary(visit, pending)) return;
  childEnded(visit, 'terminated');
}

/** A called process was terminated with or without its caller: a terminating caller goes on. */
function callerOf(visit: Visit): void {
  const caller = visitOf(visit.p, visit.instance.parentElementInstanceKey);
  if (caller?.instance.state === 'TERMINATING')
    visit.p.follow('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', caller.key, instanceValue(caller.instance));
}
