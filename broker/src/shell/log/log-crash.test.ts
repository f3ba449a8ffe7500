/** Crashes the log at every operation and tears its last write at every byte; then plants bugs and expects the checker to see them. */
import { describe, expect, it, vi } from 'vitest';
import type { Disk, DiskFile } from '../platform/disk.ts';
import { createSeededRandom } from '../platform/random.ts';
import { createSimDisk } from '../platform/simulated/sim-disk.ts';
import { createSimPlatform } from '../platform/simulated/sim-platform.ts';
import { createSimScheduler } from '../platform/simulated/sim-scheduler.ts';
import { findViolations } from './log-crash.suite.ts';
import type { OpenUnderTest } from './log-crash.suite.ts';
import { openLog } from './open-log.ts';

const planted = vi.hoisted(() => ({ defect: '' }));

vi.mock('./frame.ts', async (original) => {
  const frame = await original<typeof import('./frame.ts')>();
  return {
    ...frame,
    checkLink: (...[header, expected]: Parameters<typeof frame.checkLink>) =>
      frame.checkLink(header, planted.defect === 'no chain' ? { ...expected, previousCrc: header.previousCrc } : expected),
    checkBody: (...[source, offset, header]: Parameters<typeof frame.checkBody>) =>
      planted.defect === 'no body check'
        ? { header, body: source.subarray(offset + frame.FRAME_HEADER_BYTES, offset + header.frameBytes - 8) }
        : frame.checkBody(source, offset, header),
  };
});

vi.mock('./log-meta.ts', async (original) => {
  const meta = await original<typeof import('./log-meta.ts')>();
  return {
    ...meta,
    encodeLogMeta: (record: Parameters<typeof meta.encodeLogMeta>[0]) =>
      meta.encodeLogMeta(planted.defect === 'truncation forgotten' ? { ...record, epoch: 0 } : record),
  };
});

/** The seeds of a usual run; each is three lives and about 1,000 crashes. A long run sets LOG_CRASH_SEEDS to more. */
const SEEDS = Array.from({ length: Number(process.env.LOG_CRASH_SEEDS ?? 8) }, (_, index) => index + 1);
/** Seeds that found something: the spare file once came back under its old number with its old content. */
const FOUND_SEEDS = [53, 73];
/** A planted bug must be seen within this many seeds; all are seen within the first few. */
const HUNT_SEEDS_MAX = 15;

describe('a log that crashes', () => {
  it.each([...SEEDS, ...FOUND_SEEDS])('keeps what it answered for and invents nothing (seed %i)', { timeout: 60_000 }, async (seed) => {
    planted.defect = '';
    expect(await findViolations(openLog, seed)).toEqual([]);
  });

  it('repeats itself', async () => {
    const operations = async (): Promise<number> => {
      const disk = createSimDisk();
      const random = createSeededRandom(5);
      const opened = await openLog(createSimPlatform(createSimScheduler(random), random, { foundDisk: disk }), {
        directory: '/log',
        segmentBytes: 8192,
      });
      if ('problem' in opened) throw new Error(opened.problem.reason);
      for (let position = 1; position < 40; position++) {
        opened.log.append([{ position, bytes: Buffer.alloc(random.integer(500)) }]);
        await opened.log.sync();
      }
      return disk.operations();
    };
    expect(await operations()).toBe(await operations());
  });

  it('recovers from a last batch torn at each of its bytes', async () => {
    planted.defect = '';
    const random = createSeededRandom(11);
    const disk = createSimDisk();
    const options = { directory: '/log', segmentBytes: 8192 };
    const opened = await openLog(createSimPlatform(createSimScheduler(random), random, { foundDisk: disk }), options);
    if ('problem' in opened) throw new Error(opened.problem.reason);
    opened.log.append([{ position: 1, bytes: Buffer.from('answered') }]);
    await opened.log.sync();
    const kept = disk.crash({ kind: 'all' });
    let lastWriteBytes = 0;
    const images: (typeof disk)[] = [];
    disk.plan = (operation) => {
      if (operation.kind === 'write') lastWriteBytes = operation.lengthBytes;
      if (operation.kind === 'sync') for (let bytes = 0; bytes <= lastWriteBytes; bytes++) images.push(disk.crash({ kind: 'torn', bytes }));
      return null;
    };
    opened.log.append([{ position: 2, bytes: Buffer.from('not answered for yet') }]);
    await opened.log.sync();
    expect(images.length).toBeGreaterThan(100);
    const lasts = new Set<number>();
    for (const image of images) {
      const again = await openLog(createSimPlatform(createSimScheduler(random), random, { foundDisk: image }), options);
      if ('problem' in again) throw new Error(again.problem.reason);
      lasts.add(again.log.lastPosition);
    }
    expect([...lasts].sort()).toEqual([1, 2]);
    expect(kept.list('/log')).toContain('00000001.log');
  });
});

describe('a batch that comes to lie before the remains of an earlier life', () => {
  /** Position 2 is lost in a crash, 3 survives behind it; then a new 2 of the same length is written, and its end mark is lost. */
  async function lastPositionAfter(): Promise<number> {
    const random = createSeededRandom(3);
    const options = { directory: '/log', segmentBytes: 8192 };
    let disk = createSimDisk();
    const start = async () => {
      const opened = await openLog(createSimPlatform(createSimScheduler(random), random, { foundDisk: disk }), options);
      if ('problem' in opened) throw new Error(opened.problem.reason);
      return opened.log;
    };
    const first = await start();
    first.append([{ position: 1, bytes: Buffer.from('one') }]);
    await first.sync();
    first.append([{ position: 2, bytes: Buffer.from('two') }]);
    first.append([{ position: 3, bytes: Buffer.from('three') }]);
    disk.plan = ({ kind }) => (kind === 'sync' ? 'EIO' : null);
    expect((await first.sync())?.kind).toBe('io');
    disk = disk.crash({ kind: 'none' });
    const blank = await start();
    blank.append([{ position: 2, bytes: Buffer.from('two') }]);
    blank.append([{ position: 3, bytes: Buffer.from('three') }]);
    let image = disk;
    disk.plan = ({ kind }) => {
      if (kind === 'sync') image = disk.crash({ kind: 'all' });
      return null;
    };
    await blank.sync();
    disk = image;
    disk.garble('/log/00000001.log', 4096 + 80 + 70, 1);
    const second = await start();
    expect(second.lastPosition).toBe(1);
    second.append([{ position: 2, bytes: Buffer.from('TWO') }]);
    disk.plan = ({ kind }) => {
      if (kind === 'sync') image = disk.crash({ kind: 'torn', bytes: 80 });
      return null;
    };
    await second.sync();
    disk = image;
    return (await start()).lastPosition;
  }

  it('does not bring them back', async () => {
    planted.defect = '';
    expect(await lastPositionAfter()).toBe(2);
  });

  it('would bring them back without the chain', async () => {
    planted.defect = 'no chain';
    expect(await lastPositionAfter()).toBe(3);
    planted.defect = '';
  });
});

describe('the checker of crashes', () => {
  const notSynced = (disk: Disk, name: 'sync' | 'syncDirectory'): Disk => {
    const deafFile = (file: DiskFile): DiskFile => ({ ...file, sync: async () => {}, syncNow: () => {} });
    if (name === 'syncDirectory') return { ...disk, syncDirectory: async () => {} };
    return { ...disk, open: (...args) => deafFile(disk.open(...args)) };
  };
  const lyingDisk =
    (name: 'sync' | 'syncDirectory'): OpenUnderTest =>
    (platform, options) =>
      openLog({ ...platform, disk: notSynced(platform.disk, name) }, options);

  it.each([
    ['answers before the sync', lyingDisk('sync'), ''],
    ['does not sync the names of new segments', lyingDisk('syncDirectory'), ''],
    ['does not check the body', openLog, 'no body check'],
    ['forgets that it cut its tail', openLog, 'truncation forgotten'],
  ] as const)('sees a log that %s', async (_, open, defect) => {
    planted.defect = defect;
    let found: readonly string[] = [];
    for (let seed = 1; seed <= HUNT_SEEDS_MAX && found.length === 0; seed++)
      found = await findViolations(open, seed).catch((error) => [String(error)]);
    planted.defect = '';
    expect(found).not.toEqual([]);
  });
});
