// What would not fit into a record of the log is stopped before: an incident where a model made it, a refusal where it slipped through; others go on.
import { expect, test } from 'vitest';
import { valueTypes } from '../protocol/value-types.ts';
import { RECORD_LENGTH_MAX } from './processing.ts';
import { OnePartition } from './testing/one-partition.suite.ts';

const flow = (id: string, from: string, to: string): string => `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"/>`;

function deployed(task: string): OnePartition {
  const partition = new OnePartition();
  const body = `<startEvent id="start"/>${task}<endEvent id="end"/>${flow('a', 'start', 'task')}${flow('b', 'task', 'end')}`;
  const xml = `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><process id="large" isExecutable="true">${body}</process></definitions>`;
  partition.deploy('large.bpmn', xml);
  return partition;
}

const script = (expression: string, inner = ''): string =>
  `<scriptTask id="task"><extensionElements><zeebe:script expression="=${expression}" resultVariable="out"/></extensionElements>${inner}</scriptTask>`;
const million = JSON.stringify({ s: 'x'.repeat(1_000_000) });
const collects = `<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=[1,2,3]" outputCollection="all" outputElement="=[s,s,s,s]"/></extensionElements></multiInstanceLoopCharacteristics>`;
const targets = ['a', 'b', 'c'].map((name) => `<zeebe:input source="=[s,s,s,s]" target="${name}"/>`).join('');

test.each([
  ['a result', script('for i in 1..20 return s'), 'EXTRACT_VALUE_ERROR', 'Expected a result of at most'],
  ['a collected list', script('s', collects), 'EXTRACT_VALUE_ERROR', "Expected the output collection 'all' to have at most"],
  [
    'several targets together',
    `<serviceTask id="task"><extensionElements><zeebe:taskDefinition type="t"/><zeebe:ioMapping>${targets}</zeebe:ioMapping></extensionElements></serviceTask>`,
    'IO_MAPPING_ERROR',
    'Expected targets of at most',
  ],
])('%s too large for a record is an incident, and the instance can be cancelled', (_, task, errorType, message) => {
  const partition = deployed(task);
  partition.finish(partition.create({ bpmnProcessId: 'large', variables: million }));
  const incident = partition.last('INCIDENT');
  if (incident?.valueType !== 'INCIDENT') throw new Error('Expected an incident, but there is none');
  expect(incident.value.errorType).toBe(errorType);
  expect(incident.value.errorMessage).toContain(message);
  partition.cancel();
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'large')).toBe(true);
});

test('a text whose escapes make it too large is an incident, too', () => {
  const partition = deployed(script('s + s + s + s + s + s + s + s'));
  partition.finish(partition.create({ bpmnProcessId: 'large', variables: JSON.stringify({ s: '\u0001'.repeat(650_000) }) }));
  expect(partition.last('INCIDENT')?.intent).toBe('CREATED');
});

test('a record that slips through all the same undoes its step and refuses the command', () => {
  const partition = deployed('<userTask id="task"/>');
  const created = partition.create({ bpmnProcessId: 'large' });
  const value = valueTypes.VARIABLE_DOCUMENT.codec.complete({
    scopeKey: partition.instanceKey(),
    variables: JSON.stringify({ before: 1, s: 'x'.repeat(RECORD_LENGTH_MAX + 1) }),
  });
  const step = partition.run({ valueType: 'VARIABLE_DOCUMENT', intent: 'UPDATE', key: -1, value });
  expect(created.answers).toHaveLength(1);
  expect(step.answers[0]?.record.rejectionType).toBe('EXCEEDED_BATCH_RECORD_SIZE');
  expect(partition.last('ERROR')?.intent).toBe('CREATED');
  expect(partition.last('VARIABLE')).toBeUndefined();
  partition.create({ bpmnProcessId: 'large' });
  expect(partition.engine.state.jobs.table.size).toBe(2);
});
