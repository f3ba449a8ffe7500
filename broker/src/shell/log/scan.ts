/** Reads a whole log folder from front to back and finds where it ends and whether anything is damaged; changes nothing. */
import type { Disk, DiskFile } from '../platform/disk.ts';
import type { Frame, FrameFault } from './frame.ts';
import { createFrameCursor } from './frame-cursor.ts';
import { META_NAME, decodeLogMeta } from './log-meta.ts';
import type { LogMeta } from './log-meta.ts';
import { readMetaSlots } from './meta-slots.ts';
import type { MetaSlotsFound } from './meta-slots.ts';
import type { LogDamage, LogProblem } from './problem.ts';
import { corruption } from './problem.ts';
import { SEGMENT_HEADER_BYTES, addFrame, emptySegment, readSegmentHeader, segmentName, segmentNumber } from './segment.ts';
import type { Segment, SegmentFault, SegmentHeader } from './segment.ts';

/** Bytes read at once while a folder is scanned. */
const SCAN_WINDOW_BYTES = 1 << 20;

/** What a scan found. */
export interface LogScan {
  readonly meta: LogMeta;
  readonly slots: MetaSlotsFound & { readonly payload: Buffer };
  /** Sound segments in order, up to where the log ends. */
  readonly segments: readonly Segment[];
  /** Segment files that do not belong to the log any more: deleted, cut off or never finished. */
  readonly leftovers: readonly string[];
  /** Link for the next frame. */
  readonly lastCrc: number;
  readonly lastTerm: number;
  readonly lastPosition: number;
  /** Everything up to here was synced before, by all that could be found about it. */
  readonly flushedPosition: number;
  /** An unfinished write behind the last sound frame, which the next append overwrites; null when the log ends cleanly. */
  readonly torn: LogDamage | null;
}

/** `fresh`: there is no log in the folder yet. */
export type LogScanResult = { readonly scan: LogScan } | { readonly problem: LogProblem } | { readonly fresh: true };

/** Sees every sound frame during a scan. */
export type FrameVisitor = (frame: Frame, segment: Segment, offset: number) => void;

/** Scans a log folder; reads each byte of the log once, about 1 s per GiB. */
export function scanLog(disk: Disk, directory: string, visit: FrameVisitor = () => {}): LogScanResult {
  try {
    const numbers = disk.list(directory).flatMap((name) => segmentNumber(name) ?? []);
    if (disk.fileSize(`${directory}/${META_NAME}`) === null) {
      return numbers.length === 0 ? { fresh: true } : { problem: metaProblem(`a meta file beside ${numbers.length} segments`, 'none') };
    }
    const slots = readMetaSlots(disk, `${directory}/${META_NAME}`);
    if (!slots.payload) return { problem: metaProblem('a sound slot in the meta file', 'both damaged') };
    const meta = decodeLogMeta(slots.payload);
    if (!meta) return { problem: { kind: 'version', reason: 'Expected a meta file this version can read, but a newer version wrote it' } };
    return scanSegments({ disk, directory, visit, meta, slots: { ...slots, payload: slots.payload } }, numbers);
  } catch (error) {
    return { problem: { kind: 'io', reason: `Expected to read the log in ${directory}, but the disk failed: ${String(error)}` } };
  }
}

interface ScanContext {
  readonly disk: Disk;
  readonly directory: string;
  readonly visit: FrameVisitor;
  readonly meta: LogMeta;
  readonly slots: MetaSlotsFound & { readonly payload: Buffer };
}

/** State of the walk along the chain. */
interface Walk {
  nextPosition: number;
  crc: number;
  term: number;
  flushedPosition: number;
}

/** Where and why the walk along the chain stopped. */
type WalkEnd = LogDamage & { readonly blank: boolean };

function scanSegments(context: ScanContext, numbers: readonly number[]): LogScanResult {
  const { disk, directory, meta } = context;
  const headers = numbers.map((number) => readSegmentHeader(disk, directory, segmentName(number)));
  for (const header of headers) {
    if ('newerFormat' in header) return { problem: { kind: 'version', reason: `Expected ${header.expected}, but found ${header.found}` } };
  }
  const start = firstSegment(headers, meta);
  const walk: Walk = { nextPosition: meta.firstPosition, crc: 0, term: 0, flushedPosition: meta.flushedPosition };
  const segments: Segment[] = [];
  const end = walkSegments(context, headers, numbers, start, walk, segments);
  const flushedPosition = raiseMark(context, numbers.slice(Math.max(start, start + segments.length - 1)), segments.at(-1), walk);
  const { blank, ...damage } = end;
  if (walk.nextPosition <= flushedPosition) return { problem: corruption(damage, flushedPosition) };
  const kept = new Set(segments.map((segment) => segment.number));
  return {
    scan: {
      meta,
      slots: context.slots,
      segments,
      leftovers: numbers.filter((number) => !kept.has(number)).map(segmentName),
      lastCrc: walk.crc,
      lastTerm: walk.term,
      lastPosition: walk.nextPosition - 1,
      flushedPosition,
      torn: blank ? null : damage,
    },
  };
}

/** Follows the chain from segment to segment; fills `segments` with those it went through. */
function walkSegments(
  context: ScanContext,
  headers: readonly (SegmentHeader | SegmentFault)[],
  numbers: readonly number[],
  start: number,
  walk: Walk,
  segments: Segment[],
): WalkEnd {
  let stopped: WalkEnd | null = null;
  for (let index = start; ; index++) {
    const header = headers[index];
    if (!header) break;
    const wrong = 'expected' in header ? header : checkPlace(header, index === start ? null : walk, context.meta);
    if (wrong || 'expected' in header) {
      // A file that does not take the chain up. It is what went wrong, unless the one before plainly ends too early.
      const before = segments.at(-1);
      const endsEarly = !('expected' in header) && header.number - 1 === before?.number && header.firstPosition > walk.nextPosition;
      if (stopped && (!stopped.blank || endsEarly)) break;
      const { offset, expected, found } = wrong ?? blankStart;
      return { segment: segmentName(numbers[index] ?? 0), offset, expected, found, position: walk.nextPosition, blank: false };
    }
    if (index === start) Object.assign(walk, { nextPosition: header.firstPosition, crc: header.seedCrc, term: header.previousTerm });
    const segment = emptySegment(header);
    segments.push(segment);
    const { at, expected, found, blank } = walkSegment(context, segment, walk);
    stopped = { segment: segment.name, offset: segment.endOffset + at, expected, found, position: walk.nextPosition, blank };
  }
  return stopped ?? { segment: segmentName(1), ...blankStart, position: walk.nextPosition, blank: true };
}

const blankStart = { offset: 0, expected: 'a segment file', found: 'none' };

/** Walks the frames of one segment to where no further sound one follows, and says what stands there instead. */
function walkSegment(context: ScanContext, segment: Segment, walk: Walk): FrameFault {
  const { disk, directory, visit, meta } = context;
  const file = disk.open(`${directory}/${segment.name}`, 'read');
  try {
    const sizeBytes = file.sizeBytes();
    const cursor = createFrameCursor(file, SEGMENT_HEADER_BYTES, SCAN_WINDOW_BYTES);
    for (;;) {
      const offset = cursor.offset;
      const expected = { firstPosition: walk.nextPosition, previousCrc: walk.crc, salt: segment.salt };
      const frame = cursor.next(expected, sizeBytes);
      if ('fault' in frame) return frame;
      const { header } = frame;
      if (isCutOff(header.epoch, header.firstPosition, meta)) return cutFault;
      addFrame(
        segment,
        { position: header.firstPosition, offset, previousCrc: header.previousCrc },
        header.frameBytes,
        header.lastPosition,
      );
      visit(frame, segment, offset);
      walk.nextPosition = header.lastPosition + 1;
      walk.crc = header.crc;
      walk.term = header.term;
      walk.flushedPosition = Math.max(walk.flushedPosition, header.flushedPosition);
    }
  } finally {
    file.close();
  }
}

const cutFault: FrameFault = { fault: true, blank: true, at: 0, expected: 'the end of the log', found: 'a frame that was cut off' };

/**
 * Looks behind the place where the chain ends for sound frames that say how far the log was synced when they were written: the mark in
 * the meta file may be older than they are. Only frames of the present epoch count: those cut off by a truncation speak of the past.
 */
function raiseMark(context: ScanContext, numbers: readonly number[], last: Segment | undefined, walk: Walk): number {
  const { disk, directory, meta } = context;
  let mark = walk.flushedPosition;
  for (const number of numbers) {
    const header = readSegmentHeader(disk, directory, segmentName(number));
    if ('expected' in header) continue;
    const file: DiskFile = disk.open(`${directory}/${segmentName(number)}`, 'read');
    try {
      const sizeBytes = file.sizeBytes();
      const from = last?.number === number ? last.endOffset : SEGMENT_HEADER_BYTES;
      const cursor = createFrameCursor(file, from, SCAN_WINDOW_BYTES);
      for (let found = cursor.search(sizeBytes); found; found = cursor.search(sizeBytes)) {
        if (found.salt === header.salt && found.epoch >= meta.epoch) mark = Math.max(mark, found.flushedPosition);
      }
    } finally {
      file.close();
    }
  }
  return mark;
}

/** Index of the segment that holds the first position: those before it were deleted, but the file is still there. */
function firstSegment(headers: readonly (SegmentHeader | SegmentFault)[], meta: LogMeta): number {
  for (let index = headers.length - 1; index >= 0; index--) {
    const header = headers[index];
    if (header && !('expected' in header) && header.firstPosition <= meta.firstPosition && !isSegmentCutOff(header, meta)) {
      return index;
    }
  }
  return 0;
}

/** Whether a segment with a sound header may stand here; `walk` is null for the first. */
function checkPlace(header: SegmentHeader, walk: Walk | null, meta: LogMeta): SegmentFault | null {
  if (isSegmentCutOff(header, meta)) return { offset: 32, expected: `epoch ${meta.epoch}`, found: `epoch ${header.epoch}` };
  const nextPosition = walk?.nextPosition ?? meta.firstPosition;
  const fits = walk ? header.firstPosition === nextPosition : header.firstPosition <= nextPosition;
  if (!fits)
    return { offset: 16, expected: `a segment that begins at position ${nextPosition}`, found: `position ${header.firstPosition}` };
  if (walk && header.seedCrc !== walk.crc)
    return { offset: 28, expected: `link ${walk.crc} to the segment before`, found: `${header.seedCrc}` };
  return null;
}

/** Truncation leaves bytes where they are; the meta record says which of them no longer count. */
function isCutOff(epoch: number, firstPosition: number, meta: LogMeta): boolean {
  return epoch < meta.epoch && firstPosition > meta.cutPosition;
}

/** A segment that begins right behind the cut is kept: it is the place to go on writing. */
function isSegmentCutOff(header: SegmentHeader, meta: LogMeta): boolean {
  return header.epoch < meta.epoch && header.firstPosition > meta.cutPosition + 1;
}

function metaProblem(expected: string, found: string): LogProblem {
  const damage = { segment: META_NAME, offset: 0, position: 0, expected, found };
  return { kind: 'corrupt', reason: `Expected ${expected}, but found ${found}. Nothing was changed on disk`, damage };
}
