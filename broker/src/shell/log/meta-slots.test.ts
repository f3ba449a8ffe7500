/** The two slots survive any crash with the last synced record or a later one, and never come back older. */
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../platform/random.ts';
import { createSimDisk } from '../platform/simulated/sim-disk.ts';
import type { SimDisk } from '../platform/simulated/sim-disk.ts';
import type { MetaSlots } from './meta-slots.ts';
import { createMetaSlots, openMetaSlots, readMetaSlots } from './meta-slots.ts';

const PATH = '/d/meta';

async function openOn(disk: SimDisk): Promise<MetaSlots> {
  const found = readMetaSlots(disk, PATH);
  if (!found.payload) throw new Error('Expected a sound slot, but there was none');
  return openMetaSlots(disk, PATH, { ...found, payload: found.payload });
}

function record(value: number): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

describe('meta slots', () => {
  it('hold one record durably at every moment, whatever a crash keeps', async () => {
    const random = createSeededRandom(9);
    let disk = createSimDisk();
    disk.makeDirectory('/d');
    await createMetaSlots(disk, '/d', 'meta', record(0));
    let [synced, written] = [0, 0];
    const problems: string[] = [];
    for (let life = 0; life < 30; life++) {
      const inspect = (): null => {
        for (const kind of ['prefix', 'sectors'] as const) {
          const value = readMetaSlots(disk.crash({ kind, random }), PATH).payload?.readUInt32LE(0) ?? -1;
          if (value < synced || value > written) problems.push(`life ${life}: found ${value}, expected ${synced}..${written}`);
        }
        return null;
      };
      const slots = await openOn(disk);
      disk.plan = ({ kind }) => (kind === 'read' ? null : inspect());
      for (let step = 0; step < 20; step++) {
        const target = ++written;
        if (random.integer(4) > 0) {
          slots.write(record(target));
          continue;
        }
        if (random.integer(2) === 0) slots.write(record(target));
        const before = random.integer(2) === 0 ? slots.writeBoth(record(target)) : slots.sync();
        if (random.integer(2) === 0) slots.write(record(++written));
        await before;
        synced = Math.max(synced, readMetaSlots(disk.crash({ kind: 'none' }), PATH).payload?.readUInt32LE(0) ?? 0);
      }
      disk.plan = () => null;
      disk = disk.crash({ kind: 'sectors', random });
      const found = readMetaSlots(disk, PATH).payload?.readUInt32LE(0) ?? -1;
      if (found < synced) problems.push(`life ${life}: restarted with ${found}, but ${synced} was synced`);
      synced = found;
    }
    expect(problems).toEqual([]);
  });

  it('written to both survive the loss of either', async () => {
    for (const slot of [0, 4096]) {
      const disk = createSimDisk();
      disk.makeDirectory('/d');
      await createMetaSlots(disk, '/d', 'meta', record(1));
      await (await openOn(disk)).writeBoth(record(2));
      disk.garble(PATH, slot + 30, 1);
      const found = readMetaSlots(disk, PATH);
      expect([found.soundSlots, found.payload?.readUInt32LE(0)]).toEqual([1, 2]);
    }
  });
});
