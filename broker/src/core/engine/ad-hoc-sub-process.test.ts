// Ad-hoc sub-processes: how their activities begin, what they see, and how the whole ends.
import { expect, test } from 'vitest';
import type { AnyRecord } from '../protocol/record.ts';
import { type Value, valueTypes } from '../protocol/value-types.ts';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

const start =
  '<startEvent id="start"/><endEvent id="end"/><sequenceFlow id="s" sourceRef="start" targetRef="adHoc"/><sequenceFlow id="e" sourceRef="adHoc" targetRef="end"/>';

function model(attributes: string, extension: string, inner: string, outside = ''): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0"?>
    <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
    <error id="refused" errorCode="REFUSED"/><process id="p" isExecutable="true">${start}
    <adHocSubProcess id="adHoc" ${attributes}><extensionElements>${extension}</extensionElements>${inner}</adHocSubProcess>${outside}</process></definitions>`);
}

const task = (id: string): string =>
  `<serviceTask id="${id}"><extensionElements><zeebe:taskDefinition type="${id}"/></extensionElements></serviceTask>`;
const tasks = `${task('a')}${task('b')}${task('c')}<sequenceFlow id="bc" sourceRef="b" targetRef="c"/>`;

/** One engine with the model deployed and an instance of it. */
class Run {
  readonly cluster = new EngineCluster(1);

  constructor(resource: Uint8Array, variables = '{}') {
    this.cluster.deployResource('p.bpmn', resource);
    const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'p', variables });
    this.cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  }

  /** The last event of a kind about an element. */
  last(valueType: string, intent: string, elementId: string): AnyRecord | undefined {
    const records = this.cluster.records.map(({ record }) => record).reverse();
    return records.find(
      (record) =>
        record.recordType === 'EVENT' &&
        record.valueType === valueType &&
        record.intent === intent &&
        (record.value as { readonly elementId?: string }).elementId === elementId,
    );
  }

  has(intent: string, elementId: string): boolean {
    return this.last('PROCESS_INSTANCE', intent, elementId) !== undefined;
  }

  job(intent: 'COMPLETE' | 'THROW_ERROR', elementId: string, members: Partial<Value<'JOB'>> = {}): AnyRecord | undefined {
    const key = this.last('JOB', 'CREATED', elementId)?.key ?? -1;
    return this.cluster.run(1, { valueType: 'JOB', intent, key, value: valueTypes.JOB.codec.complete(members) });
  }

  activate(elementIds: readonly string[], cancelRemainingInstances = false): AnyRecord | undefined {
    const key = this.last('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', 'adHoc')?.key ?? -1;
    const activateElements = elementIds.map((elementId) => ({ elementId, variables: `{"for":"${elementId}"}` }));
    const value = valueTypes.AD_HOC_SUB_PROCESS_INSTRUCTION.codec.complete({
      adHocSubProcessInstanceKey: key,
      activateElements,
      cancelRemainingInstances,
    });
    return this.cluster.run(1, { valueType: 'AD_HOC_SUB_PROCESS_INSTRUCTION', intent: 'ACTIVATE', key, value });
  }

  variable(name: string): string | undefined {
    const written = this.cluster.records
      .filter(({ record }) => record.valueType === 'VARIABLE' && record.value.name === name)
      .at(-1)?.record;
    return written?.valueType === 'VARIABLE' ? written.value.value : undefined;
  }
}

test('the elements of a list begin, and with the last one it is over', () => {
  const run = new Run(
    model('', '<zeebe:adHoc activeElementsCollection="=list" outputCollection="results" outputElement="=r"/>', tasks),
    '{"list":["a","b"]}',
  );
  run.job('COMPLETE', 'a', { variables: '{"r":1}' });
  run.job('COMPLETE', 'b');
  expect(run.has('ELEMENT_COMPLETED', 'adHoc')).toBe(false);
  run.job('COMPLETE', 'c', { variables: '{"r":2}' });
  expect(run.has('ELEMENT_COMPLETED', 'p')).toBe(true);
  expect(run.variable('results')).toBe('[1,2]');
  expect(run.cluster.count('INCIDENT', 'CREATED')).toBe(0);
});

test('the completion condition ends the rest', () => {
  const condition = '<completionCondition>=done</completionCondition>';
  const run = new Run(
    model('', '<zeebe:adHoc activeElementsCollection="=list"/>', `${tasks}${condition}`),
    '{"list":["a","b"],"done":false}',
  );
  run.job('COMPLETE', 'a', { variables: '{"done":true}' });
  expect(run.has('ELEMENT_TERMINATED', 'b')).toBe(true);
  expect(run.has('ELEMENT_COMPLETED', 'p')).toBe(true);
});

test('an unknown element in the list is an incident', () => {
  const run = new Run(model('', '<zeebe:adHoc activeElementsCollection="=list"/>', tasks), '{"list":["a","c"]}');
  expect(run.cluster.count('INCIDENT', 'CREATED')).toBe(1);
  expect(run.cluster.count('JOB', 'CREATED')).toBe(0);
});

test('elements begin by command, each with variables of its own', () => {
  const run = new Run(model('', '', `${tasks}<completionCondition>=false</completionCondition>`));
  expect(run.activate(['nothing'])?.rejectionType).toBe('NOT_FOUND');
  expect(run.activate(['a', 'a'])?.rejectionType).toBe('INVALID_ARGUMENT');
  expect(run.activate(['a'])?.intent).toBe('ACTIVATED');
  expect(run.variable('for')).toBe('"a"');
  run.activate(['b'], true);
  expect(run.has('ELEMENT_TERMINATED', 'a')).toBe(true);
  expect(run.last('JOB', 'CREATED', 'b')).toBeDefined();
});

test('a worker says what begins and when it is over', () => {
  const run = new Run(model('', '<zeebe:taskDefinition type="plan"/>', tasks));
  const result = valueTypes.JOB.codec.initial.result;
  expect(
    run.job('COMPLETE', 'adHoc', { result: { ...result, activateElements: [{ elementId: 'a', variables: '{"x":1}' }] } })?.intent,
  ).toBe('COMPLETED');
  run.job('COMPLETE', 'a');
  expect(run.cluster.count('JOB', 'CREATED')).toBe(3);
  run.job('COMPLETE', 'adHoc', { result: { ...result, isCompletionConditionFulfilled: true } });
  expect(run.has('ELEMENT_COMPLETED', 'p')).toBe(true);
});

test('an error inside is caught at the sub-process', () => {
  const boundary =
    '<boundaryEvent id="caught" attachedToRef="adHoc"><errorEventDefinition id="x" errorRef="refused"/></boundaryEvent><endEvent id="caughtEnd"/><sequenceFlow id="ce" sourceRef="caught" targetRef="caughtEnd"/>';
  const run = new Run(model('', '<zeebe:adHoc activeElementsCollection="=list"/>', tasks, boundary), '{"list":["a"]}');
  run.job('THROW_ERROR', 'a', { errorCode: 'REFUSED' });
  expect(run.has('ELEMENT_TERMINATED', 'adHoc')).toBe(true);
  expect(run.has('ELEMENT_COMPLETED', 'caughtEnd')).toBe(true);
  expect(run.has('ELEMENT_COMPLETED', 'p')).toBe(true);
});
