// Native user tasks with listeners: each change waits for its listeners, which may correct it or say no; a replica sees the same.
import { expect, test } from 'vitest';
import { between, extended, file, tag } from '../model/testing/bpmn-xml.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { OnePartition } from './testing/one-partition.suite.ts';

/** A process with a native user task for ann and a listener for each event. */
function withListeners(...events: readonly string[]): string {
  const listeners = events.map((event) => tag('zeebe:taskListener', { eventType: event, type: `${event}-listener` }));
  const extensions = extended(
    tag('zeebe:userTask'),
    tag('zeebe:assignmentDefinition', { assignee: 'ann' }),
    ...(listeners.length === 0 ? [] : [tag('zeebe:taskListeners', {}, ...listeners)]),
  );
  return file(between('task', tag('bpmn:userTask', { id: 'task' }, extensions)));
}

const userTask = valueTypes.USER_TASK.codec;
const job = valueTypes.JOB.codec;
const { result } = job.initial;

function started(...events: readonly string[]): OnePartition {
  const partition = new OnePartition();
  partition.deploy('process.bpmn', withListeners(...events));
  partition.create({ bpmnProcessId: 'process' });
  return partition;
}

test('an assignee of the model is assigned behind the creation when somebody listens', () => {
  const partition = started('creating', 'assigning');
  expect(partition.last('USER_TASK')?.intent).toBe('CREATING');
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('creating-listener'), value: job.initial });
  expect(partition.last('USER_TASK')?.intent).toBe('ASSIGNING');
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('assigning-listener'), value: job.initial });
  expect(partition.last('USER_TASK')).toMatchObject({ intent: 'ASSIGNED', value: { assignee: 'ann' } });
});

test('a listener corrects a completion, and the caller is answered when it is done', () => {
  const partition = started('completing');
  const key = partition.last('USER_TASK')?.key ?? -1;
  const asked = partition.run({ valueType: 'USER_TASK', intent: 'COMPLETE', key, value: userTask.complete({ variables: '{"ok":true}' }) });
  expect(asked.answers).toEqual([]);
  const value = valueTypes.JOB_BATCH.codec.complete({ type: 'completing-listener', timeout: 1_000, maxJobsToActivate: 1 });
  const polled = partition.run({ valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: -1, value });
  expect(polled.answers[0]?.record).toMatchObject({ value: { jobs: [{ jobKind: 'TASK_LISTENER', variables: '{"ok":true}' }] } });
  const corrections = { ...result.corrections, priority: 90 };
  const step = partition.run({
    valueType: 'JOB',
    intent: 'COMPLETE',
    key: partition.jobKey('completing-listener'),
    value: job.complete({ result: { ...result, corrections, correctedAttributes: ['priority'] } }),
  });
  expect(step.answers.map(({ record }) => `${record.valueType} ${record.intent}`)).toEqual(['JOB COMPLETED', 'USER_TASK COMPLETED']);
  expect(partition.last('USER_TASK')).toMatchObject({ value: { priority: 90, changedAttributes: ['priority'], variables: '{"ok":true}' } });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'process')).toBe(true);
});

test('a listener denies a completion: the task stays and the caller is refused', () => {
  const partition = started('completing');
  const key = partition.last('USER_TASK')?.key ?? -1;
  partition.run({ valueType: 'USER_TASK', intent: 'COMPLETE', key, value: userTask.initial });
  const step = partition.run({
    valueType: 'JOB',
    intent: 'COMPLETE',
    key: partition.jobKey('completing-listener'),
    value: job.complete({ result: { ...result, denied: true, deniedReason: 'not yet' } }),
  });
  expect(partition.last('USER_TASK')?.intent).toBe('COMPLETION_DENIED');
  expect(step.answers[1]?.record).toMatchObject({ recordType: 'COMMAND_REJECTION', rejectionType: 'INVALID_STATE' });
  expect(partition.engine.state.userTasks.get(key)?.state).toBe('CREATED');
});

test('an element that is cancelled waits for the listeners of its task', () => {
  const partition = started('canceling');
  const instance = partition.instanceKey();
  partition.run({ valueType: 'PROCESS_INSTANCE', intent: 'CANCEL', key: instance, value: valueTypes.PROCESS_INSTANCE.codec.initial });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'task')).toBe(false);
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('canceling-listener'), value: job.initial });
  expect(partition.last('USER_TASK')?.intent).toBe('CANCELED');
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'process')).toBe(true);
  expect(partition.engine.state.userTasks.table.size).toBe(0);
});

test('a business id is taken while an instance with it runs', () => {
  const partition = started('canceling');
  partition.create({ bpmnProcessId: 'process', businessId: 'order-1' });
  const again = partition.create({ bpmnProcessId: 'process', businessId: 'order-1' });
  expect(again.answers[0]?.record.rejectionType).toBe('ALREADY_EXISTS');
  expect(partition.create({ bpmnProcessId: 'process', businessId: 'order-2' }).answers[0]?.record.recordType).toBe('EVENT');
});

test('an instance ends after the element that its creation names', () => {
  const partition = started();
  partition.create({ bpmnProcessId: 'process', runtimeInstructions: [{ afterElementId: 'task' }] });
  const key = partition.last('USER_TASK')?.key ?? -1;
  partition.run({ valueType: 'USER_TASK', intent: 'COMPLETE', key, value: userTask.initial });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'process')).toBe(true);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', 'end')).toBe(false);
});
