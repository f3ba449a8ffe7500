// The kit against the real engine: time, idleness, assertions and coverage of a small process with a timer, a message and an incident.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NonRetryable, Retryable } from '../../errors.ts';
import type { RunningWorker } from '../../running-worker.ts';
import { millraceMatchers } from '../vitest.ts';
import { createTestBroker, type TestBroker } from './test-broker.ts';

expect.extend(millraceMatchers);

const model = `<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <b:message id="paid" name="paid"><b:extensionElements><z:subscription correlationKey="=orderId" /></b:extensionElements></b:message>
  <b:process id="order" name="Order" isExecutable="true">
    <b:startEvent id="start"><b:outgoing>a</b:outgoing></b:startEvent>
    <b:sequenceFlow id="a" sourceRef="start" targetRef="charge" />
    <b:serviceTask id="charge"><b:extensionElements><z:taskDefinition type="charge-card" retries="2" /></b:extensionElements><b:incoming>a</b:incoming><b:outgoing>b</b:outgoing></b:serviceTask>
    <b:sequenceFlow id="b" sourceRef="charge" targetRef="wait" />
    <b:eventBasedGateway id="wait"><b:incoming>b</b:incoming><b:outgoing>c</b:outgoing><b:outgoing>e</b:outgoing></b:eventBasedGateway>
    <b:sequenceFlow id="c" sourceRef="wait" targetRef="money" />
    <b:intermediateCatchEvent id="money"><b:incoming>c</b:incoming><b:outgoing>f</b:outgoing><b:messageEventDefinition messageRef="paid" /></b:intermediateCatchEvent>
    <b:sequenceFlow id="e" sourceRef="wait" targetRef="late" />
    <b:intermediateCatchEvent id="late"><b:incoming>e</b:incoming><b:outgoing>g</b:outgoing><b:timerEventDefinition><b:timeDuration>P3D</b:timeDuration></b:timerEventDefinition></b:intermediateCatchEvent>
    <b:sequenceFlow id="f" sourceRef="money" targetRef="done" />
    <b:endEvent id="done"><b:incoming>f</b:incoming></b:endEvent>
    <b:sequenceFlow id="g" sourceRef="late" targetRef="given-up" />
    <b:endEvent id="given-up"><b:incoming>g</b:incoming></b:endEvent>
  </b:process>
</b:definitions>`;

let testBroker: TestBroker;
const workers: RunningWorker[] = [];

beforeEach(async () => {
  testBroker = await createTestBroker({ now: '2026-01-01T00:00:00Z' });
  await testBroker.client.deploy({ name: 'order.bpmn', content: model });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((running) => running.drain({ deadline: 0 })));
  await testBroker.close();
});

const charge = (handler: () => object | Promise<object>) => {
  workers.push(
    testBroker
      .worker()
      .task('charge-card', async () => handler())
      .run(),
  );
};
const create = async (variables: object = { orderId: 'o-1' }) =>
  (await testBroker.client.createInstance({ processId: 'order', variables: { ...variables } })).processInstanceKey;

describe('a test broker', () => {
  test('three days pass at once, and no earlier', async () => {
    charge(() => ({ charged: 12 }));
    const key = await create();
    await testBroker.untilIdle();
    await expect(testBroker.instance(key)).toBeWaitingAt('wait');
    await testBroker.advance('2 days');
    await expect(testBroker.instance(key)).not.toHaveCompleted();
    await testBroker.advance('1 day');
    await expect(testBroker.instance(key)).toHaveCompleted();
    await expect(testBroker.instance(key)).toHaveCompletedInOrder('charge', 'late', 'given-up');
    await expect(testBroker.instance(key)).toHaveVariables({ orderId: 'o-1', charged: 12 });
    expect(new Date(testBroker.nowMs()).toISOString()).toBe('2026-01-04T00:00:00.000Z');
    const triggered = (await testBroker.records()).find(({ valueType, intent }) => valueType === 'TIMER' && intent === 'TRIGGERED');
    expect(new Date(triggered?.timestampMs ?? 0).toISOString()).toBe('2026-01-04T00:00:00.000Z');
  });

  test('messages: what is waited for, and what was given', async () => {
    charge(() => ({}));
    const key = await create({ orderId: 'o-7' });
    await expect(testBroker.instance(key)).toWaitForMessage('paid', 'o-7');
    await testBroker.client.publishMessage({ name: 'paid', correlationKey: 'o-7' });
    await testBroker.expectInstance(key).toHaveCorrelated('paid');
    await testBroker.expectInstance(key).toHaveCompleted('money', 'done');
    await testBroker.expectInstance(key).not.toHaveReached('given-up');
  });

  test('a backoff is waited out by moving the clock; without retries there is an incident', async () => {
    let calls = 0;
    charge(() => {
      calls += 1;
      throw calls === 1 ? new Retryable('carrier is down', { backoff: '1h' }) : new NonRetryable('card expired');
    });
    const key = await create();
    await testBroker.untilIdle();
    expect(calls).toBe(1);
    await testBroker.expectInstance(key).not.toHaveIncident();
    await testBroker.advance('59 minutes');
    expect(calls).toBe(1);
    await testBroker.advance('1 minute');
    expect(calls).toBe(2);
    await testBroker.expectInstance(key).toHaveIncident({ elementId: 'charge', errorType: 'JOB_NO_RETRIES', message: /expired/ });
  });

  test('an assertion that does not hold says where the instance stands', async () => {
    const key = await create();
    await expect(testBroker.expectInstance(key).toHaveCompleted('done')).rejects.toThrow(
      /Expected instance \d+ to have completed 'done', but it is at 'charge'; job 'charge-card' is waiting/,
    );
    await expect(testBroker.expectInstance('1').toHaveCompleted()).rejects.toThrow(/there is no such instance/);
    await expect(testBroker.expectInstance(key).toHaveVariables({ total: 1 })).rejects.toThrow(/variable total = 1, but it is not there/);
    await expect(testBroker.expectInstance(key).not.toBeWaitingAt('charge')).rejects.toThrow(/not to be waiting at 'charge', but it is so/);
  });

  test('a handler that hangs is named, and can be left out', async () => {
    charge(() => new Promise<object>(() => {}));
    await create();
    await expect(testBroker.untilIdle({ timeout: 3_000 })).rejects.toThrow(
      /idle within 3000 ms, but job \d+ of type 'charge-card' at 'charge'/,
    );
    await testBroker.untilIdle({ ignore: ['charge-card'] });
  });

  test('coverage: counts, what is missing, and a picture', async () => {
    charge(() => ({}));
    await create();
    await create();
    await testBroker.advance('3 days');
    const [coverage] = await testBroker.coverage('order');
    expect(coverage).toMatchObject({ processId: 'order', version: 1, instances: 2, missing: ['money', 'done', 'c', 'f'] });
    expect(coverage?.nodes.find(({ id }) => id === 'charge')?.count).toBe(2);
    expect(coverage?.ratio).toBeCloseTo(9 / 13);
    expect(coverage?.svg()).toMatch(/^<svg /);
  });
});

test('several partitions are one broker: one clock, messages across, idle as a whole', async () => {
  await using three = await createTestBroker({ now: '2026-01-01T00:00:00Z', partitions: 3 });
  await three.client.deploy({ name: 'order.bpmn', content: model });
  await using running = three
    .worker()
    .task('charge-card', () => ({ charged: 1 }))
    .run();
  const orders = Array.from({ length: 9 }, (_, index) => `order-${index}`);
  const created = await Promise.all(orders.map((orderId) => three.client.createInstance({ processId: 'order', variables: { orderId } })));
  const keys = created.map(({ processInstanceKey }) => processInstanceKey);
  expect(new Set(keys.map((key) => BigInt(key) >> 51n))).toEqual(new Set([1n, 2n, 3n]));
  for (const key of keys) await expect(three.instance(key)).toBeWaitingAt('wait');
  // The message's partition is found by its correlation key, so most of them wait elsewhere than their instance.
  for (const orderId of orders.slice(0, 5)) await three.client.publishMessage({ name: 'paid', correlationKey: orderId });
  await three.advance('3 days');
  for (const key of keys.slice(0, 5)) await expect(three.instance(key)).toHaveCompleted('money', 'done');
  for (const key of keys.slice(5)) await expect(three.instance(key)).toHaveCompleted('late', 'given-up');
  expect(await three.coverage('order')).toMatchObject([{ instances: 9, missing: [] }]);
  const partitions = new Set((await three.records()).map(({ partitionId }) => partitionId));
  expect(partitions).toEqual(new Set([1, 2, 3]));
  expect((await running.drain()).clean).toBe(true);
});
