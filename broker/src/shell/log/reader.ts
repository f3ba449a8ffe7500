/** Reads a log from a position on while it grows; sees only what was synced and checks every frame again. */
import type { Disk, DiskFile } from '../platform/disk.ts';
import type { LogBatch } from './batch.ts';
import { decodeBatch } from './frame.ts';
import { createFrameCursor } from './frame-cursor.ts';
import type { FrameCursor } from './frame-cursor.ts';
import type { LogProblem } from './problem.ts';
import { corruption } from './problem.ts';
import { placeBefore } from './segment.ts';
import type { Segment } from './segment.ts';

/** What a read brought: batches, a problem, or null when there is nothing further for now. */
export type LogRead = { readonly batches: readonly LogBatch[] } | { readonly problem: LogProblem } | null;

/** A place in the log that moves forward; close it, it holds a file. After a truncation it does not go back by itself. */
export interface LogReader {
  /** The position it returns next. */
  readonly nextPosition: number;
  /**
   * The next batches up to the flushed mark, `bytesMax` of them or a little more (one batch at least). The entries stay valid: no buffer
   * is used twice. Null: caught up, ask again after the next sync. Blocks for the time of a read from the page cache, or from disk when cold.
   */
  next(bytesMax: number): LogRead;
  close(): void;
}

/** What a reader must know of the log; the log itself provides it. */
export interface LogView {
  readonly disk: Disk;
  readonly directory: string;
  readonly firstPosition: number;
  readonly flushedPosition: number;
  /** Changes when a truncation moved frames: places noted before are void. */
  readonly generation: number;
  segmentAt(position: number): Segment | undefined;
}

interface Place {
  readonly segment: Segment;
  readonly file: DiskFile;
  readonly cursor: FrameCursor;
  readonly generation: number;
  framePosition: number;
  previousCrc: number;
}

/** A reader at a position; the position may still be to come. */
export function createLogReader(log: LogView, position: number): LogReader {
  let nextPosition = position;
  let place: Place | null = null;
  function leave(): void {
    place?.file.close();
    place = null;
  }
  /** Goes to the frame that holds the next position, or to the nearest one before it that is known. */
  function enter(): Place | null {
    if (place && (place.segment.gone || place.generation !== log.generation || nextPosition > place.segment.lastPosition)) leave();
    if (place) return place;
    const segment = log.segmentAt(nextPosition);
    if (!segment) return null;
    const start = placeBefore(segment, nextPosition);
    const file = log.disk.open(`${log.directory}/${segment.name}`, 'read');
    const cursor = createFrameCursor(file, start.offset);
    place = { segment, file, cursor, generation: log.generation, framePosition: start.position, previousCrc: start.previousCrc };
    return place;
  }
  function step(at: Place): LogBatch | LogProblem {
    const { segment, cursor } = at;
    const frame = cursor.next({ firstPosition: at.framePosition, previousCrc: at.previousCrc, salt: segment.salt }, segment.flushedOffset);
    if ('fault' in frame) {
      const { expected, found } = frame;
      const damage = { segment: segment.name, offset: cursor.offset + frame.at, position: at.framePosition, expected, found };
      return corruption(damage, log.flushedPosition);
    }
    at.framePosition = frame.header.lastPosition + 1;
    at.previousCrc = frame.header.crc;
    return decodeBatch(frame, nextPosition);
  }
  function read(bytesMax: number): LogRead {
    if (nextPosition < log.firstPosition) return { problem: goneProblem(nextPosition, log.firstPosition) };
    const batches: LogBatch[] = [];
    for (let bytes = 0; (bytes < bytesMax || batches.length === 0) && nextPosition <= log.flushedPosition; ) {
      const at = enter();
      if (!at) return { problem: goneProblem(nextPosition, log.firstPosition) };
      const batch = step(at);
      if ('kind' in batch) return batches.length > 0 ? { batches } : { problem: batch };
      const last = batch.entries.at(-1);
      if (!last) continue;
      nextPosition = last.position + 1;
      for (const entry of batch.entries) bytes += entry.bytes.length;
      batches.push(batch);
    }
    return batches.length > 0 ? { batches } : null;
  }
  return {
    get nextPosition() {
      return nextPosition;
    },
    next(bytesMax) {
      try {
        return read(bytesMax);
      } catch (error) {
        return {
          problem: { kind: 'io', reason: `Expected to read the log at position ${nextPosition}, but the disk failed: ${String(error)}` },
        };
      }
    },
    close: leave,
  };
}

function goneProblem(position: number, firstPosition: number): LogProblem {
  return { kind: 'refused', reason: `Expected to read from position ${position}, but the log begins at position ${firstPosition}` };
}
