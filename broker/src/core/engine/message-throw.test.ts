// Messages that the engine publishes by itself, and messages whose sender hears who took them.
import { expect, test } from 'vitest';
import { partitionOfMessage } from '../protocol/partition-of-message.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { type Value, valueTypes } from '../protocol/value-types.ts';
import { EngineCluster, type Fate } from './testing/engine-cluster.suite.ts';

const PUBLISH =
  '<bpmn:extensionElements><zeebe:publishMessage correlationKey="=orderId" messageId="=&quot;m-&quot; + orderId" timeToLive="PT1H"/><zeebe:ioMapping><zeebe:input source="=amount" target="sum"/></zeebe:ioMapping></bpmn:extensionElements>';
const START = '<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="m"/>';
const END = '<bpmn:sequenceFlow id="f2" sourceRef="m" targetRef="e"/><bpmn:endEvent id="e"/>';

const senders = {
  'throw event': `${START}<bpmn:intermediateThrowEvent id="m">${PUBLISH}<bpmn:messageEventDefinition messageRef="paid"/></bpmn:intermediateThrowEvent>${END}`,
  'end event': `${START}<bpmn:endEvent id="m">${PUBLISH}<bpmn:messageEventDefinition messageRef="paid"/></bpmn:endEvent>`,
  'send task': `${START}<bpmn:sendTask id="m" messageRef="paid">${PUBLISH}</bpmn:sendTask>${END}`,
};

function deploySender(cluster: EngineCluster, body: string): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
<bpmn:process id="sender" isExecutable="true">${body}</bpmn:process><bpmn:message id="paid" name="paid"/></bpmn:definitions>`;
  cluster.deployResource('sender.bpmn', new TextEncoder().encode(xml));
}

function create(cluster: EngineCluster, bpmnProcessId: string, variables: string): void {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId, variables });
  cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  cluster.deliver();
}

function correlate(cluster: EngineCluster, value: Partial<Value<'MESSAGE_CORRELATION'>>): AnyRecord | undefined {
  const complete = valueTypes.MESSAGE_CORRELATION.codec.complete(value);
  return cluster.run(1, { valueType: 'MESSAGE_CORRELATION', intent: 'CORRELATE', key: -1, value: complete });
}

test.each(Object.entries(senders))('a %s with publishMessage publishes and goes on', (_name, body) => {
  for (const partitions of [1, 2]) {
    const cluster = new EngineCluster(partitions);
    deploySender(cluster, body);
    create(cluster, 'sender', '{"orderId":"o-1","amount":7}');
    const published = cluster.records.find(({ record }) => record.valueType === 'MESSAGE' && record.intent === 'PUBLISHED')?.record;
    const expected = { name: 'paid', correlationKey: 'o-1', messageId: 'm-o-1', timeToLive: 3_600_000, variables: '{"sum":7}' };
    expect(published?.value).toMatchObject(expected);
    expect(cluster.count('JOB', 'CREATED')).toBe(0);
    expect(cluster.engines[0]?.state.elements.table.size).toBe(0);
  }
});

test('a message of an element reaches the other partition once, whatever is lost or repeated', () => {
  for (const fates of [
    ['is lost'],
    ['arrives', 'is lost'],
    ['arrives twice', 'arrives twice'],
    ['is lost', 'is lost', 'arrives', 'is lost'],
  ] as Fate[][]) {
    let sent = 0;
    const cluster = new EngineCluster(2, () => fates[sent++] ?? 'arrives');
    deploySender(cluster, senders['throw event'].replace('messageId=', 'messageId="" unused='));
    const orderId = partitionOfMessage('o-1', 2) === 2 ? 'o-1' : 'o-2';
    create(cluster, 'sender', JSON.stringify({ orderId, amount: 7 }));
    cluster.pass(100);
    expect(cluster.count('MESSAGE', 'PUBLISHED')).toBe(1);
    expect(cluster.engines[0]?.state.messageDeliveries.table.size).toBe(0);
  }
});

test('a time to live that is no duration is an incident', () => {
  const cluster = new EngineCluster(1);
  deploySender(cluster, senders['throw event'].replace('PT1H', '=amount'));
  create(cluster, 'sender', '{"orderId":"o-1","amount":7}');
  expect(cluster.count('INCIDENT', 'CREATED')).toBe(1);
  expect(cluster.count('MESSAGE', 'PUBLISHED')).toBe(0);
});

test('who correlates a message hears which instance took it, or that none did', () => {
  const cluster = new EngineCluster(1);
  cluster.deploy('message-catch');
  expect(correlate(cluster, { name: 'paid', correlationKey: 'c-1' })?.rejectionType).toBe('NOT_FOUND');
  create(cluster, 'message-catch', '{"orderId":"c-1"}');
  const answer = correlate(cluster, { name: 'paid', correlationKey: 'c-1' });
  const creation = cluster.records.find(({ record }) => record.valueType === 'PROCESS_INSTANCE_CREATION' && record.recordType === 'EVENT');
  const instance = creation?.record.valueType === 'PROCESS_INSTANCE_CREATION' ? creation.record.value.processInstanceKey : -1;
  const taken = answer?.valueType === 'MESSAGE_CORRELATION' ? answer.value.processInstanceKey & ((1n << 51n) - 1n) : -1n;
  expect(answer?.intent).toBe('CORRELATED');
  expect(Number(taken)).toBe(instance);
  expect(cluster.engines[0]?.state.messages.table.size).toBe(0);
});

test('a message that starts a process is correlated, once for each key that is not locked', () => {
  const cluster = new EngineCluster(1);
  cluster.deploy('message-start');
  expect(correlate(cluster, { name: 'order', correlationKey: 's-1' })?.intent).toBe('CORRELATED');
  expect(correlate(cluster, { name: 'order', correlationKey: 's-1' })?.rejectionType).toBe('NOT_FOUND');
  expect(correlate(cluster, { name: 'order', correlationKey: 's-2' })?.intent).toBe('CORRELATED');
});
