/** The inclusive gateway: every flow whose condition holds, otherwise the default flow; as a join see inclusive-join.ts. BPMN 2.0.2 section 13.4.3. */
import type { SequenceFlow } from '../../model/executable.ts';
import { booleanOf, scopeOf } from '../expressions.ts';
import { takeFlow } from '../lifecycle/activation.ts';
import { childEnded } from '../lifecycle/scope.ts';
import { type Failure, failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** The chosen flows; none for a gateway without outgoing flows. */
interface Choice {
  readonly flows: readonly SequenceFlow[];
}

/** The behaviour. */
export const inclusiveGateway: ElementBehavior<Choice> = {
  mappings: 'none',
  subscribes: 'none',
  completesAtOnce: true,
  prepare: choose,
  activated: () => 'complete',
  leave(visit, plan) {
    const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
    if (scope === undefined || plan === undefined || plan.flows.length === 0) return childEnded(visit, 'completed');
    for (const flow of plan.flows) takeFlow(visit.p, scope, flow);
  },
};

/** Evaluates all conditions before any flow is taken; a flow without one always holds. */
function choose(visit: Visit): Choice | Failure {
  const { outgoing, defaultFlow } = visit.element;
  const scope = scopeOf(visit.p, visit.key);
  const flows: SequenceFlow[] = [];
  for (const flow of outgoing) {
    if (flow === defaultFlow) continue;
    const holds = flow.condition === undefined || booleanOf(visit.p, flow.condition, scope);
    if (isFailure(holds)) return holds;
    if (holds) flows.push(flow);
  }
  if (flows.length > 0 || outgoing.length === 0) return { flows };
  if (defaultFlow !== undefined) return { flows: [defaultFlow] };
  return failure('CONDITION_ERROR', 'Expected at least one condition to evaluate to true, or to have a default flow');
}
