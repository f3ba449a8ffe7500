/** A whole partition on a simulated disk, crashed at its writes and syncs; set DURABILITY_EVERY=1 for every one of them, SEEDS for more runs. */
import { describe, expect, it } from 'vitest';
import type { Log } from '../../broker/src/shell/log/log.ts';
import { singleNode } from '../../broker/src/shell/partition/replication.ts';
import { type CrashPlan, crashRun, fateOf } from './crash-run.ts';
import { Promises } from './promises.ts';
import { createCommand, type Defects, deployCommand, newRemains, SimulatedPartition } from './simulated-partition.ts';

/** An image is taken at each operation whose number divides by this. */
const EVERY = Number(process.env.DURABILITY_EVERY ?? 101);
const SEEDS = Array.from({ length: Number(process.env.SEEDS ?? 1) }, (_, index) => index + 1);
/** A planted defect must be seen within this many seeds. */
const HUNT_SEEDS_MAX = 12;
/** Generous: the machine may be busy, and the long form takes many minutes. */
const timeout = 3_600_000;

describe('a partition', () => {
  it.each(SEEDS)('keeps every promise of 200 commands, whenever the machine dies (seed %i)', { timeout }, async (seed) => {
    const report = await crashRun({ seed, every: EVERY });
    if (process.env.DURABILITY_EVERY !== undefined) console.info(JSON.stringify({ seed, every: EVERY, ...report }));
    expect(report.violations).toEqual([]);
    expect(report.commands).toBeGreaterThanOrEqual(200);
    expect(report.images).toBeGreaterThan(20);
    expect(report.compared).toBeGreaterThan(report.images / 2);
  });

  it.each(['write', 'sync'])('keeps every promise when the disk fails at a %s', { timeout }, async (kind) => {
    for (const from of [60, 150]) {
      const fault = (operation: { kind: string; order: number }) => (operation.order >= from && operation.kind === kind ? 'EIO' : null);
      const report = await crashRun({ seed: 5, every: 1000, fault });
      expect(report.violations).toEqual([]);
      expect(report.commands).toBeLessThan(200);
    }
  });

  it('refuses while the disk is full, loses nothing, and goes on by itself', { timeout }, async () => {
    const remains = newRemains();
    const promises = new Promises();
    const partition = await SimulatedPartition.open(remains);
    await partition.submit(deployCommand);
    await partition.pass(100);
    remains.disk.capacityBytes = remains.disk.capacityBytes - remains.disk.space('/partition').freeBytes;
    let label = 0;
    const create = async () => {
      promises.creating(++label, 1);
      const answer = await partition.submit(createCommand(label, 1));
      const key =
        answer.kind === 'record' && answer.record.valueType === 'PROCESS_INSTANCE_CREATION' ? answer.record.value.processInstanceKey : '';
      promises.created(label, fateOf(answer), String(key));
      return answer.kind;
    };
    const full: string[] = [];
    for (let tries = 0; tries < 400 && full.at(-1) !== 'exhausted'; tries++) full.push(await create());
    expect(full.at(-1)).toBe('exhausted');
    expect(full).toContain('record');
    expect(await create()).toBe('exhausted');
    expect(partition.partition.status().health).toBe('healthy');
    const killed = { disk: remains.disk.crash({ kind: 'none' }), store: partition.store.crash(0), elapsedMs: partition.elapsedMs };
    const promisedThen = promises.copy();
    remains.disk.capacityBytes = Number.MAX_SAFE_INTEGER;
    await partition.pass(1_000);
    expect(await create()).toBe('record');
    expect(promises.violations(await partition.openJobs())).toEqual([]);
    killed.disk.capacityBytes = Number.MAX_SAFE_INTEGER;
    const restarted = await SimulatedPartition.open(killed);
    expect(promisedThen.violations(await restarted.openJobs())).toEqual([]);
  });

  it('closes while the disk is full, and the next life has what was promised', { timeout }, async () => {
    const remains = newRemains();
    const partition = await SimulatedPartition.open(remains);
    await partition.submit(deployCommand);
    await partition.pass(100);
    remains.disk.capacityBytes = remains.disk.capacityBytes - remains.disk.space('/partition').freeBytes;
    const promises = new Promises();
    for (let label = 1; label < 400; label++) {
      promises.creating(label, 1);
      const answer = await partition.submit(createCommand(label, 1));
      promises.created(label, fateOf(answer));
      if (answer.kind === 'exhausted') break;
    }
    await partition.close();
    remains.disk.capacityBytes = Number.MAX_SAFE_INTEGER;
    const store = partition.store.crash(0);
    const restarted = await SimulatedPartition.open({ disk: remains.disk.crash({ kind: 'all' }), store, elapsedMs: partition.elapsedMs });
    expect(promises.violations(await restarted.openJobs())).toEqual([]);
  });
});

describe('the checker', () => {
  const answersBeforeCommit = (log: Log) => ({
    ...singleNode(log),
    commit: () => {
      void log.sync();
      return Promise.resolve(null);
    },
  });
  const forgetsChains = (log: Log) => {
    const sound = singleNode(log);
    return { ...sound, append: (batch: Parameters<typeof sound.append>[0]) => sound.append({ ...batch, body: unchained(batch.body) }) };
  };
  const believesFailedSyncs = (log: Log) => ({ ...singleNode(log), commit: () => log.sync().then(() => null) });

  it.each([
    ['answers before the commit', { defects: { replicate: answersBeforeCommit }, every: 5, share: 0.3 }],
    ['takes half a step for a whole one', { defects: { replicate: forgetsChains }, every: 3, share: 0.3 }],
    [
      'takes a failed sync for a good one',
      {
        defects: { replicate: believesFailedSyncs },
        every: 1000,
        fault: ({ kind, order }: { kind: string; order: number }) => (kind === 'sync' && order > 90 ? ('EIO' as const) : null),
      },
    ],
  ])('sees a partition that %s', { timeout }, async (_, plan) => {
    expect(await hunt(plan)).not.toEqual([]);
  });

  it('sees a snapshot that claims what it does not hold', { timeout }, async () => {
    const store: NonNullable<Defects['store']> = (sound) =>
      Object.assign(Object.create(sound) as typeof sound, {
        commit: (batch: Parameters<typeof sound.commit>[0]) => sound.commit({ ...batch, position: batch.position + 12 }),
      });
    expect(await hunt({ every: 40, share: 0.4, defects: { store } })).not.toEqual([]);
  });
});

/** Runs seeds until one shows the defect. */
async function hunt(plan: Omit<CrashPlan, 'seed'>): Promise<readonly string[]> {
  let violations: readonly string[] = [];
  for (let seed = 1; seed <= HUNT_SEEDS_MAX && violations.length === 0; seed++) ({ violations } = await crashRun({ ...plan, seed }));
  return violations;
}

/** A body whose records do not say that others follow. */
function unchained(body: Uint8Array): Uint8Array {
  const copy = Buffer.from(body);
  for (let at = 0; at < copy.length; at += 4 + copy.readUInt32LE(at)) copy[at + 5] = (copy[at + 5] ?? 0) & ~8;
  return copy;
}
