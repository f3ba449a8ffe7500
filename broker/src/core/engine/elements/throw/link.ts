/** Link throw events: go on at the catch event of the same name, without a sequence flow. BPMN 2.0.2 section 10.5.5. */
import { enterElement } from '../../lifecycle/activation.ts';
import type { ThrowPart } from './part.ts';

/** The part. */
export const linkThrow: ThrowPart = {
  activated: () => 'complete',
  leave(visit) {
    const { p, element, instance } = visit;
    const scope = p.state.elements.get(instance.flowScopeKey);
    if (element.trigger?.kind !== 'link' || element.trigger.target === undefined)
      throw new Error(`Expected element ${element.id} to have a link with a target, but it has none`);
    if (scope !== undefined) enterElement(p, scope, element.trigger.target);
  },
};
