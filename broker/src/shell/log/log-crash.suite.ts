/** Lives and deaths of a log on a simulated disk: crashes it at every operation in every way and says which promise was broken. */
import { expect } from 'vitest';
import type { Platform } from '../platform/platform.ts';
import { createSeededRandom } from '../platform/random.ts';
import type { Random } from '../platform/random.ts';
import { createSimPlatform } from '../platform/simulated/sim-platform.ts';
import { createSimScheduler } from '../platform/simulated/sim-scheduler.ts';
import type { SimDisk } from '../platform/simulated/sim-disk.ts';
import { createSimDisk } from '../platform/simulated/sim-disk.ts';
import type { LogEntry } from './batch.ts';
import type { Log } from './log.ts';
import { SEGMENT_BYTES_MIN } from './open-log.ts';
import type { LogOptions, OpenedLog } from './open-log.ts';

/** Opens the log under test. */
export type OpenUnderTest = (platform: Platform, options: LogOptions) => Promise<OpenedLog>;

const DIRECTORY = '/log';
const OPTIONS: LogOptions = { directory: DIRECTORY, segmentBytes: SEGMENT_BYTES_MIN };
const STEPS_PER_LIFE = 14;
/** Few sizes, so that a batch often lands exactly on the remains of an older one. */
const ENTRY_SIZES = [12, 300, 300, 700];

/** What the log owes, as seen by somebody who only looks at answers. */
interface Promises {
  /** Every answer said that up to here all is durable. */
  acknowledged: number;
  /** Deletion was asked for below this. */
  deletedBelow: number;
  /** The content of every position that may be found. */
  content: Map<number, string>;
  /** Content before a truncation that is under way: either may be found. */
  replaced: Map<number, string> | null;
}

interface Image extends Promises {
  readonly disk: SimDisk;
  readonly name: string;
}

/** Runs several lives of a log from a seed; returns what went wrong, at most a few. The same seed always returns the same. */
export async function findViolations(open: OpenUnderTest, seed: number, lives = 3): Promise<readonly string[]> {
  const random = createSeededRandom(seed);
  const violations: string[] = [];
  let disk = createSimDisk();
  let promises: Promises = { acknowledged: 0, deletedBelow: 1, content: new Map(), replaced: null };
  for (let life = 1; life <= lives && violations.length === 0; life++) {
    const last = await live(open, disk, promises, random, `seed ${seed} life ${life}`, violations);
    if (!last) break;
    ({ disk, promises } = last);
  }
  return violations.slice(0, 3);
}

/** One life: random steps, a crash image of the disk before every operation of each step, all of them checked. Ends as one of the images. */
async function live(
  open: OpenUnderTest,
  disk: SimDisk,
  promises: Promises,
  random: Random,
  name: string,
  violations: string[],
): Promise<{ disk: SimDisk; promises: Promises } | null> {
  const platform = machine(disk, random);
  let images: Image[] = [];
  disk.plan = (operation) => {
    if (operation.kind !== 'read') images.push(...crashImages(disk, promises, random, `${name} ${operation.kind} ${operation.path}`));
    return null;
  };
  const opened = await open(platform, OPTIONS);
  if ('problem' in opened) {
    violations.push(`${name}: Expected to open, but: ${opened.problem.reason}`);
    return null;
  }
  const { log } = opened;
  let end: Image | undefined;
  for (let step = 0; step < STEPS_PER_LIFE && violations.length === 0; step++) {
    await takeStep(log, promises, random, name, step);
    images.push(...crashImages(disk, promises, random, `${name} step ${step}`));
    if (images.length > 0) end = images[random.integer(images.length)];
    for (const image of images) {
      // The image that the next life starts from must stay as it is: a check opens the log, which repairs the end.
      const found = await check(open, image === end ? { ...image, disk: image.disk.crash({ kind: 'all' }) } : image, random);
      if (found) violations.push(found);
    }
    images = [];
  }
  return end ? { disk: end.disk, promises: await rebase(open, end) } : null;
}

/** The next life starts with what a restart finds: all of it is durable from then on. */
async function rebase(open: OpenUnderTest, image: Image): Promise<Promises> {
  const opened = await open(machine(image.disk.crash({ kind: 'all' }), createSeededRandom(1)), OPTIONS);
  if ('problem' in opened) return image;
  return { acknowledged: 0, deletedBelow: opened.log.firstPosition, content: readAll(opened.log), replaced: null };
}

async function takeStep(log: Log, promises: Promises, random: Random, name: string, step: number): Promise<void> {
  const draw = random.integer(20);
  if (draw < 12) {
    for (let batches = 1 + random.integer(3); batches > 0; batches--) appendBatch(log, promises, random, `${name} ${step}`);
    if (draw < 8) await acknowledge(log, promises);
  } else if (draw < 16) {
    await acknowledge(log, promises);
  } else if (draw < 18) {
    promises.deletedBelow = Math.max(promises.deletedBelow, log.lastPosition - 10);
    await log.deleteBefore(log.lastPosition - 10);
  } else {
    const position = log.lastPosition - random.integer(6);
    promises.acknowledged = Math.min(promises.acknowledged, position);
    promises.replaced = new Map(promises.content);
    const problem = await log.truncateAfter(position);
    if (!problem) for (const key of promises.content.keys()) if (key > position) promises.content.delete(key);
    promises.replaced = null;
  }
}

function appendBatch(log: Log, promises: Promises, random: Random, name: string): void {
  const entries: LogEntry[] = [];
  for (let count = 1 + random.integer(2); count > 0; count--) {
    const position = log.lastPosition + 1 + entries.length;
    const text = `${name} ${random.uint32()}`.padEnd(ENTRY_SIZES[random.integer(ENTRY_SIZES.length)] ?? 12, '.');
    entries.push({ position, bytes: Buffer.from(text) });
    promises.content.set(position, text);
  }
  expect(log.append(entries, 7)).toBeNull();
}

async function acknowledge(log: Log, promises: Promises): Promise<void> {
  const target = log.lastPosition;
  const problem = await log.sync();
  if (!problem) promises.acknowledged = target;
}

function crashImages(disk: SimDisk, promises: Promises, random: Random, name: string): Image[] {
  const state = () => ({ ...promises, content: new Map(promises.content) });
  return [
    { ...state(), name: `${name}, nothing kept`, disk: disk.crash({ kind: 'none' }) },
    { ...state(), name: `${name}, killed`, disk: disk.crash({ kind: 'all' }) },
    { ...state(), name: `${name}, prefix`, disk: disk.crash({ kind: 'prefix', random }) },
    { ...state(), name: `${name}, sectors`, disk: disk.crash({ kind: 'sectors', random }) },
    { ...state(), name: `${name}, torn`, disk: disk.crash({ kind: 'torn', bytes: random.integer(1500) }) },
  ];
}

/** Opens a crash image and compares it with what was promised; null when all is kept. */
export async function check(open: OpenUnderTest, image: Image, random: Random): Promise<string | null> {
  const opened = await open(machine(image.disk, random), OPTIONS);
  if ('problem' in opened) return `${image.name}: Expected to open, but: ${opened.problem.reason}`;
  const { log } = opened;
  const found = readAll(log);
  if (log.lastPosition < image.acknowledged)
    return `${image.name}: position ${image.acknowledged} was answered, the log ends at ${log.lastPosition}`;
  if (log.firstPosition > image.deletedBelow && log.firstPosition > log.lastPosition + 1 - found.size)
    return `${image.name}: begins at ${log.firstPosition}`;
  if (log.firstPosition > image.deletedBelow) return `${image.name}: positions from ${image.deletedBelow} on were lost`;
  for (let position = log.firstPosition; position <= log.lastPosition; position++) {
    const text = found.get(position);
    if (text === undefined) return `${image.name}: position ${position} is missing`;
    if (text === image.content.get(position)) continue;
    if (position > image.acknowledged && text === image.replaced?.get(position)) continue;
    return `${image.name}: position ${position} holds what was never appended there: ${text.slice(0, 40)}`;
  }
  return null;
}

function readAll(log: Log): Map<number, string> {
  const found = new Map<number, string>();
  const reader = log.readFrom(log.firstPosition);
  for (let read = reader.next(4096); read; read = reader.next(4096)) {
    if ('problem' in read) break;
    for (const batch of read.batches) for (const { position, bytes } of batch.entries) found.set(position, Buffer.from(bytes).toString());
  }
  reader.close();
  return found;
}

function machine(disk: SimDisk, random: Random): Platform {
  return createSimPlatform(createSimScheduler(random), random, { foundDisk: disk });
}
