/** From ELEMENT_TERMINATING to ELEMENT_TERMINATED: subscriptions, jobs, children and incidents end with the element. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { terminateCalled } from './call.ts';
import { compensationHandled, forgetCompensation } from './compensation.ts';
import { releaseLock } from './message-correlation.ts';
import { resolveIncidents } from './incident.ts';
import { endInstance, endsInstance } from './runtime-instructions.ts';
import { deleteProcessWhenUnused } from './process-deletion.ts';
import { cancelJob } from './jobs.ts';
import { childEnded, isScopeOpen } from './scope.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { pendingBoundary, startPendingBoundary } from './trigger.ts';
import { instanceValue, type Visit, visitOf } from './visit.ts';

/** Children that a scope terminates in one go; more are handled in further commands so that no step is unbounded. */
export const TERMINATE_BATCH_MAX = 100;

/** Callers that end in one step with what they called; more of a deep chain are handled in further commands. */
const CALLERS_AT_ONCE_MAX = 10;

/** Processes TERMINATE_ELEMENT; also asked again of an element that waits for its children to end. */
export function terminateElementCommand(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  if (terminateByKey(p, command.key)) return undefined;
  return rejection('NOT_FOUND', `Expected to terminate element instance ${command.key}, but it is not active`);
}

function terminateByKey(p: Processing, key: number): boolean {
  const visit = visitOf(p, key);
  if (visit === undefined) return false;
  if (visit.instance.state !== 'TERMINATING') terminateElement(visit);
  else if (p.state.elements.childCount(visit.key) === 0 && visit.instance.calledInstanceKey < 0 && visit.instance.userTaskKey < 0)
    finishTermination(visit);
  return true;
}

/** Processes at once the terminations that were queued from place `from` of the step's queue on, as far as one step reaches. */
export function terminateQueued(p: Processing, from: number): void {
  let left = p.config.followUpsMax;
  for (let at = from; at < p.queue.length; ) {
    const queued = p.queue[at];
    const isElement = queued?.valueType === 'PROCESS_INSTANCE' && queued.intent === 'TERMINATE_ELEMENT';
    const isBatch = queued?.valueType === 'PROCESS_INSTANCE_BATCH' && queued.intent === 'TERMINATE';
    if (!(isElement || isBatch) || left-- <= 0) {
      at++;
      continue;
    }
    p.queue.splice(at, 1);
    if (isBatch) terminateChildren(p, queued.value.batchElementInstanceKey);
    else terminateByKey(p, queued.key);
  }
}

/** Terminates an element and all in it. */
export function terminateElement(visit: Visit): void {
  const { p, key } = visit;
  p.emitWhole('PROCESS_INSTANCE', 'ELEMENT_TERMINATING', key, instanceValue(visit.instance));
  cancelJob(p, visit.instance.jobKey);
  const progress = behaviorOf(visit.instance.elementType).terminating?.(visit);
  closeSubscriptions(p, key);
  forgetCompensation(p, key);
  if (progress === 'wait') return;
  if (p.state.elements.childCount(key) > 0) return terminateLater(visit);
  if (visit.instance.calledInstanceKey >= 0) return terminateCalled(visit);
  finishTermination(visit);
}

/** The children end behind what waits in this step, the closing of subscriptions among it. */
export function terminateLater(scope: Visit): void {
  scope.p.follow('PROCESS_INSTANCE_BATCH', 'TERMINATE', -1, {
    processInstanceKey: scope.instance.processInstanceKey,
    batchElementInstanceKey: scope.key,
  });
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
    p.followWhole('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', childKey, instanceValue(child));
  }
}

/** The event sub-process that interrupted its scope is not what is to be ended. */
function isHandling(p: Processing, scopeKey: number, child: ElementInstanceRow): boolean {
  const scope = p.state.elements.get(scopeKey);
  if (scope === undefined || scope.state === 'TERMINATING' || child.elementType !== 'EVENT_SUB_PROCESS') return false;
  // While the trigger waits, none has taken it: one that was begun by hand before ends like everything else.
  if (p.state.triggers.firstFor(scopeKey, scope.interruptedBy) !== undefined) return false;
  const { startEvents } = p.models.element(child.processDefinitionKey, child.elementId);
  return startEvents.some((event) => event.id === scope.interruptedBy);
}

/** All in the element has ended: it ends, and what interrupted it begins. */
export function finishTermination(visit: Visit): void {
  const { p } = visit;
  resolveIncidents(p, visit.key);
  const pending = pendingBoundary(visit);
  p.emitWhole('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', visit.key, instanceValue(visit.instance));
  if (visit.instance.flowScopeKey < 0) {
    deleteProcessWhenUnused(p, visit.instance.processDefinitionKey);
    releaseLock(visit);
    return terminateCaller(visit);
  }
  // A handler that was interrupted by an event of its own undoes no more; nobody waits for it.
  if (visit.element.forCompensation && isScopeOpen(visit)) compensationHandled(visit);
  if (endsInstance(visit)) endInstance(visit);
  if (pending !== undefined && startPendingBoundary(visit, pending)) return;
  childEnded(visit, 'terminated');
}

/** A called process was terminated with or without its caller: a terminating caller ends at once, too. */
function terminateCaller(visit: Visit): void {
  const { p, instance } = visit;
  const caller = visitOf(p, instance.parentElementInstanceKey);
  if (caller?.instance.state !== 'TERMINATING') return;
  if (instance.callDepth % CALLERS_AT_ONCE_MAX !== 0) terminateByKey(p, caller.key);
  else p.followWhole('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', caller.key, instanceValue(caller.instance));
}
