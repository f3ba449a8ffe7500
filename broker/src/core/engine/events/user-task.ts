/** Appliers of USER_TASK: tasks come, change in two steps with listeners in between, and go. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Appliers } from './applier.ts';
import type { State } from '../state/state.ts';
import type { UserTaskState } from '../state/user-tasks.ts';

type Record = RecordOf<'USER_TASK'>;

/** The appliers. */
export const userTaskEvents: Appliers<'USER_TASK'> = {
  CREATING(state, record) {
    state.userTasks.table.put(record.key, { state: 'CREATING', value: record.value, draft: record.value, listenersDone: 0 });
    linkElement(state, record, record.key);
  },
  CREATED: settled,
  COMPLETING: (state, record) => begins(state, record, 'COMPLETING'),
  COMPLETED: ended,
  CANCELING: (state, record) => begins(state, record, 'CANCELING'),
  CANCELED: ended,
  ASSIGNING: (state, record) => begins(state, record, 'ASSIGNING'),
  ASSIGNED: settled,
  UPDATING: (state, record) => begins(state, record, 'UPDATING'),
  UPDATED: settled,
  MIGRATED: (state, record) => replace(state, record, settledValue(record.value)),
  COMPLETION_DENIED: denied,
  CORRECTED(state, record) {
    const row = state.userTasks.get(record.key);
    if (row !== undefined) state.userTasks.table.put(record.key, { ...row, draft: record.value });
  },
  ASSIGNMENT_DENIED: denied,
  CLAIMING: (state, record) => begins(state, record, 'ASSIGNING'),
  UPDATE_DENIED: denied,
};

function begins(state: State, record: Record, next: UserTaskState): void {
  const row = state.userTasks.get(record.key);
  if (row !== undefined) state.userTasks.table.put(record.key, { ...row, state: next, draft: record.value, listenersDone: 0 });
}

function settled(state: State, record: Record): void {
  state.userTasks.table.put(record.key, { state: 'CREATED', value: settledValue(record.value), draft: undefined, listenersDone: 0 });
}

/** What was asked for is no property of the task. */
function settledValue(value: Value<'USER_TASK'>): Value<'USER_TASK'> {
  return { ...value, action: '', changedAttributes: [], variables: '{}', deniedReason: '' };
}

function replace(state: State, record: Record, value: Value<'USER_TASK'>): void {
  const row = state.userTasks.get(record.key);
  if (row === undefined) return;
  const { bpmnProcessId, processDefinitionKey, processDefinitionVersion, elementId } = value;
  const draft = row.draft && { ...row.draft, bpmnProcessId, processDefinitionKey, processDefinitionVersion, elementId };
  state.userTasks.table.put(record.key, { ...row, value, draft });
}

function denied(state: State, record: Record): void {
  const row = state.userTasks.get(record.key);
  if (row !== undefined) state.userTasks.table.put(record.key, { ...row, state: 'CREATED', draft: undefined, listenersDone: 0 });
}

function ended(state: State, record: Record): void {
  state.userTasks.table.delete(record.key);
  linkElement(state, record, -1);
}

function linkElement(state: State, record: Record, userTaskKey: number): void {
  const { elementInstanceKey } = record.value;
  if (state.elements.get(elementInstanceKey) !== undefined) state.elements.change(elementInstanceKey, { userTaskKey });
}
