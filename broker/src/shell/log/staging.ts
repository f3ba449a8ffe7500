/** Frames that are appended but not yet handed to the disk: one buffer, one write per sync however many batches arrived. */

/** Staged bytes beyond which they are written without waiting for the next sync. */
export const STAGED_BYTES_MAX = 1 << 20;

/** A buffer that is filled and emptied again and again. */
export interface Staging {
  /** Bytes staged. */
  readonly bytes: number;
  readonly buffer: Buffer;
  /** Makes room for a frame and returns where it begins in `buffer`; the buffer may have been replaced by a larger one. */
  reserve(frameBytes: number): number;
  /** The staged bytes followed by up to `blankBytes` zeros; a view that is valid until the next `reserve`. */
  withBlank(blankBytes: number): Buffer;
  clear(): void;
}

/** An empty buffer; `tailBytes` is the room kept for zeros behind the last frame. */
export function createStaging(tailBytes: number): Staging {
  let buffer = Buffer.alloc(64 * 1024);
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    get buffer() {
      return buffer;
    },
    reserve(frameBytes) {
      const start = bytes;
      const needed = start + frameBytes + tailBytes;
      if (needed > buffer.length) {
        const larger = Buffer.alloc(Math.max(needed, buffer.length * 2));
        buffer.copy(larger, 0, 0, start);
        buffer = larger;
      }
      bytes += frameBytes;
      return start;
    },
    withBlank(blankBytes) {
      const end = bytes + Math.min(blankBytes, tailBytes);
      buffer.fill(0, bytes, end);
      return buffer.subarray(0, end);
    },
    clear() {
      bytes = 0;
      // One huge batch must not hold its memory for ever.
      if (buffer.length > STAGED_BYTES_MAX * 2) buffer = Buffer.alloc(STAGED_BYTES_MAX);
    },
  };
}
