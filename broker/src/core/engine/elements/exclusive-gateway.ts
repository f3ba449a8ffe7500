/** The exclusive gateway: the first flow whose condition holds, in file order, otherwise the default flow. BPMN 2.0.2 section 13.4.3. */
import type { SequenceFlow } from '../../model/executable.ts';
import { booleanOf, scopeOf } from '../expressions.ts';
import { takeFlow } from '../lifecycle/activation.ts';
import { childEnded } from '../lifecycle/scope.ts';
import { type Failure, failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** The chosen flow; undefined for a gateway without outgoing flows. */
interface Choice {
  readonly flow: SequenceFlow | undefined;
}

/** The behaviour. */
export const exclusiveGateway: ElementBehavior<Choice> = {
  mappings: 'none',
  subscribes: 'none',
  completesAtOnce: true,
  prepare: choose,
  activated: () => 'complete',
  leave(visit, plan) {
    const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
    if (scope !== undefined && plan?.flow !== undefined) takeFlow(visit.p, scope, plan.flow);
    else childEnded(visit, 'completed');
  },
};

function choose(visit: Visit): Choice | Failure {
  const { outgoing, defaultFlow } = visit.element;
  const scope = scopeOf(visit.p, visit.key);
  for (const flow of outgoing) {
    if (flow === defaultFlow) continue;
    if (flow.condition === undefined) return { flow };
    const holds = booleanOf(visit.p, flow.condition, scope);
    if (isFailure(holds)) return holds;
    if (holds) return { flow };
  }
  if (defaultFlow !== undefined || outgoing.length === 0) return { flow: defaultFlow };
  return failure('CONDITION_ERROR', 'Expected at least one condition to evaluate to true, or to have a default flow');
}
