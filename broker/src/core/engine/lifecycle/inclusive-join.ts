/** The inclusive join: fires when no flow that has not arrived can still be reached by anything active in its scope. BPMN 2.0.2 section 13.4.3. */
import type { ExecutableElement, SequenceFlow } from '../../model/executable.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';

/** Whether an inclusive gateway with several incoming flows may be activated. */
export function isInclusiveJoinReady(p: Processing, scope: ElementInstanceRow, join: ExecutableElement): boolean {
  const arrived = p.state.elements.arrivalsAt(scope.key, join.id);
  if (Object.keys(arrived).length === 0) return false;
  const missing = join.incoming.filter((flow) => (arrived[flow.id] ?? 0) === 0);
  if (missing.length === 0) return true;
  const reaching = new Set<string>();
  for (const flow of missing) collectUpstream(flow, join, reaching);
  return !isAnyActive(p, scope, join, reaching);
}

/** Elements from which `flow` can be reached without passing through the join itself. */
function collectUpstream(flow: SequenceFlow, join: ExecutableElement, into: Set<string>): void {
  const open = [flow.source];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (element === join || into.has(element.id)) continue;
    into.add(element.id);
    for (const incoming of element.incoming) open.push(incoming.source);
    if (element.attachedTo !== undefined) open.push(element.attachedTo);
    if (element.trigger?.kind === 'link' && element.type === 'INTERMEDIATE_CATCH_EVENT') open.push(...throwsOfLink(element));
  }
}

function throwsOfLink(target: ExecutableElement): ExecutableElement[] {
  return (target.scope?.children ?? []).filter((element) => element.trigger?.kind === 'link' && element.trigger.target === target);
}

function isAnyActive(p: Processing, scope: ElementInstanceRow, join: ExecutableElement, reaching: ReadonlySet<string>): boolean {
  for (const childKey of p.state.elements.children(scope.key)) {
    const child = p.state.elements.get(childKey);
    if (child !== undefined && reaching.has(child.elementId)) return true;
  }
  const arrivals = p.state.elements.arrivals.get(scope.key)?.targets ?? {};
  return Object.keys(arrivals).some((target) => target !== join.id && reaching.has(target));
}
