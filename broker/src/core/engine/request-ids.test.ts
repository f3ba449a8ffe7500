// Commands with a request id: a repeat writes nothing and is answered as the first was, for ten minutes; what was refused is tried again.
import { expect, test } from 'vitest';
import { partitionOfMessage } from '../protocol/partition-of-message.ts';
import type { AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { Journal } from './state/journal.ts';
import { OldestFirst } from './state/oldest-first.ts';
import { REQUEST_KEPT_MS } from './state/requests.ts';
import { Table } from './state/table.ts';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

function publish(cluster: EngineCluster, requestId: string, name = 'paid'): AnyRecord | undefined {
  const value = valueTypes.MESSAGE.codec.complete({ name, correlationKey: 'k', timeToLive: 1_000, variables: '{"a":1}', requestId });
  return cluster.run(1, { valueType: 'MESSAGE', intent: 'PUBLISH', key: -1, value });
}

function correlate(cluster: EngineCluster, partitionId: number, correlationKey: string, requestId: string): AnyRecord | undefined {
  const value = valueTypes.MESSAGE_CORRELATION.codec.complete({ name: 'paid', correlationKey, requestId });
  return cluster.run(partitionId, { valueType: 'MESSAGE_CORRELATION', intent: 'CORRELATE', key: -1, value });
}

function create(cluster: EngineCluster, partitionId: number, orderId: string): void {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({
    bpmnProcessId: 'message-catch',
    variables: JSON.stringify({ orderId }),
  });
  cluster.run(partitionId, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  cluster.deliver();
}

test('a message published again under its request id is published once', () => {
  const cluster = new EngineCluster(1);
  const first = publish(cluster, 'r');
  cluster.pass(60);
  const again = publish(cluster, 'r', 'another name');
  expect(again).toMatchObject({ recordType: 'EVENT', intent: 'PUBLISHED', key: first?.key, sourcePosition: -1 });
  expect(cluster.count('MESSAGE', 'PUBLISHED')).toBe(1);
  publish(cluster, 'other');
  publish(cluster, '');
  publish(cluster, '');
  expect(cluster.count('MESSAGE', 'PUBLISHED')).toBe(4);
});

test('a request id is forgotten after its time, a few with every new one', () => {
  const cluster = new EngineCluster(1);
  for (let id = 0; id < 5; id++) publish(cluster, `old-${id}`);
  cluster.nowMs += REQUEST_KEPT_MS + 1;
  const table = cluster.engines[0]?.state.requests.table;
  publish(cluster, 'new-1');
  expect(table?.size).toBe(3);
  publish(cluster, 'new-2');
  expect(table?.size).toBe(2);
  publish(cluster, 'old-0');
  expect(cluster.count('MESSAGE', 'PUBLISHED')).toBe(8);
});

test('a correlation is answered again with the instance that took the message, wherever that lives', () => {
  const cluster = new EngineCluster(2);
  cluster.deploy('message-catch');
  const key = ['k', 'l', 'm', 'n'].find((candidate) => partitionOfMessage(candidate, 2) === 2) ?? 'k';
  expect(correlate(cluster, 2, key, 'r')).toMatchObject({ recordType: 'COMMAND_REJECTION', rejectionType: 'NOT_FOUND' });
  create(cluster, 1, key);
  correlate(cluster, 2, key, 'r');
  // Asked again before the other partition has answered: nothing is offered twice.
  correlate(cluster, 2, key, 'r');
  cluster.deliver();
  const repeated = correlate(cluster, 2, key, 'r');
  expect(repeated).toMatchObject({ recordType: 'EVENT', intent: 'CORRELATED', sourcePosition: -1 });
  const instance = cluster.records.find(({ record }) => record.valueType === 'PROCESS_INSTANCE_CREATION')?.record.value;
  expect(repeated?.valueType === 'MESSAGE_CORRELATION' && repeated.value.processInstanceKey % 2n ** 51n).toBe(
    BigInt(instance !== undefined && 'processInstanceKey' in instance ? Number(instance.processInstanceKey) : -1),
  );
  expect(cluster.count('MESSAGE_CORRELATION', 'CORRELATED')).toBe(1);
});

test('conditions are evaluated once under a request id', () => {
  const cluster = new EngineCluster(1);
  const value = valueTypes.CONDITIONAL_EVALUATION.codec.complete({ requestId: 'r' });
  const first = cluster.run(1, { valueType: 'CONDITIONAL_EVALUATION', intent: 'EVALUATE', key: -1, value });
  const again = cluster.run(1, { valueType: 'CONDITIONAL_EVALUATION', intent: 'EVALUATE', key: -1, value });
  expect(again?.key).toBe(first?.key);
  expect(cluster.count('CONDITIONAL_EVALUATION', 'EVALUATED')).toBe(1);
});

test('rows loaded in another order are forgotten in the same one', () => {
  const remembered = (rows: readonly (readonly [string, number])[]): string[] => {
    const table = new Table<string, { readonly atMs: number }>(1, 'rows', new Journal());
    const order = new OldestFirst(table);
    for (const [key, atMs] of rows) table.load(key, { atMs });
    order.forget(10);
    return [...table.entries()].map(([key]) => key).sort();
  };
  const rows = [
    ['d', 1],
    ['c', 2],
    ['b', 2],
    ['a', 3],
    ['e', 11],
  ] as const;
  expect(remembered(rows)).toEqual(['a', 'e']);
  expect(remembered([...rows].sort())).toEqual(['a', 'e']);
});
