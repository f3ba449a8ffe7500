// Timers over a longer time: cycles do not drift, a catch-up does not fire in bursts, and start timers live on one partition only.
import { expect, test } from 'vitest';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

function startTimer(cycle: string): Uint8Array {
  return new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><bpmn:process id="p" isExecutable="true">
<bpmn:startEvent id="s"><bpmn:timerEventDefinition><bpmn:timeCycle>${cycle}</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:startEvent>
<bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>`);
}

function dueDates(cluster: EngineCluster): number[] {
  return cluster.records.flatMap(({ record }) =>
    record.valueType === 'TIMER' && record.intent === 'CREATED' ? [(record.value.dueDate - 1_000) / 1000] : [],
  );
}

test('a cycle counts from its last due date, however late it was processed', () => {
  const cluster = new EngineCluster(1);
  cluster.deployResource('p.bpmn', startTimer('R4/PT10S'));
  cluster.nowMs += 3_000;
  cluster.pass(60);
  expect(dueDates(cluster)).toEqual([10, 20, 30, 40]);
  expect(cluster.count('TIMER', 'TRIGGERED')).toBe(4);
});

test('after a long sleep a cycle fires once and goes on from now', () => {
  const cluster = new EngineCluster(1);
  cluster.deployResource('p.bpmn', startTimer('R/PT10S'));
  cluster.nowMs += 99_000;
  cluster.pass(1);
  expect(cluster.count('TIMER', 'TRIGGERED')).toBe(1);
  expect(dueDates(cluster)).toEqual([10, 110]);
});

test('a start timer is held by the deployment partition alone', () => {
  const cluster = new EngineCluster(3);
  cluster.deployResource('p.bpmn', startTimer('R2/PT10S'));
  cluster.pass(30);
  expect(cluster.count('TIMER', 'TRIGGERED')).toBe(2);
  expect(cluster.records.filter(({ partitionId, record }) => partitionId > 1 && record.valueType === 'TIMER')).toEqual([]);
});

test('the same file deployed again leaves its timer alone, another version replaces it', () => {
  const cluster = new EngineCluster(1);
  cluster.deployResource('p.bpmn', startTimer('R/PT10S'));
  cluster.deployResource('p.bpmn', startTimer('R/PT10S'));
  expect([cluster.count('TIMER', 'CREATED'), cluster.count('TIMER', 'CANCELED')]).toEqual([1, 0]);
  cluster.deployResource('p.bpmn', startTimer('R/PT20S'));
  expect([cluster.count('TIMER', 'CREATED'), cluster.count('TIMER', 'CANCELED')]).toEqual([2, 1]);
});

test('a start timer that cannot be read refuses the deployment', () => {
  const cluster = new EngineCluster(1);
  expect(() => cluster.deployResource('p.bpmn', startTimer('=later'))).toThrow('later');
});
