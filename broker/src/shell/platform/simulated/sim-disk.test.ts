/** The simulated disk obeys when it should, and loses exactly what a crash may lose. */
import { describe, expect, it } from 'vitest';
import { diskSuite } from '../disk.suite.ts';
import { diskErrorCode } from '../disk.ts';
import { createSeededRandom } from '../random.ts';
import { createSimDisk } from './sim-disk.ts';
import type { SimDisk } from './sim-disk.ts';
import type { CrashKeeps } from './sim-file.ts';
import { createSimScheduler } from './sim-scheduler.ts';

const shared = createSimDisk();
let homes = 0;
diskSuite('a simulated disk', shared, () => {
  const home = `/home-${homes++}`;
  shared.makeDirectory(home);
  return home;
});

/** A disk with one durable file of four bytes. */
async function diskWithFile(): Promise<SimDisk> {
  const disk = createSimDisk();
  disk.makeDirectory('/d');
  const file = disk.open('/d/file', 'create');
  file.writeAt(Uint8Array.from([1, 1, 1, 1]), 0);
  await file.sync();
  await disk.syncDirectory('/d');
  return disk;
}

function found(disk: SimDisk, keeps: CrashKeeps): number[] | null {
  const contents = disk.crash(keeps).contents('/d/file');
  return contents && [...contents];
}

describe('a crash', () => {
  it('keeps what was synced, and of the rest what it is told', async () => {
    const disk = await diskWithFile();
    disk.open('/d/file', 'write').writeAt(Uint8Array.from([2, 2]), 1);
    expect(found(disk, { kind: 'none' })).toEqual([1, 1, 1, 1]);
    expect(found(disk, { kind: 'all' })).toEqual([1, 2, 2, 1]);
    expect(found(disk, { kind: 'torn', bytes: 1 })).toEqual([1, 2, 1, 1]);
  });

  it('forgets a file whose name was not synced, and brings back one whose removal was not', async () => {
    const disk = await diskWithFile();
    const fresh = disk.open('/d/fresh', 'create');
    await fresh.sync();
    disk.remove('/d/file');
    expect(disk.crash({ kind: 'none' }).list('/d')).toEqual(['file']);
    expect(disk.crash({ kind: 'all' }).list('/d')).toEqual(['fresh']);
    await disk.syncDirectory('/d');
    expect(disk.crash({ kind: 'none' }).list('/d')).toEqual(['fresh']);
  });

  it('keeps prefixes and single sectors, all of which turn up', async () => {
    const disk = await diskWithFile();
    const file = disk.open('/d/file', 'write');
    file.writeAt(new Uint8Array(1024).fill(2), 0);
    file.writeAt(Uint8Array.from([3]), 0);
    const random = createSeededRandom(1);
    const sectors = new Set<string>();
    const prefixes = new Set<string>();
    for (let run = 0; run < 200; run++) {
      const some = found(disk, { kind: 'sectors', random }) ?? [];
      sectors.add(`${some[0]} ${some[512]}`);
      const first = found(disk, { kind: 'prefix', random }) ?? [];
      prefixes.add(`${first[0]} ${first[1023] ?? 'short'}`);
    }
    expect([...sectors].sort()).toEqual(['1 2', '1 undefined', '2 2', '2 undefined', '3 2', '3 undefined'].sort());
    expect([...prefixes].sort()).toEqual(['1 short', '2 2', '2 short', '3 2']);
  });

  it('covers with a sync what was written before it began, not what came during it', async () => {
    const scheduler = createSimScheduler(createSeededRandom(1));
    const disk = createSimDisk({ scheduler, syncMs: () => 10 });
    disk.makeDirectory('/d');
    const file = disk.open('/d/file', 'create');
    file.writeAt(Uint8Array.from([1]), 0);
    const synced = [file.sync(), disk.syncDirectory('/d')];
    file.writeAt(Uint8Array.from([2]), 1);
    await scheduler.runFor(5);
    expect(found(disk, { kind: 'none' })).toBeNull();
    await scheduler.runFor(5);
    await Promise.all(synced);
    expect(found(disk, { kind: 'none' })).toEqual([1]);
  });
});

describe('a fault', () => {
  it('of a sync loses the writes for good, though later syncs succeed', async () => {
    const disk = await diskWithFile();
    const file = disk.open('/d/file', 'write');
    file.writeAt(Uint8Array.from([9]), 0);
    disk.plan = ({ kind }) => (kind === 'sync' ? 'EIO' : null);
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' });
    disk.plan = () => null;
    await file.sync();
    expect(disk.contents('/d/file')?.[0]).toBe(9);
    expect(found(disk, { kind: 'all' })).toEqual([1, 1, 1, 1]);
  });

  it('of a write or read shows as its code', async () => {
    const disk = await diskWithFile();
    const file = disk.open('/d/file', 'write');
    disk.plan = () => 'EIO';
    expect(() => file.writeAt(Uint8Array.from([1]), 0)).toThrow('EIO');
    expect(() => file.readAt(new Uint8Array(1), 0)).toThrow('EIO');
    disk.plan = () => 'garble';
    const target = new Uint8Array(1);
    file.readAt(target, 0);
    expect(target[0]).not.toBe(1);
  });

  it('of space ends when space is made', async () => {
    const disk = await diskWithFile();
    disk.capacityBytes = 6;
    const file = disk.open('/d/file', 'write');
    let code = '';
    try {
      file.writeAt(new Uint8Array(7), 0);
    } catch (error) {
      code = diskErrorCode(error);
    }
    expect(code).toBe('ENOSPC');
    file.writeAt(new Uint8Array(6), 0);
    expect(disk.space('/d').freeBytes).toBe(0);
    disk.capacityBytes = 7;
    file.writeAt(new Uint8Array(7), 0);
    expect(disk.fileSize('/d/file')).toBe(7);
  });
});
