/** Script tasks: a FEEL expression whose result becomes a variable; with a task definition, a job instead. BPMN 2.0.2 section 10.3.3. */
import { documentOf } from '../../protocol/document.ts';
import { jsonOf, scopeOf } from '../expressions.ts';
import { createJob, type JobPlan, planJob } from '../lifecycle/jobs.ts';
import { triggering } from '../lifecycle/trigger.ts';
import { type Failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** What is to be done: the evaluated script, or a job. */
type ScriptPlan = { readonly result: string } | JobPlan;

/** The behaviour. */
export const scriptTask: ElementBehavior<ScriptPlan> = {
  mappings: 'both',
  // What is over at once cannot be interrupted.
  subscribes: 'boundary-of-job',
  prepare(visit): ScriptPlan | Failure {
    const { job } = visit.element;
    return job === undefined ? evaluateScript(visit) : planJob(visit, job);
  },
  enter(visit, plan) {
    if ('type' in plan) createJob(visit, plan);
    else triggering(visit, visit.element, plan.result);
  },
  activated: (_visit, plan) => ('type' in plan ? 'wait' : 'complete'),
};

function evaluateScript(visit: Visit): { readonly result: string } | Failure {
  const { script } = visit.element;
  if (script === undefined) throw new Error(`Expected element ${visit.element.id} to have a script, but it has none`);
  const value = jsonOf(visit.p, script.expression, scopeOf(visit.p, visit.key));
  return isFailure(value) ? value : { result: documentOf([[script.resultVariable, value]]) };
}
