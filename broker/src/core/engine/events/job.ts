/** Appliers of JOB and JOB_BATCH: jobs come, are leased, wait, and go. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Appliers } from './applier.ts';
import type { JobState } from '../state/job-row.ts';
import type { State } from '../state/state.ts';

type Record = RecordOf<'JOB'>;

/** What stands in the place of the element id of a job whose error nobody catches, as seen on the reference. */
export const NO_CATCH_EVENT_FOUND = 'NO_CATCH_EVENT_FOUND';

/** The appliers of JOB. */
export const jobEvents: Appliers<'JOB'> = {
  CREATED(state, record) {
    state.jobs.put(record.key, 'ACTIVATABLE', record.value);
    if (state.elements.get(record.value.elementInstanceKey) !== undefined)
      state.elements.change(record.value.elementInstanceKey, { jobKey: record.key });
  },
  COMPLETED: ended,
  TIMED_OUT: (state, record) => stays(state, record, 'ACTIVATABLE'),
  FAILED(state, record) {
    const waits = record.value.retries <= 0 || record.value.recurringTime >= 0;
    stays(state, record, waits ? 'FAILED' : 'ACTIVATABLE');
  },
  RETRIES_UPDATED: keepsState,
  CANCELED: ended,
  ERROR_THROWN(state, record) {
    // Caught: the job has done its part. Uncaught: it stays, for the incident to bring it back.
    if (record.value.elementId === NO_CATCH_EVENT_FOUND)
      stays(state, { ...record, value: { ...record.value, elementId: elementIdOf(state, record) } }, 'ERROR_THROWN');
    else ended(state, record);
  },
  RECURRED_AFTER_BACKOFF: (state, record) => stays(state, record, 'ACTIVATABLE'),
  YIELDED: (state, record) => stays(state, record, 'ACTIVATABLE'),
  TIMEOUT_UPDATED: keepsState,
  MIGRATED: keepsState,
  UPDATED: keepsState,
};

/** The appliers of JOB_BATCH. */
export const jobBatchEvents: Appliers<'JOB_BATCH'> = {
  ACTIVATED(state, record) {
    const { worker, timeout } = record.value;
    for (const key of record.value.jobKeys) {
      const job = state.jobs.get(key);
      if (job !== undefined) state.jobs.put(key, 'ACTIVATED', { ...job.value, worker, deadline: record.timestampMs + timeout, timeout });
    }
  },
};

function elementIdOf(state: State, record: Record): string {
  return state.elements.get(record.value.elementInstanceKey)?.elementId ?? record.value.elementId;
}

function stays(state: State, record: Record, next: JobState): void {
  if (state.jobs.get(record.key) !== undefined) state.jobs.put(record.key, next, { ...record.value, variables: '{}' });
}

function keepsState(state: State, record: Record): void {
  const row = state.jobs.get(record.key);
  if (row !== undefined) state.jobs.put(record.key, row.state, { ...record.value, variables: '{}' });
}

function ended(state: State, record: Record): void {
  state.jobs.delete(record.key);
  const element = state.elements.get(record.value.elementInstanceKey);
  if (element === undefined) return;
  const isListener = record.value.jobKind === 'EXECUTION_LISTENER' && record.intent === 'COMPLETED';
  if (record.value.jobKind === 'TASK_LISTENER' && record.intent === 'COMPLETED') taskListenerDone(state, element.userTaskKey);
  state.elements.change(element.key, {
    jobKey: element.jobKey === record.key ? -1 : element.jobKey,
    listenersDone: element.listenersDone + (isListener ? 1 : 0),
  });
}

function taskListenerDone(state: State, userTaskKey: number): void {
  const task = state.userTasks.get(userTaskKey);
  if (task !== undefined) state.userTasks.table.put(userTaskKey, { ...task, listenersDone: task.listenersDone + 1 });
}
