/** Native user tasks in the hands of the engine: each transition begins, runs its listeners one after another, and is settled. */
import type { UserTask } from '../../model/executable.ts';
import type { RecordOf } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import type { EventIntent } from '../../protocol/command-intents.ts';
import type { UserTaskRow } from '../state/user-tasks.ts';
import { createTaskListenerJob, hasTaskListeners, nextTaskListener } from './task-listeners.ts';
import { finishTermination } from './termination.ts';
import { triggering } from './trigger.ts';
import type { UserTaskPlan } from './user-task-plan.ts';
import { instanceValue, type Visit } from './visit.ts';

type TaskValue = Value<'USER_TASK'>;
/** Transitions that people ask for. */
type Transition = 'ASSIGNING' | 'UPDATING' | 'COMPLETING';

/** USER_TASK CREATING, its listeners, CREATED; an assignee of the model is assigned behind that if a listener wants to know. */
export function createUserTask(visit: Visit, task: UserTask, plan: UserTaskPlan): void {
  const { p, instance, key } = visit;
  const userTaskKey = p.nextKey();
  p.emit('USER_TASK', 'CREATING', userTaskKey, {
    userTaskKey,
    assignee: plan.assignee,
    candidateGroupsList: plan.candidateGroups ?? [],
    candidateUsersList: plan.candidateUsers ?? [],
    dueDate: plan.dueDate,
    followUpDate: plan.followUpDate,
    formKey: plan.form?.value.formKey ?? -1,
    externalFormReference: plan.externalForm,
    customHeaders: task.headers,
    bpmnProcessId: instance.bpmnProcessId,
    processDefinitionVersion: instance.version,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    elementId: instance.elementId,
    elementInstanceKey: key,
    priority: plan.priority,
    creationTimestamp: p.nowMs,
    tenantId: instance.tenantId,
  });
  continueUserTask(visit);
}

/** A person asked for a transition: it begins, and whoever asked is answered when it is settled or denied. */
export function beginTransition(visit: Visit, intent: Transition, draft: TaskValue): void {
  const { p } = visit;
  const { userTaskKey } = visit.instance;
  p.emit('USER_TASK', intent, userTaskKey, draft);
  if (p.command.requestId > 0) p.awaited.set(userTaskKey, { requestId: p.command.requestId, fetchVariables: [] });
  continueUserTask(visit);
}

/** Goes on with the running transition: the next listener's job, or its end. */
export function continueUserTask(visit: Visit): void {
  const row = visit.p.state.userTasks.get(visit.instance.userTaskKey);
  if (row?.draft === undefined) return;
  const listener = nextTaskListener(visit, row);
  if (listener !== undefined) createTaskListenerJob(visit, row.draft, listener);
  else settle(visit, row, row.draft);
}

function settle(visit: Visit, row: UserTaskRow, draft: TaskValue): void {
  const { userTaskKey } = draft;
  switch (row.state) {
    case 'CREATING':
      return settleCreation(visit, draft);
    case 'ASSIGNING':
      return settled(visit.p, 'ASSIGNED', draft);
    case 'UPDATING':
      return settled(visit.p, 'UPDATED', draft);
    case 'COMPLETING':
      settled(visit.p, 'COMPLETED', draft);
      triggering(visit, visit.element, draft.variables);
      visit.p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', visit.key, instanceValue(visit.instance));
      return;
    case 'CANCELING':
      visit.p.emit('USER_TASK', 'CANCELED', userTaskKey, draft);
      return finishTermination(visit);
    case 'CREATED':
      return;
  }
}

/** Without listeners the task is created as assigned; with some, the assignment is a transition of its own. */
function settleCreation(visit: Visit, draft: TaskValue): void {
  const { p } = visit;
  const assigns = draft.assignee !== '' && hasTaskListeners(visit, 'assigning');
  p.emit('USER_TASK', 'CREATED', draft.userTaskKey, assigns ? { ...draft, assignee: '' } : draft);
  if (!assigns) return;
  p.emit('USER_TASK', 'ASSIGNING', draft.userTaskKey, draft);
  continueUserTask(visit);
}

function settled(p: Processing, intent: EventIntent<'USER_TASK'>, value: TaskValue): void {
  const event = p.emit('USER_TASK', intent, value.userTaskKey, value);
  answerAwaiting(p, value.userTaskKey, event);
}

function answerAwaiting(p: Processing, userTaskKey: number, record: RecordOf<'USER_TASK'>): void {
  const awaited = p.awaited.get(userTaskKey);
  if (awaited === undefined) return;
  p.awaited.delete(userTaskKey);
  p.answerTo(awaited.requestId, record);
}

const denials = {
  ASSIGNING: { event: 'ASSIGNMENT_DENIED', command: 'ASSIGN', what: 'Assignment' },
  UPDATING: { event: 'UPDATE_DENIED', command: 'UPDATE', what: 'Update' },
  COMPLETING: { event: 'COMPLETION_DENIED', command: 'COMPLETE', what: 'Completion' },
} as const;

/** Whether a listener may say no to a transition. */
export function isDeniable(row: UserTaskRow): boolean {
  return row.state in denials;
}

/** A listener said no: the task is as it was, and whoever asked is refused. */
export function denyTransition(visit: Visit, deniedReason: string): void {
  const { p } = visit;
  const row = p.state.userTasks.get(visit.instance.userTaskKey);
  if (row?.draft === undefined || !isDeniable(row)) return;
  const { event, command, what } = denials[row.state as keyof typeof denials];
  const record = p.emit('USER_TASK', event, row.value.userTaskKey, { ...row.value, deniedReason });
  refuseAwaiting(p, record, command, `${what} of the user task was denied by a task listener. Reason to deny: '${deniedReason}'`);
}

function refuseAwaiting(p: Processing, record: RecordOf<'USER_TASK'>, intent: RecordOf<'USER_TASK'>['intent'], reason: string): void {
  answerAwaiting(p, record.key, {
    ...record,
    recordType: 'COMMAND_REJECTION',
    intent,
    rejectionType: 'INVALID_STATE',
    rejectionReason: `Expected to ${intent.toLowerCase()} the user task, but it cannot be done: ${reason}`,
  });
}

/** The element ends: so does its task. 'wait' when cancelling has listeners: the last one ends the element. */
export function cancelUserTask(visit: Visit): 'wait' | undefined {
  const { p } = visit;
  const row = p.state.userTasks.get(visit.instance.userTaskKey);
  if (row === undefined) return undefined;
  const { userTaskKey } = row.value;
  const record = p.emit('USER_TASK', 'CANCELING', userTaskKey, row.value);
  refuseAwaiting(p, record, 'COMPLETE', 'its element was terminated');
  if (hasTaskListeners(visit, 'canceling')) {
    continueUserTask(visit);
    return 'wait';
  }
  p.emit('USER_TASK', 'CANCELED', userTaskKey, row.value);
  return undefined;
}
