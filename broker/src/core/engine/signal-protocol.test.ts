// Signals on several partitions with wires that lose and repeat: every open catch hears a signal once, and none twice.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueTypes } from '../protocol/value-types.ts';
import { SIGNAL_CATCHES_MAX } from './commands/signal.ts';
import { EngineCluster, type Fate } from './testing/engine-cluster.suite.ts';

const fates: readonly Fate[] = ['arrives', 'is lost', 'arrives twice'];

function create(cluster: EngineCluster, partitionId: number): void {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'signal-boundary-non-interrupting' });
  cluster.run(partitionId, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
}

function signal(cluster: EngineCluster, partitionId: number): void {
  const value = valueTypes.SIGNAL.codec.complete({ signalName: 'alarm' });
  cluster.run(partitionId, { valueType: 'SIGNAL', intent: 'BROADCAST', key: -1, value });
}

test('a signal is heard once on each partition, whatever is lost or repeated on the way', () => {
  const schedule = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 20 });
  fc.assert(
    fc.property(schedule, fc.integer({ min: 1, max: 3 }), (picks, from) => {
      let sent = 0;
      const cluster = new EngineCluster(3, () => fates[picks[sent++] ?? 0] ?? 'arrives');
      cluster.deploy('signal-boundary-non-interrupting');
      for (const partitionId of [1, 2, 3]) create(cluster, partitionId);
      signal(cluster, from);
      cluster.deliver();
      cluster.pass(1_000);
      expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(3);
      expect(cluster.engines[from - 1]?.state.signals.deliveries.size).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test('more catches than fit into one step hear a signal, those opened behind it do not', () => {
  const cluster = new EngineCluster(1);
  cluster.deploy('signal-boundary-non-interrupting');
  const count = SIGNAL_CATCHES_MAX * 2 + 1;
  for (let index = 0; index < count; index++) create(cluster, 1);
  signal(cluster, 1);
  create(cluster, 1);
  expect(cluster.count('PROCESS_EVENT', 'TRIGGERED')).toBe(count);
});
