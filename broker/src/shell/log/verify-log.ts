/** Looks at a log folder for a person: what is in it, what is torn, what is damaged. It never changes the folder. */
import type { Disk } from '../platform/disk.ts';
import type { LogBatch } from './batch.ts';
import { decodeBatch } from './frame.ts';
import type { LogDamage, LogProblem } from './problem.ts';
import { scanLog } from './scan.ts';

/** One segment as verified. */
export interface SegmentReport {
  readonly name: string;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly frames: number;
  readonly records: number;
  readonly usedBytes: number;
}

/** The findings of a verification. `problem` is what a broker would refuse to start with; a torn end alone is none. */
export interface LogReport {
  readonly segments: readonly SegmentReport[];
  /** Files that no longer belong to the log; the next start removes them. */
  readonly leftovers: readonly string[];
  readonly flushedPosition: number;
  /** How many of the two meta slots are sound: 1 after a crash in the middle of a write. */
  readonly soundSlots: number;
  readonly torn: LogDamage | null;
  readonly problem: LogProblem | null;
}

/** Checks every segment, frame, link and meta slot of a log folder while no broker runs. */
export function verifyLog(disk: Disk, directory: string): LogReport {
  return readLog(disk, directory, () => {});
}

/** Hands over every sound batch from a position on, in order, while no broker runs; then reports as `verifyLog` does. */
export function readLog(disk: Disk, directory: string, visit: (batch: LogBatch) => void, fromPosition = 0): LogReport {
  const segments = new Map<string, SegmentReport>();
  const found = scanLog(disk, directory, (frame, segment) => {
    const { recordCount, lastPosition, frameBytes } = frame.header;
    const known = segments.get(segment.name) ?? { frames: 0, records: 0, usedBytes: 0 };
    segments.set(segment.name, {
      name: segment.name,
      firstPosition: segment.firstPosition,
      lastPosition,
      frames: known.frames + 1,
      records: known.records + recordCount,
      usedBytes: known.usedBytes + frameBytes,
    });
    if (lastPosition >= fromPosition) visit(decodeBatch(frame, fromPosition));
  });
  const report = { segments: [...segments.values()], leftovers: [], flushedPosition: 0, soundSlots: 0, torn: null, problem: null };
  if ('problem' in found) return { ...report, problem: found.problem };
  if ('fresh' in found) {
    return { ...report, problem: { kind: 'refused', reason: `Expected a log in ${directory}, but there is none` } };
  }
  const { leftovers, flushedPosition, torn, slots } = found.scan;
  return { ...report, leftovers, flushedPosition, torn, soundSlots: slots.soundSlots };
}
