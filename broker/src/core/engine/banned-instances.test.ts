// A fault of the engine: the command is refused, its instance is set aside, all others go on; cancelling still takes it away.
import { expect, test, vi } from 'vitest';
import { valueTypes } from '../protocol/value-types.ts';
import { OnePartition } from './testing/one-partition.suite.ts';

const flow = (id: string, from: string, to: string): string => `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`;
const task = '<serviceTask id="task"><extensionElements><zeebe:taskDefinition type="work"/></extensionElements></serviceTask>';
const xml = `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><process id="one-task" isExecutable="true"><startEvent id="start"/>${task}<endEvent id="end"/>${flow('a', 'start', 'task')}${flow('b', 'task', 'end')}</process></definitions>`;

function complete(partition: OnePartition, jobKey: number): string {
  const step = partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: jobKey, value: valueTypes.JOB.codec.initial });
  partition.finish(step);
  return step.answers[0]?.record.rejectionType ?? 'none';
}

test('an instance that an error of the engine hit is set aside and can be cancelled; others go on', () => {
  const partition = new OnePartition();
  partition.deploy('one-task.bpmn', xml);
  partition.finish(partition.create({ bpmnProcessId: 'one-task' }));
  const job = partition.jobKey('work');
  const { state } = partition.engine;
  const broken = vi.spyOn(state.elements, 'get').mockImplementationOnce(() => {
    throw new Error('a fault of ours');
  });
  const instance = partition.instanceKey();
  expect(complete(partition, job)).toBe('PROCESSING_ERROR');
  broken.mockRestore();
  expect(partition.last('ERROR')?.value).toMatchObject({ processInstanceKey: instance, exceptionMessage: 'a fault of ours' });
  expect([...state.facts.banned.entries()]).toEqual([[instance, { reason: 'a fault of ours' }]]);
  expect(complete(partition, job)).toBe('INVALID_STATE');

  partition.finish(partition.cancel());
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'one-task')).toBe(true);
  for (const table of [state.elements.table, state.jobs.table, state.facts.banned]) expect(table.size).toBe(0);

  partition.finish(partition.create({ bpmnProcessId: 'one-task' }));
  expect(complete(partition, partition.jobKey('work'))).toBe('NULL_VAL');
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'one-task')).toBe(true);
});
