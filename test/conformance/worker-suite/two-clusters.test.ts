// One process, two brokers as two clusters, one draining: how an upgrade without a pause looks from the worker. Handlers know nothing of it.
import { type Client, createClient } from '@millrace/client';
import { type JobEnd, silentLogger, worker } from '@millrace/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { taskProcess } from '../clients/models.ts';
import { type BrokerProcess, startBrokerProcess } from '../../broker-process.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Side {
  readonly folder: string;
  readonly broker: BrokerProcess;
  readonly client: Client;
}

const sides: Side[] = [];
beforeAll(async () => {
  for (const clusterId of ['1', '2']) {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-cluster-'));
    const broker = await startBrokerProcess(folder, ['--cluster-id', clusterId]);
    const client = createClient({ address: broker.gateway, env: {} });
    await client.deploy({ name: 'both.bpmn', content: taskProcess('both') });
    sides.push({ folder, broker, client });
  }
});
afterAll(async () => {
  for (const { folder, broker, client } of sides) {
    await client.close();
    await broker.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function until(holds: () => boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000 && !holds(); waitedMs += 20) await sleep(20);
  expect(holds()).toBe(true);
}

test.each(['poll', 'push', 'auto'] as const)(
  'jobs of both clusters by %s; the draining one leaves and the work goes on',
  async (source) => {
    const [old, next] = sides as [Side, Side];
    const create = ({ client }: Side, count: number): Promise<unknown> =>
      Promise.all(Array.from({ length: count }, () => client.createInstance({ processId: 'both' })));
    await create(old, 30);
    const ends: JobEnd[] = [];
    const running = worker({
      max: 8,
      source,
      log: silentLogger,
      clusters: [
        { id: 'old', address: old.broker.gateway, role: 'draining' },
        { id: 'next', address: next.broker.gateway },
      ],
    })
      .task('both', () => ({ done: true }))
      .run();
    running.outcomes$.subscribe((end) => ends.push(end));
    const doneBy = (cluster: string): number => ends.filter((end) => end.cluster === cluster && end.kind === 'completed').length;
    // Creates go to the new cluster only; what is left in the old one is worked off beside them.
    await create(next, 30);
    await until(() => doneBy('old') === 30 && doneBy('next') === 30);
    expect(ends.every(({ kind }) => kind === 'completed')).toBe(true);
    expect(new Set(ends.map(({ key }) => key)).size).toBe(60);
    expect(running.status().clusters).toMatchObject([
      { id: 'old', role: 'draining', health: 'up' },
      { id: 'next', role: 'active', health: 'up' },
    ]);
    if (source !== 'auto') {
      await running.drain();
      return;
    }
    // The old cluster is switched off: nobody has to be told.
    await old.broker.kill();
    await create(next, 30);
    await until(() => doneBy('next') === 60);
    await until(() => running.status().clusters[0]?.health === 'down');
    expect(running.metrics()).toMatchObject({ held: 0 });
    expect((await running.drain()).left).toEqual([]);
  },
);
