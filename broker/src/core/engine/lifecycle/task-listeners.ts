/** Task listeners: jobs that run one after another while a native user task changes; they may correct the change or say no to it. */
import type { TaskListener } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { UserTaskRow, UserTaskState } from '../state/user-tasks.ts';
import { raiseIncident } from './incident.ts';
import { createJob, planJob } from './jobs.ts';
import { isFailure, type Visit } from './visit.ts';

/** Prefix of the headers that tell a listener about the task. */
const RESERVED = 'io.camunda.zeebe:';

const eventOf: { readonly [S in UserTaskState]: TaskListener['event'] | undefined } = {
  CREATING: 'creating',
  CREATED: undefined,
  ASSIGNING: 'assigning',
  UPDATING: 'updating',
  COMPLETING: 'completing',
  CANCELING: 'canceling',
};

const jobEventOf = {
  creating: 'CREATING',
  assigning: 'ASSIGNING',
  updating: 'UPDATING',
  completing: 'COMPLETING',
  canceling: 'CANCELING',
} as const;

/** Whether anybody listens to an event of this element's task. */
export function hasTaskListeners(visit: Visit, event: TaskListener['event']): boolean {
  return visit.element.taskListeners.some((listener) => listener.event === event);
}

/** The listener to run now; undefined when all of the running transition are done. */
export function nextTaskListener(visit: Visit, row: UserTaskRow): TaskListener | undefined {
  return visit.element.taskListeners.filter((listener) => listener.event === eventOf[row.state])[row.listenersDone];
}

/** Creates the job of a listener, or the incident that says why it cannot be. */
export function createTaskListenerJob(visit: Visit, draft: Value<'USER_TASK'>, listener: TaskListener): void {
  const headers = headersOf(visit, draft);
  const plan = planJob(visit, { type: listener.type, retries: listener.retries, headers, priority: undefined, linkedResources: [] });
  if (isFailure(plan)) return raiseIncident(visit, plan);
  createJob(visit, plan, {
    jobKind: 'TASK_LISTENER',
    jobListenerEventType: jobEventOf[listener.event],
    changedAttributes: draft.changedAttributes,
  });
}

/** What the task will be: workers read it from reserved headers. */
function headersOf(visit: Visit, draft: Value<'USER_TASK'>): Record<string, string> {
  const { partition, deploymentPartition } = visit.p.config;
  const headers: Record<string, string> = { ...draft.customHeaders };
  const set = (name: string, value: string): void => {
    if (value !== '') headers[RESERVED + name] = value;
  };
  const names = (list: readonly string[]): string => (list.length === 0 ? '' : JSON.stringify(list));
  set('userTaskKey', String(wireKey(partition, draft.userTaskKey)));
  set('action', draft.action);
  set('assignee', draft.assignee);
  set('candidateGroups', names(draft.candidateGroupsList));
  set('candidateUsers', names(draft.candidateUsersList));
  set('changedAttributes', names(draft.changedAttributes));
  set('dueDate', draft.dueDate);
  set('followUpDate', draft.followUpDate);
  set('formKey', draft.formKey < 0 ? '' : String(wireKey(deploymentPartition, draft.formKey)));
  set('priority', String(draft.priority));
  return headers;
}
