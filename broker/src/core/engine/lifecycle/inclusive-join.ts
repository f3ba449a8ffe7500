/** The inclusive join: fires when no flow that has not arrived can still be reached by anything active in its scope. BPMN 2.0.2 section 13.4.3. */
import type { ExecutableElement } from '../../model/executable.ts';
import { reachingIds } from '../../model/reachability.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';

/** Whether an inclusive gateway with several incoming flows may be activated. */
export function isInclusiveJoinReady(p: Processing, scope: ElementInstanceRow, join: ExecutableElement): boolean {
  const missing = join.incoming.filter((flow) => p.state.elements.arrivedBy(scope.key, flow.id) === 0).map(reachingIds);
  if (missing.length === join.incoming.length) return false;
  return missing.length === 0 || !isAnyUnderWay(p, scope, (id) => missing.some((ids) => ids.has(id)));
}

/** Whether an active element of the scope, or a flow that has been taken, is among those that reach. */
function isAnyUnderWay(p: Processing, scope: ElementInstanceRow, reaches: (id: string) => boolean): boolean {
  for (const childKey of p.state.elements.children(scope.key)) {
    const child = p.state.elements.get(childKey);
    if (child !== undefined && reaches(child.elementId)) return true;
  }
  return p.state.elements.arrivals(scope.key).some(({ flowId }) => reaches(flowId));
}
