// Where the reference loops or waits for ever, ours goes on.
import { expect, test } from 'vitest';
import { valueTypes } from '../protocol/value-types.ts';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

function play(body: string, variables = '{}'): EngineCluster {
  const cluster = new EngineCluster(1);
  const xml = `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><escalation id="late" escalationCode="LATE"/><process id="p" isExecutable="true">${body}</process></definitions>`;
  cluster.deployResource('p.bpmn', new TextEncoder().encode(xml));
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'p', variables });
  cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  return cluster;
}

const flow = (from: string, to: string, condition = ''): string =>
  `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}">${condition && `<conditionExpression>${condition}</conditionExpression>`}</sequenceFlow>`;
const raise = (id: string): string =>
  `<intermediateThrowEvent id="${id}"><escalationEventDefinition id="${id}Definition" escalationRef="late"/></intermediateThrowEvent>`;
const task = (id: string): string =>
  `<serviceTask id="${id}"><extensionElements><zeebe:taskDefinition type="${id}"/></extensionElements></serviceTask>`;

test('an event sub-process does not catch the escalation that it throws itself', () => {
  const cluster = play(`<startEvent id="start"/>${raise('first')}<endEvent id="end"/>${flow('start', 'first')}${flow('first', 'end')}
    <subProcess id="handler" triggeredByEvent="true"><startEvent id="caught" isInterrupting="false"><escalationEventDefinition id="c" escalationRef="late"/></startEvent>
    ${raise('again')}<endEvent id="handled"/>${flow('caught', 'again')}${flow('again', 'handled')}</subProcess>`);
  expect(cluster.count('ESCALATION', 'ESCALATED')).toBe(1);
  expect(cluster.count('ESCALATION', 'NOT_ESCALATED')).toBe(1);
  expect(cluster.engines[0]?.state.elements.table.size).toBe(0);
});

test('an inclusive join fires when the path it waits for turns to a task that cannot reach it', () => {
  const cluster = play(
    `<startEvent id="start"/><inclusiveGateway id="fork"/>${task('first')}<exclusiveGateway id="choice" default="choice-away"/>${task('away')}
    ${task('second')}<inclusiveGateway id="join"/>${task('joined')}
    ${flow('start', 'fork')}${flow('fork', 'first', '=a')}${flow('fork', 'second', '=a')}${flow('first', 'choice')}${flow('choice', 'join', '=not(a)')}
    ${flow('choice', 'away')}${flow('second', 'join')}${flow('join', 'joined')}`,
    '{"a":true}',
  );
  const complete = (elementId: string): void => {
    const created = cluster.records.find(({ record }) => record.valueType === 'JOB' && record.value.elementId === elementId);
    const value = valueTypes.JOB.codec.complete({});
    cluster.run(1, { valueType: 'JOB', intent: 'COMPLETE', key: created?.record.key ?? -1, value });
  };
  const isActive = (elementId: string): boolean =>
    [...(cluster.engines[0]?.state.elements.table.entries() ?? [])].some(([, row]) => row.elementId === elementId);
  complete('second');
  expect(isActive('joined')).toBe(false);
  complete('first');
  expect(isActive('away')).toBe(true);
  expect(isActive('joined')).toBe(true);
});
