/** Finds where a batch ends that has a given last position; only whole batches can be cut off. */
import type { Disk } from '../platform/disk.ts';
import { createFrameCursor } from './frame-cursor.ts';
import type { LogProblem } from './problem.ts';
import { refused } from './problem.ts';
import { SEGMENT_HEADER_BYTES, placeBefore } from './segment.ts';
import type { Segment } from './segment.ts';

/** The end of a batch: where the next frame begins, what it has to link to, and the batch's term. */
export interface BatchEnd {
  readonly offset: number;
  readonly crc: number;
  readonly term: number;
}

/** The end of the batch with this last position in a segment, or why there is none. Throws when the disk fails or the frames are damaged. */
export function findBatchEnd(disk: Disk, directory: string, segment: Segment, position: number): BatchEnd | LogProblem {
  if (position === segment.firstPosition - 1) return { offset: SEGMENT_HEADER_BYTES, crc: segment.seedCrc, term: segment.previousTerm };
  const start = placeBefore(segment, position);
  const file = disk.open(`${directory}/${segment.name}`, 'read');
  try {
    const cursor = createFrameCursor(file, start.offset);
    let { previousCrc, position: firstPosition } = start;
    for (;;) {
      const frame = cursor.next({ firstPosition, previousCrc, salt: segment.salt }, segment.endOffset);
      if ('fault' in frame) throw new Error(`Expected ${frame.expected} in ${segment.name} at ${cursor.offset}, but found ${frame.found}`);
      const { lastPosition, crc, term } = frame.header;
      if (lastPosition === position) return { offset: cursor.offset, crc, term };
      if (lastPosition > position) return refused(`position ${position} to end a batch`, `its batch goes up to position ${lastPosition}`);
      firstPosition = lastPosition + 1;
      previousCrc = crc;
    }
  } finally {
    file.close();
  }
}
