/** From where a sequence flow can still be reached: what an inclusive join has to know before it fires. BPMN 2.0.2 section 13.4.3. */
import type { ExecutableElement, SequenceFlow } from './executable.ts';

/** Computed when first asked; flows live as long as their process. */
const known = new WeakMap<SequenceFlow, ReadonlySet<string>>();

/**
 * Ids of the elements and flows of the same scope from which the flow can be reached, itself included: against the flows, from boundary
 * events to their activities, and from link catches to their throws. Ways through the element at the end of the flow do not count.
 */
export function reachingIds(flow: SequenceFlow): ReadonlySet<string> {
  const cached = known.get(flow);
  if (cached !== undefined) return cached;
  const ids = new Set([flow.id]);
  const elements = new Set([flow.source]);
  elements.delete(flow.target);
  for (const element of elements) {
    ids.add(element.id);
    for (const incoming of element.incoming) ids.add(incoming.id);
    for (const before of predecessors(element)) if (before !== flow.target) elements.add(before);
  }
  known.set(flow, ids);
  return ids;
}

function predecessors(element: ExecutableElement): readonly ExecutableElement[] {
  const before = element.incoming.map((flow) => flow.source);
  if (element.attachedTo !== undefined) before.push(element.attachedTo);
  if (element.type === 'INTERMEDIATE_CATCH_EVENT' && element.trigger?.kind === 'link') before.push(...linkThrows(element));
  return before;
}

function linkThrows(caught: ExecutableElement): readonly ExecutableElement[] {
  const siblings = caught.scope?.children ?? [];
  return siblings.filter(({ trigger }) => trigger?.kind === 'link' && trigger.target === caught);
}
