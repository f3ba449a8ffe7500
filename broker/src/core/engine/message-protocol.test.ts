// Messages and those who wait for them, on several partitions with wires that lose and repeat: each message goes to one instance, once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partitionOfMessage } from '../protocol/partition-of-message.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { EngineCluster, type Fate } from './testing/engine-cluster.suite.ts';

const fates: readonly Fate[] = ['arrives', 'is lost', 'arrives twice'];
const longMs = 86_400_000;

function create(cluster: EngineCluster, partitionId: number, orderId: string): void {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({
    bpmnProcessId: 'message-catch',
    variables: JSON.stringify({ orderId }),
  });
  cluster.run(partitionId, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
}

/** Every partition is asked: only the one that the key hashes to is the right one, as gateways know. */
function publish(cluster: EngineCluster, partitionId: number, correlationKey: string, timeToLive: number): void {
  const value = valueTypes.MESSAGE.codec.complete({ name: 'paid', correlationKey, timeToLive });
  cluster.run(partitionId, { valueType: 'MESSAGE', intent: 'PUBLISH', key: -1, value });
}

function openRows(cluster: EngineCluster): number {
  return cluster.engines.reduce(
    (sum, { state }) =>
      sum + state.elements.table.size + state.messageSubscriptions.table.size + state.processMessageSubscriptions.table.size,
    0,
  );
}

test('every waiting instance gets its message, whatever is lost or repeated on the way', () => {
  const schedule = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 40 });
  const orders = fc.array(fc.record({ on: fc.integer({ min: 1, max: 3 }), early: fc.boolean() }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(schedule, orders, (picks, instances) => {
      // After the picks all arrives: a network that never works again lets nobody finish.
      let sent = 0;
      const cluster = new EngineCluster(3, () => fates[picks[sent++] ?? 0] ?? 'arrives');
      cluster.deploy('message-catch');
      instances.forEach(({ on, early }, index) => {
        const key = `order-${index}`;
        const home = partitionOfMessage(key, 3);
        if (early) publish(cluster, home, key, longMs);
        create(cluster, on, key);
        cluster.deliver();
        if (!early) publish(cluster, home, key, longMs);
        cluster.deliver();
      });
      cluster.pass(2_000);
      expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(instances.length);
      expect(openRows(cluster)).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('two instances of one process wait with one key: two messages reach both, one message only one', () => {
  const cluster = new EngineCluster(2);
  cluster.deploy('message-catch');
  create(cluster, 1, 'same');
  create(cluster, 2, 'same');
  cluster.deliver();
  const home = partitionOfMessage('same', 2);
  publish(cluster, home, 'same', 0);
  cluster.deliver();
  expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(1);
  publish(cluster, home, 'same', 0);
  cluster.deliver();
  expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(2);
  expect(openRows(cluster)).toBe(0);
});

test('a message whose time has passed is gone within a second, and one without end stays', () => {
  const cluster = new EngineCluster(1);
  publish(cluster, 1, 'a', 500);
  publish(cluster, 1, 'b', Number.MAX_SAFE_INTEGER);
  cluster.pass(1);
  expect(cluster.engines[0]?.state.messages.table.size).toBe(1);
  cluster.pass(10);
  expect(cluster.engines[0]?.state.messages.table.size).toBe(1);
});

test('a cancelled instance leaves its message to another one, also when the offer was on its way', () => {
  const cluster = new EngineCluster(2);
  cluster.deploy('message-catch');
  const key = ['k', 'l', 'm', 'n'].find((candidate) => partitionOfMessage(candidate, 2) === 2) ?? 'k';
  create(cluster, 1, key);
  cluster.deliver();
  publish(cluster, 2, key, longMs);
  const first = cluster.records.find(({ record }) => record.valueType === 'PROCESS_INSTANCE_CREATION')?.record;
  const processInstanceKey = first?.valueType === 'PROCESS_INSTANCE_CREATION' ? first.value.processInstanceKey : -1;
  cluster.run(1, {
    valueType: 'PROCESS_INSTANCE',
    intent: 'CANCEL',
    key: processInstanceKey,
    value: valueTypes.PROCESS_INSTANCE.codec.initial,
  });
  create(cluster, 1, key);
  cluster.deliver();
  cluster.pass(400);
  expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(1);
  expect(openRows(cluster)).toBe(0);
});
