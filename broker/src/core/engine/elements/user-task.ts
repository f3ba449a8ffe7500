/** User tasks: kept by the broker (the native kind), or given to workers as a job with reserved headers. BPMN 2.0.2 section 10.3.4. */
import type { UserTask } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import { createJob } from '../lifecycle/jobs.ts';
import { cancelUserTask, createUserTask } from '../lifecycle/user-tasks.ts';
import { planUserTask, type UserTaskPlan } from '../lifecycle/user-task-plan.ts';
import type { Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** Type of the job that stands for a user task of the job kind. */
const JOB_TYPE = 'io.camunda.zeebe:userTask';
/** Prefix of the headers that the engine sets. */
const RESERVED = 'io.camunda.zeebe:';

/** The behaviour. */
export const userTask: ElementBehavior<UserTaskPlan> = {
  mappings: 'both',
  subscribes: 'boundary',
  prepare: (visit) => planUserTask(visit, taskOf(visit)),
  enter(visit, plan) {
    if (taskOf(visit).native) createUserTask(visit, taskOf(visit), plan);
    else createJob(visit, { type: JOB_TYPE, retries: 1, priority: 0, headers: headersOf(visit, plan) });
  },
  activated: () => 'wait',
  terminating: (visit) => cancelUserTask(visit),
};

function taskOf(visit: Visit): UserTask {
  const task = visit.element.userTask;
  if (task === undefined) throw new Error(`Expected element ${visit.element.id} to be a user task, but it is none`);
  return task;
}

function headersOf(visit: Visit, plan: UserTaskPlan): Record<string, string> {
  const { deploymentPartition } = visit.p.config;
  const formKey = plan.form === undefined ? plan.formKey : String(wireKey(deploymentPartition, plan.form.value.formKey));
  const headers: Record<string, string> = { ...taskOf(visit).headers };
  const set = (name: string, value: string): void => {
    if (value !== '') headers[RESERVED + name] = value;
  };
  set('assignee', plan.assignee);
  set('candidateGroups', plan.candidateGroups === undefined ? '' : JSON.stringify(plan.candidateGroups));
  set('candidateUsers', plan.candidateUsers === undefined ? '' : JSON.stringify(plan.candidateUsers));
  set('dueDate', plan.dueDate);
  set('followUpDate', plan.followUpDate);
  set('formKey', formKey);
  return headers;
}
