/** Where segment files come from and go to: prepared ahead, taken when a segment fills up, used again when one is deleted. */
import { diskErrorCode } from '../platform/disk.ts';
import type { Disk, DiskFile } from '../platform/disk.ts';
import type { LogProblem } from './problem.ts';
import { SPARE_NAME, encodeSegmentHeader, segmentName } from './segment.ts';
import type { SegmentHeader } from './segment.ts';

/** File that is made in a hurry when the spare one is not there; left over only by a crash. */
const HURRIED_NAME = 'spare.now';

/** Supplies segment files of one log folder. Name changes are durable only after the log's next `syncDirectory`. */
export interface SegmentFiles {
  /** Starts to fill a spare file with zeros in the background, unless there is one. A failure is no problem yet: it shows in `begin`. */
  prepare(): void;
  /** Resolves when nothing is running in the background. */
  settled(): Promise<void>;
  /** Turns the spare file into a segment. Neither header nor name are durable yet. */
  begin(header: SegmentHeader): DiskFile | LogProblem;
  /** Gives segment files back: one becomes the spare file if none is there, the others are removed. */
  retire(names: readonly string[]): void;
}

/** `segmentBytes` is the size of new files. */
export function createSegmentFiles(disk: Disk, directory: string, segmentBytes: number): SegmentFiles {
  const sparePath = `${directory}/${SPARE_NAME}`;
  const hurriedPath = `${directory}/${HURRIED_NAME}`;
  let spareReady = disk.fileSize(sparePath) === segmentBytes;
  let preparing: Promise<void> | null = null;
  if (!spareReady) disk.remove(sparePath);
  disk.remove(hurriedPath);

  async function fill(): Promise<void> {
    try {
      await disk.allocate(sparePath, segmentBytes);
      spareReady = true;
    } catch {
      disk.remove(sparePath);
    } finally {
      preparing = null;
    }
  }
  /** Path of a file of the right size; blocks for the time of writing it when the background was too slow (64 MiB: about 50 ms). */
  function take(): string {
    if (spareReady) {
      spareReady = false;
      return sparePath;
    }
    try {
      disk.allocateNow(hurriedPath, segmentBytes);
    } catch (error) {
      disk.remove(hurriedPath);
      throw error;
    }
    return hurriedPath;
  }
  return {
    prepare() {
      if (!spareReady) preparing ??= fill();
    },
    async settled() {
      await preparing;
    },
    begin(header) {
      const path = `${directory}/${segmentName(header.number)}`;
      try {
        if (!spareReady && disk.space(directory).freeBytes < segmentBytes) return fullProblem(directory, segmentBytes);
        disk.rename(take(), path);
        const file = disk.open(path, 'write');
        file.writeAt(encodeSegmentHeader(header), 0);
        return file;
      } catch (error) {
        if (diskErrorCode(error) === 'ENOSPC') return fullProblem(directory, segmentBytes);
        return { kind: 'io', reason: `Expected to begin segment ${path}, but the disk failed: ${String(error)}` };
      }
    },
    retire(names) {
      for (const name of names) {
        const path = `${directory}/${name}`;
        // A file with old frames is as good as zeros: the salt of the next use tells its frames from the old ones.
        if (spareReady || preparing || disk.fileSize(path) !== segmentBytes) {
          disk.remove(path);
          continue;
        }
        disk.rename(path, sparePath);
        spareReady = true;
      }
    },
  };
}

function fullProblem(directory: string, segmentBytes: number): LogProblem {
  return {
    kind: 'disk-full',
    reason: `Expected ${segmentBytes} free bytes for a further log segment in ${directory}, but the disk is full`,
  };
}
