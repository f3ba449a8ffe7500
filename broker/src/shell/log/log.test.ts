/** The log in the ordinary course: appending, following, deleting, cutting, and what it says when the disk fails or was damaged. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemPlatform } from '../platform/platform.ts';
import type { Platform } from '../platform/platform.ts';
import { createSeededRandom } from '../platform/random.ts';
import { createSimDisk } from '../platform/simulated/sim-disk.ts';
import type { SimDisk } from '../platform/simulated/sim-disk.ts';
import { createSimPlatform } from '../platform/simulated/sim-platform.ts';
import { createSimScheduler } from '../platform/simulated/sim-scheduler.ts';
import type { Log } from './log.ts';
import { openLog } from './open-log.ts';
import type { LogOptions } from './open-log.ts';
import type { LogReader } from './reader.ts';
import { readLog, verifyLog } from './verify-log.ts';

const OPTIONS: LogOptions = { directory: '/log', segmentBytes: 8192 };

function machine(disk: SimDisk): Platform {
  const random = createSeededRandom(1);
  return createSimPlatform(createSimScheduler(random), random, { foundDisk: disk });
}

async function openOn(disk: SimDisk, options: LogOptions = OPTIONS): Promise<Log> {
  const opened = await openLog(machine(disk), options);
  if ('problem' in opened) throw new Error(opened.problem.reason);
  return opened.log;
}

function text(position: number, bytes = 200): string {
  return `entry ${position} `.padEnd(bytes, '-');
}

/** Appends single entries up to a position and syncs. */
async function fill(log: Log, upTo: number, bytes = 200): Promise<void> {
  for (let position = log.lastPosition + 1; position <= upTo; position++) {
    expect(log.append([{ position, bytes: Buffer.from(text(position, bytes)) }], 3)).toBeNull();
  }
  expect(await log.sync()).toBeNull();
}

function drain(reader: LogReader, bytesMax = 1000): number[] {
  const positions: number[] = [];
  for (let read = reader.next(bytesMax); read; read = reader.next(bytesMax)) {
    if ('problem' in read) throw new Error(read.problem.reason);
    for (const { entries } of read.batches) positions.push(...entries.map((entry) => entry.position));
  }
  return positions;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('a log', () => {
  it('gives back what was appended, after a restart too', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    expect([log.firstPosition, log.lastPosition, log.flushedPosition]).toEqual([1, 0, 0]);
    await fill(log, 100);
    expect(await log.close()).toBeNull();
    const again = await openOn(disk.crash({ kind: 'none' }));
    expect([again.firstPosition, again.lastPosition, again.flushedPosition, again.lastTerm]).toEqual([1, 100, 100, 3]);
    const read = again.readFrom(57).next(1);
    if (!read || 'problem' in read) throw new Error('Expected a batch, but there was none');
    expect(read.batches[0]?.term).toBe(3);
    expect(Buffer.from(read.batches[0]?.entries[0]?.bytes ?? []).toString()).toBe(text(57));
  });

  it('starts with a small segment, and takes batches beyond it too', async () => {
    const disk = createSimDisk();
    const options = { ...OPTIONS, segmentBytes: 6 * 1024 * 1024 };
    const log = await openOn(disk, options);
    expect(disk.fileSize('/log/00000001.log')).toBe(4 * 1024 * 1024);
    expect(log.append([{ position: 1, bytes: Buffer.alloc(5 * 1024 * 1024) }])).toBeNull();
    await fill(log, 3);
    const again = await openOn(disk.crash({ kind: 'none' }), options);
    expect(drain(again.readFrom(1))).toEqual([1, 2, 3]);
    expect(verifyLog(disk, '/log').problem).toBeNull();
  });

  it('begins where it is told', async () => {
    const log = await openOn(createSimDisk(), { ...OPTIONS, firstPosition: 5_000_000_000 });
    await fill(log, 5_000_000_003);
    expect(drain(log.readFrom(5_000_000_001))).toEqual([5_000_000_001, 5_000_000_002, 5_000_000_003]);
  });

  it('shows readers nothing that is not synced, and goes on with them as it grows', async () => {
    const log = await openOn(createSimDisk());
    const reader = log.readFrom(1);
    log.append([{ position: 1, bytes: Buffer.from('one') }]);
    expect(reader.next(100)).toBeNull();
    await log.sync();
    expect(drain(reader)).toEqual([1]);
    await fill(log, 90);
    expect(drain(reader)).toEqual(range(2, 90));
    expect(reader.next(100)).toBeNull();
  });

  it('reads from any position, in batches of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 40 }),
        fc.nat(250),
        fc.integer({ min: 1, max: 9000 }),
        async (sizes, from, bytesMax) => {
          const log = await openOn(createSimDisk());
          for (const size of sizes) {
            const next = log.lastPosition + 1;
            log.append(range(next, next + size - 1).map((position) => ({ position, bytes: Buffer.from(text(position, position % 400)) })));
          }
          await log.sync();
          const start = Math.max(1, Math.min(from, log.lastPosition + 1));
          expect(drain(log.readFrom(start), bytesMax)).toEqual(range(start, log.lastPosition));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('shares one sync among all who ask while one is under way', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    let syncs = 0;
    disk.plan = ({ kind }) => {
      if (kind === 'sync') syncs++;
      return null;
    };
    const answers = range(1, 20).map((position) => {
      log.append([{ position, bytes: Buffer.from('x') }]);
      return log.sync();
    });
    expect(await Promise.all(answers)).toEqual(answers.map(() => null));
    expect(log.flushedPosition).toBe(20);
    expect(syncs).toBeLessThanOrEqual(2);
  });

  it('tells when the flushed mark moves', async () => {
    const log = await openOn(createSimDisk());
    const seen: number[] = [];
    const stop = log.onFlush((position) => seen.push(position));
    await fill(log, 2);
    stop();
    await fill(log, 3);
    expect(seen).toEqual([2]);
  });

  it('refuses gaps, empty and oversized batches, and stays usable', async () => {
    const log = await openOn(createSimDisk());
    expect(log.append([{ position: 2, bytes: Buffer.from('x') }])?.kind).toBe('refused');
    expect(log.append([])?.kind).toBe('refused');
    expect(log.append([{ position: 1, bytes: Buffer.alloc(log.batchBytesMax) }])?.kind).toBe('refused');
    expect(log.append([{ position: 1, bytes: Buffer.alloc(log.batchBytesMax - 80) }])).toBeNull();
    await fill(log, 4);
    expect(log.flushedPosition).toBe(4);
  });

  it('refuses everything once it is closed', async () => {
    const log = await openOn(createSimDisk());
    await fill(log, 1);
    await log.close();
    expect(log.append([{ position: 2, bytes: Buffer.from('x') }])?.kind).toBe('closed');
    expect((await log.sync())?.kind).toBe('closed');
    expect(await log.close()).toBeNull();
  });

  it('lies on a real disk as well', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'millrace-log-test-'));
    const options = { directory, segmentBytes: 64 * 1024 };
    for (const sync of ['background', 'blocking'] as const) {
      const opened = await openLog(systemPlatform, { ...options, sync });
      if ('problem' in opened) throw new Error(opened.problem.reason);
      const { log } = opened;
      const before = log.lastPosition;
      await fill(log, before + 1000);
      expect(drain(log.readFrom(before + 1))).toEqual(range(before + 1, before + 1000));
      expect(await log.deleteBefore(before + 900)).toBeGreaterThan(1);
      expect(await log.close()).toBeNull();
    }
    expect(verifyLog(systemPlatform.disk, directory).problem).toBeNull();
    rmSync(directory, { recursive: true });
  });
});

describe('deleting from a log', () => {
  it('removes whole segments only, uses their files again, and tells readers that stood there', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    const reader = log.readFrom(1);
    await fill(log, 10);
    expect(reader.next(1)).not.toBeNull();
    await fill(log, 100);
    expect(await log.deleteBefore(60)).toBeGreaterThan(2);
    expect(log.firstPosition).toBeLessThanOrEqual(60);
    expect(log.firstPosition).toBeGreaterThan(40);
    expect(disk.list('/log')).toContain('spare');
    const read = reader.next(1);
    expect(read && 'problem' in read ? read.problem.kind : 'none').toBe('refused');
    expect(drain(log.readFrom(log.firstPosition))).toEqual(range(log.firstPosition, 100));
    await fill(log, 200);
    const first = log.firstPosition;
    const again = await openOn(disk.crash({ kind: 'none' }));
    expect(drain(again.readFrom(first))).toEqual(range(first, 200));
  });

  it('never removes what is not synced', async () => {
    const log = await openOn(createSimDisk());
    await fill(log, 5);
    for (const position of range(6, 60)) log.append([{ position, bytes: Buffer.from(text(position)) }]);
    await log.deleteBefore(1000);
    expect(log.firstPosition).toBeLessThanOrEqual(6);
  });
});

describe('cutting the tail', () => {
  it('forgets what was behind it for good, and goes on from there', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 80);
    expect(await log.truncateAfter(30)).toBeNull();
    expect([log.lastPosition, log.flushedPosition]).toEqual([30, 30]);
    expect(drain(log.readFrom(1))).toEqual(range(1, 30));
    expect((await openOn(disk.crash({ kind: 'none' }))).lastPosition).toBe(30);
    await fill(log, 50, 90);
    const again = await openOn(disk.crash({ kind: 'none' }));
    expect(drain(again.readFrom(1))).toEqual(range(1, 50));
  });

  it('can leave nothing, and cuts between batches only', async () => {
    const log = await openOn(createSimDisk());
    log.append(range(1, 3).map((position) => ({ position, bytes: Buffer.from('x') })));
    await log.sync();
    expect((await log.truncateAfter(2))?.kind).toBe('refused');
    expect(await log.truncateAfter(0)).toBeNull();
    expect(log.lastPosition).toBe(0);
    await fill(log, 2);
    expect(drain(log.readFrom(1))).toEqual([1, 2]);
  });
});

describe('a disk that fails', () => {
  it('ends the log for good with the first failed sync, and keeps what was answered', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 3);
    let failing = true;
    disk.plan = ({ kind, path }) => (failing && kind === 'sync' && path.endsWith('.log') ? 'EIO' : null);
    log.append([{ position: 4, bytes: Buffer.from('lost') }]);
    expect((await log.sync())?.reason).toContain('EIO');
    failing = false;
    expect((await log.sync())?.kind).toBe('io');
    expect(log.append([{ position: 5, bytes: Buffer.from('x') }])?.kind).toBe('io');
    expect(await log.deleteBefore(2)).toMatchObject({ kind: 'io' });
    expect(log.flushedPosition).toBe(3);
    expect((await log.close())?.kind).toBe('io');
    expect((await openOn(disk.crash({ kind: 'none' }))).lastPosition).toBe(3);
  });

  it('ends the log with a failed write too', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    disk.plan = ({ kind }) => (kind === 'write' ? 'EIO' : null);
    log.append([{ position: 1, bytes: Buffer.from('x') }]);
    expect((await log.sync())?.kind).toBe('io');
    expect(log.failure?.kind).toBe('io');
  });

  it('refuses batches while it is full, answers for what it took, and goes on when there is space again', async () => {
    const disk = createSimDisk({ capacityBytes: 40_000 });
    const log = await openOn(disk);
    let problem = null;
    for (let position = 1; !problem; position++) problem = log.append([{ position, bytes: Buffer.from(text(position)) }]);
    expect(problem.kind).toBe('disk-full');
    expect(await log.sync()).toBeNull();
    const taken = log.lastPosition;
    expect(log.flushedPosition).toBe(taken);
    disk.capacityBytes = 100_000;
    await fill(log, taken + 10);
    expect(drain(log.readFrom(1))).toEqual(range(1, taken + 10));
  });

  it('does not serve a batch that reads back damaged', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 5);
    disk.garble('/log/00000001.log', 4096 + 100, 4);
    const read = log.readFrom(1).next(1);
    expect(read && 'problem' in read ? read.problem.kind : 'none').toBe('corrupt');
  });
});

describe('damage below the flushed mark', () => {
  async function twoSegments(): Promise<SimDisk> {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 22, 300);
    await log.close();
    return disk;
  }

  /** Every byte of the last segment's frames and of both headers, every fifth of the other's; few of the headers' zeros. */
  const strideAt = (offset: number, isLast: boolean): number => (offset < 64 ? 1 : offset < 4096 ? 61 : isLast ? 1 : 5);

  it('is found and named at any byte of a segment, and nothing is changed', { timeout: 60_000 }, async () => {
    const disk = await twoSegments();
    const names = disk.list('/log').filter((name) => name.endsWith('.log'));
    expect(names.length).toBeGreaterThan(1);
    let looked = 0;
    for (const name of names) {
      const used = verifyLog(disk, '/log').segments.find((segment) => segment.name === name)?.usedBytes ?? 0;
      for (let offset = 0; offset < 4096 + used; offset += strideAt(offset, name === names.at(-1))) {
        disk.garble(`/log/${name}`, offset, 1 << (offset % 8));
        const before = disk.operations();
        const opened = await openLog(machine(disk), OPTIONS);
        const problem = 'problem' in opened ? opened.problem : null;
        expect(problem?.damage?.segment, `byte ${offset} of ${name}: ${problem?.reason}`).toBe(name);
        expect(disk.operations()).toBe(before);
        disk.garble(`/log/${name}`, offset, 1 << (offset % 8));
        looked++;
      }
    }
    expect(looked).toBeGreaterThan(2500);
    expect((await openOn(disk)).lastPosition).toBe(22);
  });

  it('is found when a sector turned to zeros, in the very last batch too', async () => {
    const disk = await twoSegments();
    const { segments } = verifyLog(disk, '/log');
    for (const { name, usedBytes } of segments) {
      for (let sector = 4096; sector < 4096 + usedBytes; sector += 512) {
        const damaged = disk.crash({ kind: 'all' });
        const file = damaged.open(`/log/${name}`, 'write');
        file.writeAt(new Uint8Array(512), sector);
        const opened = await openLog(machine(damaged), OPTIONS);
        expect('problem' in opened && opened.problem.damage?.segment).toBe(name);
      }
    }
  });

  it('is found when a segment is gone, from the middle or from an end', async () => {
    const disk = await twoSegments();
    const log = await openOn(disk);
    await fill(log, 60, 300);
    await log.close();
    const names = disk.list('/log').filter((name) => name.endsWith('.log'));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const damaged = disk.crash({ kind: 'all' });
      damaged.remove(`/log/${name}`);
      const opened = await openLog(machine(damaged), OPTIONS);
      expect('problem' in opened && opened.problem.kind, name).toBe('corrupt');
    }
  });

  it('is found by the marks in later batches when the meta file is out of date', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 1);
    const meta = disk.contents('/log/meta') ?? new Uint8Array(0);
    for (const position of range(2, 8)) await fill(log, position);
    disk.open('/log/meta', 'write').writeAt(meta, 0);
    disk.garble('/log/00000001.log', 4096 + 3 * 280 + 100, 1);
    const opened = await openLog(machine(disk), OPTIONS);
    expect('problem' in opened && opened.problem.reason).toContain('position 7 was synced');
  });

  it('in one meta slot does no harm, in both it stops', async () => {
    const disk = await twoSegments();
    for (const offset of range(0, 23)) {
      const one = disk.crash({ kind: 'all' });
      one.garble('/log/meta', offset, 1);
      const log = await openOn(one);
      expect(log.lastPosition).toBe(22);
    }
    disk.garble('/log/meta', 30, 1);
    disk.garble('/log/meta', 4096 + 30, 1);
    const opened = await openLog(machine(disk), OPTIONS);
    expect('problem' in opened && opened.problem.damage?.segment).toBe('meta');
  });
});

describe('a log folder for people', () => {
  it('is verified and read without being changed', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 60);
    await log.close();
    const before = disk.operations();
    const report = verifyLog(disk, '/log');
    expect(report).toMatchObject({ problem: null, torn: null, flushedPosition: 60, soundSlots: 2, leftovers: [] });
    expect(report.segments.map((segment) => segment.records).reduce((sum, count) => sum + count, 0)).toBe(60);
    const seen: number[] = [];
    readLog(disk, '/log', (batch) => seen.push(...batch.entries.map((entry) => entry.position)), 40);
    expect(seen).toEqual(range(40, 60));
    expect(disk.operations()).toBe(before);
    expect(verifyLog(disk, '/nowhere').problem?.kind).toBe('refused');
  });

  it('with a torn end says so and is no problem', async () => {
    const disk = createSimDisk();
    const log = await openOn(disk);
    await fill(log, 2);
    log.append([{ position: 3, bytes: Buffer.from(text(3)) }]);
    let image = disk;
    disk.plan = ({ kind }) => {
      if (kind === 'sync') image = disk.crash({ kind: 'torn', bytes: 100 });
      return null;
    };
    await log.sync();
    const report = verifyLog(image, '/log');
    expect(report.problem).toBeNull();
    expect(report.torn).toMatchObject({ segment: '00000001.log', position: 3 });
  });
});
