/** Terminate end events: all else in their scope ends, then the scope completes. BPMN 2.0.2 section 13.5.6. */
import { childEnded } from '../../lifecycle/scope.ts';
import { terminateLater } from '../../lifecycle/termination.ts';
import { visitOf } from '../../lifecycle/visit.ts';
import type { ThrowPart } from './part.ts';

/** The part. With ELEMENT_COMPLETED the scope is closed to what is still under way in it. */
export const terminateThrow: ThrowPart = {
  activated: () => 'complete',
  leave(visit) {
    const { p, instance } = visit;
    const scope = visitOf(p, instance.flowScopeKey);
    if (scope !== undefined && p.state.elements.childCount(scope.key) > 0) terminateLater(scope);
    else childEnded(visit, 'completed');
  },
};
