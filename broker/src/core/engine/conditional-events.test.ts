// Conditional events: tested when they open and when a variable that they see changes; catch, boundary, event sub-process and start.
import { expect, test } from 'vitest';
import type { AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

const CONDITION = (text: string, filter = ''): string =>
  `<bpmn:conditionalEventDefinition>${filter === '' ? '' : `<bpmn:extensionElements>${filter}</bpmn:extensionElements>`}<bpmn:condition>${text}</bpmn:condition></bpmn:conditionalEventDefinition>`;

function deploy(cluster: EngineCluster, body: string, id = 'p'): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
<bpmn:process id="${id}" isExecutable="true">${body}</bpmn:process></bpmn:definitions>`;
  cluster.deployResource('p.bpmn', new TextEncoder().encode(xml));
}

function create(cluster: EngineCluster, variables: string): number {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'p', variables });
  const answer = cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  return answer?.valueType === 'PROCESS_INSTANCE_CREATION' ? answer.value.processInstanceKey : -1;
}

function set(cluster: EngineCluster, scopeKey: number, variables: string): void {
  const value = valueTypes.VARIABLE_DOCUMENT.codec.complete({ scopeKey, variables, updateSemantics: 'PROPAGATE' });
  cluster.run(1, { valueType: 'VARIABLE_DOCUMENT', intent: 'UPDATE', key: -1, value });
}

function completed(cluster: EngineCluster, elementId: string): number {
  const ofElement = ({ record }: { readonly record: AnyRecord }): boolean =>
    record.valueType === 'PROCESS_INSTANCE' && record.intent === 'ELEMENT_COMPLETED' && record.value.elementId === elementId;
  return cluster.records.filter(ofElement).length;
}

const CATCH = `<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="c"/>
<bpmn:intermediateCatchEvent id="c">${CONDITION('=x &gt; 5')}</bpmn:intermediateCatchEvent>
<bpmn:sequenceFlow id="f2" sourceRef="c" targetRef="e"/><bpmn:endEvent id="e"/>`;

test('a catch waits until its condition becomes true, and then no more', () => {
  const cluster = new EngineCluster(1);
  deploy(cluster, CATCH);
  const key = create(cluster, '{"x":1}');
  set(cluster, key, '{"x":4}');
  expect(completed(cluster, 'c')).toBe(0);
  set(cluster, key, '{"x":6}');
  expect(completed(cluster, 'c')).toBe(1);
  expect(completed(cluster, 'p')).toBe(1);
  expect(cluster.engines[0]?.state.conditionalSubscriptions.table.size).toBe(0);
});

test('a condition that is true already triggers at once', () => {
  const cluster = new EngineCluster(1);
  deploy(cluster, CATCH);
  create(cluster, '{"x":9}');
  expect(completed(cluster, 'p')).toBe(1);
});

test('a condition over a variable that is missing is not true', () => {
  const cluster = new EngineCluster(1);
  deploy(cluster, CATCH);
  const key = create(cluster, '{}');
  expect(completed(cluster, 'c')).toBe(0);
  set(cluster, key, '{"x":6}');
  expect(completed(cluster, 'p')).toBe(1);
});

test('a boundary event that does not interrupt triggers with each change of the variables that it names', () => {
  const cluster = new EngineCluster(1);
  const filter = '<zeebe:conditionalFilter variableNames="x" variableEvents="update"/>';
  deploy(
    cluster,
    `<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<bpmn:serviceTask id="t"><bpmn:extensionElements><zeebe:taskDefinition type="work"/></bpmn:extensionElements></bpmn:serviceTask>
<bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false">${CONDITION('=x &gt; 5', filter)}</bpmn:boundaryEvent>
<bpmn:sequenceFlow id="f2" sourceRef="b" targetRef="e"/><bpmn:endEvent id="e"/>`,
  );
  const key = create(cluster, '{}');
  set(cluster, key, '{"x":6}');
  expect(completed(cluster, 'b')).toBe(0);
  set(cluster, key, '{"x":7,"y":1}');
  set(cluster, key, '{"y":2}');
  set(cluster, key, '{"x":8}');
  expect(completed(cluster, 'b')).toBe(2);
});

test('with an outer and an inner condition the outer one, an interrupting event sub-process, comes first', () => {
  const cluster = new EngineCluster(1);
  deploy(
    cluster,
    `${CATCH}<bpmn:subProcess id="sub" triggeredByEvent="true"><bpmn:startEvent id="ss">${CONDITION('=x &gt; 5')}</bpmn:startEvent>
<bpmn:sequenceFlow id="f3" sourceRef="ss" targetRef="se"/><bpmn:endEvent id="se"/></bpmn:subProcess>`,
  );
  const key = create(cluster, '{"x":1}');
  set(cluster, key, '{"x":6}');
  expect([completed(cluster, 'sub'), completed(cluster, 'c'), completed(cluster, 'p')]).toEqual([1, 0, 1]);
});

test('a conditional start event begins an instance when it is asked with the right variables', () => {
  const cluster = new EngineCluster(1);
  deploy(
    cluster,
    `<bpmn:startEvent id="s">${CONDITION('=x &gt; 5')}</bpmn:startEvent><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="e"/><bpmn:endEvent id="e"/>`,
  );
  const ask = (variables: string): number => {
    const value = valueTypes.CONDITIONAL_EVALUATION.codec.complete({ variables });
    const answer = cluster.run(1, { valueType: 'CONDITIONAL_EVALUATION', intent: 'EVALUATE', key: -1, value });
    return answer?.valueType === 'CONDITIONAL_EVALUATION' ? answer.value.startedProcessInstances.length : -1;
  };
  expect(ask('{"x":1}')).toBe(0);
  expect(ask('{"x":6}')).toBe(1);
  expect(completed(cluster, 'p')).toBe(1);
});

test('an evaluation that would start too many instances starts none', () => {
  const cluster = new EngineCluster(1);
  const max = 1_000;
  for (let index = 0; index <= max; index++) {
    const start = `<bpmn:startEvent id="s">${CONDITION(`=x &gt; ${index === 0 ? 5 : 0}`)}</bpmn:startEvent>`;
    deploy(cluster, start, `p${index}`);
  }
  const evaluate = (x: number): AnyRecord | undefined => {
    const value = valueTypes.CONDITIONAL_EVALUATION.codec.complete({ variables: `{"x":${x}}` });
    return cluster.run(1, { valueType: 'CONDITIONAL_EVALUATION', intent: 'EVALUATE', key: -1, value });
  };
  expect(evaluate(9)?.rejectionType).toBe('INVALID_STATE');
  expect(completed(cluster, 's')).toBe(0);
  expect(evaluate(1)?.rejectionType).toBe('NULL_VAL');
  expect(completed(cluster, 's')).toBe(max);
});
