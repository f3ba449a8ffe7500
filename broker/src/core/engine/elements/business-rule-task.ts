/** Business rule tasks: a deployed decision is evaluated and its output becomes a variable; with a task definition, a job instead. BPMN 2.0.2 section 10.3.3. */
import { documentOf } from '../../protocol/document.ts';
import { evaluateCalledDecision } from '../lifecycle/decision.ts';
import { createJob, type JobPlan, planJob } from '../lifecycle/jobs.ts';
import { triggering } from '../lifecycle/trigger.ts';
import { type Failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** What is to be done: the decision's output, or a job. */
type RulePlan = { readonly result: string } | JobPlan;

/** The behaviour. */
export const businessRuleTask: ElementBehavior<RulePlan> = {
  mappings: 'both',
  // What is over at once cannot be interrupted.
  subscribes: 'boundary-of-job',
  prepare(visit): RulePlan | Failure {
    const { job } = visit.element;
    return job === undefined ? decide(visit) : planJob(visit, job);
  },
  enter(visit, plan) {
    if ('type' in plan) createJob(visit, plan);
    else triggering(visit, visit.element, plan.result);
  },
  activated: (_visit, plan) => ('type' in plan ? 'wait' : 'complete'),
};

function decide(visit: Visit): { readonly result: string } | Failure {
  const called = visit.element.calledDecision;
  if (called === undefined) throw new Error(`Expected element ${visit.element.id} to call a decision, but it does not`);
  const output = evaluateCalledDecision(visit, called);
  return isFailure(output) ? output : { result: documentOf([[called.resultVariable, output]]) };
}
