/** Opens a log folder: makes a fresh one, or finds the end of the one that is there, cuts an unfinished write, and refuses damage. */
import type { Platform } from '../platform/platform.ts';
import { FRAME_HEADER_BYTES } from './frame.ts';
import { META_NAME, encodeLogMeta } from './log-meta.ts';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { createMetaSlots, openMetaSlots } from './meta-slots.ts';
import type { LogProblem } from './problem.ts';
import { scanLog } from './scan.ts';
import type { LogScan } from './scan.ts';
import { createSegmentFiles } from './segment-files.ts';
import { emptySegment, nextSegmentNumber } from './segment.ts';
import type { Segment } from './segment.ts';

/** Size of a segment file unless told otherwise, in bytes. */
export const SEGMENT_BYTES_DEFAULT = 64 * 1024 * 1024;
/** Smallest and largest segment file, in bytes. */
export const SEGMENT_BYTES_MIN = 8 * 1024;
export const SEGMENT_BYTES_MAX = 2 ** 30;

/** Size of the first segment of a fresh log at most: a start does not wait until a large one is full of zeros. */
const FIRST_SEGMENT_BYTES = 4 * 1024 * 1024;

/** How to open a log. */
export interface LogOptions {
  /** Folder of its own; made when it is not there. The caller holds the lock that keeps a second owner out. */
  readonly directory: string;
  /** Size of new segment files in bytes, SEGMENT_BYTES_MIN..SEGMENT_BYTES_MAX; default SEGMENT_BYTES_DEFAULT. A batch must fit in one. */
  readonly segmentBytes?: number;
  /** First position of a log that is made anew; default 1. */
  readonly firstPosition?: number;
  /**
   * `background` (default): syncs run in the thread pool, so that a thread with other work goes on meanwhile. `blocking`: for a thread
   * that has none. Measured on two cores (test/bench/log.ts, batches of 10): blocking 136 us CPU and 0.24 ms a sync, background 248 us
   * and 0.34 ms, most of it for waking threads; but blocking holds the loop for the whole sync, which on usual disks is 1 to 10 ms.
   */
  readonly sync?: 'background' | 'blocking';
}

/** An open log, with what was found at its end; or why it cannot be opened, and then nothing was changed on disk. */
export type OpenedLog = { readonly log: Log; readonly torn: LogScan['torn'] } | { readonly problem: LogProblem };

/** Opens a log; reads all of it once (about 1 s per GiB). */
export async function openLog(platform: Platform, options: LogOptions): Promise<OpenedLog> {
  const { disk } = platform;
  const { directory, firstPosition = 1, segmentBytes = SEGMENT_BYTES_DEFAULT } = options;
  if (!(segmentBytes >= SEGMENT_BYTES_MIN && segmentBytes <= SEGMENT_BYTES_MAX)) {
    const reason = `Expected segmentBytes between ${SEGMENT_BYTES_MIN} and ${SEGMENT_BYTES_MAX}, but it was ${segmentBytes}`;
    return { problem: { kind: 'refused', reason } };
  }
  let found = scanLog(disk, directory);
  try {
    if ('fresh' in found) {
      disk.makeDirectory(directory);
      const meta = { flushedPosition: firstPosition - 1, firstPosition, epoch: 0, cutPosition: firstPosition - 1 };
      await createMetaSlots(disk, directory, META_NAME, encodeLogMeta(meta));
      found = scanLog(disk, directory);
      if ('fresh' in found) throw new Error('the folder stayed empty');
    }
    return 'problem' in found ? found : await resume(platform, options, segmentBytes, found.scan);
  } catch (error) {
    return { problem: { kind: 'io', reason: `Expected to open the log in ${directory}, but the disk failed: ${String(error)}` } };
  }
}

/** Makes the sound part durable as it was found, clears what does not belong to it, and goes on behind it. */
async function resume(platform: Platform, options: LogOptions, segmentBytes: number, scan: LogScan): Promise<OpenedLog> {
  const { disk } = platform;
  const { directory } = options;
  let nextNumber = nextSegmentNumber(disk, directory);
  const slots = await openMetaSlots(disk, `${directory}/${META_NAME}`, scan.slots);
  const segments = [...scan.segments];
  if (segments.length === 0) {
    const begun = await beginFirst(platform, directory, segmentBytes, nextNumber++, scan);
    if ('kind' in begun) {
      slots.close();
      return { problem: begun };
    }
    segments.push(begun);
  }
  const files = createSegmentFiles(disk, directory, segmentBytes);
  files.retire(scan.leftovers);
  await disk.syncDirectory(directory);
  await syncFound(platform, directory, segments, scan.meta.flushedPosition);
  const active = segments.at(-1);
  if (!active) throw new Error('Expected a segment to go on with, but there was none');
  const activeFile = disk.open(`${directory}/${active.name}`, 'write');
  activeFile.writeAt(Buffer.alloc(Math.max(0, Math.min(FRAME_HEADER_BYTES, active.segmentBytes - active.endOffset))), active.endOffset);
  await activeFile.sync();
  const meta = { ...scan.meta, flushedPosition: scan.lastPosition };
  slots.write(encodeLogMeta(meta));
  const state = { platform, directory, segmentBytes, blockingSync: options.sync === 'blocking', files, slots, meta, segments, activeFile };
  const log = createLog({ ...state, lastCrc: scan.lastCrc, lastTerm: scan.lastTerm, nextNumber });
  return { log, torn: scan.torn };
}

/** Makes the segment a log without any goes on with. Its name is not durable yet. */
async function beginFirst(
  platform: Platform,
  directory: string,
  bytesMax: number,
  number: number,
  scan: LogScan,
): Promise<Segment | LogProblem> {
  const segmentBytes = Math.min(bytesMax, FIRST_SEGMENT_BYTES);
  const files = createSegmentFiles(platform.disk, directory, segmentBytes);
  files.prepare();
  await files.settled();
  const header = {
    number,
    firstPosition: scan.lastPosition + 1,
    salt: platform.random.uint32(),
    seedCrc: scan.lastCrc,
    epoch: scan.meta.epoch,
    previousTerm: scan.lastTerm,
    segmentBytes,
  };
  const begun = files.begin(header);
  if ('kind' in begun) return begun;
  await begun.sync();
  begun.close();
  return emptySegment(header);
}

/** A killed process leaves frames in the page cache that no sync has covered: they count from now on, so they are synced first. */
async function syncFound(
  platform: Platform,
  directory: string,
  segments: LogScan['segments'][number][],
  flushedPosition: number,
): Promise<void> {
  for (const segment of segments) {
    if (segment.lastPosition > flushedPosition) {
      const file = platform.disk.open(`${directory}/${segment.name}`, 'write');
      await file.sync();
      file.close();
    }
    segment.flushedOffset = segment.endOffset;
  }
}
