/** What a scope does when something inside it ends: complete, finish its own termination, or let an interrupting event sub-process begin. */
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import { recheckJoins } from './joins.ts';
import { raiseIncident } from './incident.ts';
import { startPendingEventSubProcess } from './trigger.ts';
import { finishTermination } from './termination.ts';
import { instanceValue, type Visit, visitOf } from './visit.ts';

/** Whether an activated element may complete: a container only when nothing in it is active or on its way. */
export function mayComplete(visit: Visit): boolean {
  const behavior = behaviorOf(visit.instance.elementType);
  return behavior.isDone === undefined || behavior.isDone(visit);
}

/** Whether what happens to an element still counts: its scope is active, and not interrupted but by the event sub-process that it is. */
export function isScopeOpen(visit: Visit): boolean {
  const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
  if (scope === undefined) return visit.instance.flowScopeKey < 0;
  return scope.state === 'ACTIVATED' && (scope.interruptedBy === '' || visit.instance.elementType === 'EVENT_SUB_PROCESS');
}

/** Nothing in the scope is active and no flow is on its way: the rule of plain containers. */
export function isEmpty(p: Processing, scopeKey: number): boolean {
  return p.state.elements.childCount(scopeKey) === 0 && p.state.elements.arrivals(scopeKey).length === 0;
}

/** A child of a scope has completed without going on, or was terminated: the scope looks at itself. */
export function childEnded(child: Visit, how: 'completed' | 'terminated'): void {
  const scope = visitOf(child.p, child.instance.flowScopeKey);
  if (scope === undefined) return;
  if (scope.instance.state === 'TERMINATING') {
    if (child.p.state.elements.childCount(scope.key) === 0) finishTermination(scope);
    return;
  }
  const refused = behaviorOf(scope.instance.elementType).childEnded?.(scope, child, how);
  if (refused !== undefined) return raiseIncident(scope, refused);
  settleScope(scope);
}

/** Lets a scope go on after anything in it has ended or was taken away. */
export function settleScope(scope: Visit): void {
  const { p } = scope;
  if (scope.instance.interruptedBy !== '' && startPendingEventSubProcess(scope)) return;
  if (scope.instance.state !== 'ACTIVATED') return;
  recheckJoins(p, scope.instance);
  if (mayComplete(scope)) p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', scope.key, instanceValue(scope.instance));
}
