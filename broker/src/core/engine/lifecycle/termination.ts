/** From ELEMENT_TERMINATING to ELEMENT_TERMINATED: subscriptions, jobs, children and incidents end with the element. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { terminateCaller } from './call.ts';
import { compensationHandled, forgetCompensation } from './compensation.ts';
import { releaseLock } from './message-correlation.ts';
import { resolveIncidents } from './incident.ts';
import { deleteProcessWhenUnused } from './process-deletion.ts';
import { cancelJob } from './jobs.ts';
import { childEnded, isScopeOpen } from './scope.ts';
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
  forgetCompensation(p, key);
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
    if (child === undefined || child.state === 'TERMINATING' || isHandling(p, scopeKey, child)) continue;
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

/** The event sub-process that interrupted its scope is not what is to be ended. */
function isHandling(p: Processing, scopeKey: number, child: ElementInstanceRow): boolean {
  const scope = p.state.elements.get(scopeKey);
  if (scope === undefined || scope.state === 'TERMINATING' || child.elementType !== 'EVENT_SUB_PROCESS') return false;
  const { startEvents } = p.models.element(child.processDefinitionKey, child.elementId);
  return startEvents.some((event) => event.id === scope.interruptedBy);
}

/** All in the element has ended: it ends, and what interrupted it begins. */
export function finishTermination(visit: Visit): void {
  const { p } = visit;
  resolveIncidents(p, visit.key);
  const pending = p.state.triggers.first(visit.key);
  p.emit('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', visit.key, instanceValue(visit.instance));
  if (visit.instance.flowScopeKey < 0) {
    deleteProcessWhenUnused(p, visit.instance.processDefinitionKey);
    releaseLock(visit);
    return terminateCaller(visit);
  }
  // A handler that was interrupted by an event of its own undoes no more; nobody waits for it.
  if (visit.element.forCompensation && isScopeOpen(visit)) compensationHandled(visit);
  if (pending !== undefined && startPendingBoundary(visit, pending)) return;
  childEnded(visit, 'terminated');
}
