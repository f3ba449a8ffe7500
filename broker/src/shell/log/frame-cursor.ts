/** Walks the frames of one segment file, a window of bytes at a time; checks each, decides nothing. */
import type { DiskFile } from '../platform/disk.ts';
import { FRAME_ALIGN_BYTES, FRAME_HEADER_BYTES, FRAME_MARK, checkBody, checkLink, decodeFrameHeader } from './frame.ts';
import type { Frame, FrameExpectation, FrameFault, FrameHeader } from './frame.ts';

/** Bytes read at once: one frame at least, so a larger frame widens the window for itself. */
export const CURSOR_WINDOW_BYTES = 256 * 1024;

/** A place in a segment file, with the bytes around it. Frames it returned stay valid: windows are never reused. */
export interface FrameCursor {
  /** Offset of the next frame. */
  readonly offset: number;
  /** The frame at the cursor, which then steps behind it; or what is wrong there, and the cursor stays. */
  next(expected: FrameExpectation, limitOffset: number): Frame | FrameFault;
  /** The next frame header whose own checksum holds, at or after the cursor; the cursor steps just behind its start. Null at the limit. */
  search(limitOffset: number): FrameHeader | null;
}

/** A cursor that starts at an offset of an open file. */
export function createFrameCursor(file: DiskFile, startOffset: number, windowBytes = CURSOR_WINDOW_BYTES): FrameCursor {
  let offset = startOffset;
  let window = Buffer.alloc(0);
  let windowAt = startOffset;
  /** Makes sure that the window holds `bytes` bytes from the cursor on, as far as the limit allows; returns the cursor's place in it. */
  function hold(bytes: number, limitOffset: number): number {
    if (offset >= windowAt && offset + bytes <= windowAt + window.length) return offset - windowAt;
    const wanted = Math.max(0, Math.min(Math.max(bytes, windowBytes), limitOffset - offset));
    const fresh = Buffer.allocUnsafeSlow(wanted);
    window = fresh.subarray(0, wanted === 0 ? 0 : file.readAt(fresh, offset));
    windowAt = offset;
    return 0;
  }
  return {
    get offset() {
      return offset;
    },
    next(expected, limitOffset) {
      const at = hold(FRAME_HEADER_BYTES, limitOffset);
      const header = decodeFrameHeader(window, at);
      if ('fault' in header) return header;
      const broken = checkLink(header, expected) ?? checkSize(header, limitOffset - offset);
      if (broken) return broken;
      const frameAt = hold(header.frameBytes, limitOffset);
      if (window.length - frameAt < header.frameBytes) return shortFrame(header, window.length - frameAt);
      const frame = checkBody(window, frameAt, header);
      if (!('fault' in frame)) offset += header.frameBytes;
      return frame;
    },
    search(limitOffset) {
      while (offset + FRAME_HEADER_BYTES <= limitOffset) {
        const at = hold(FRAME_HEADER_BYTES, limitOffset);
        if (window.length - at < FRAME_HEADER_BYTES) return null;
        const found = window.indexOf(FRAME_MARK, at);
        // Without a mark in the window, the first place that is not ruled out is where one could lie across its end.
        const candidate = alignUp(windowAt + (found < 0 ? window.length - FRAME_MARK.length + 1 : found));
        if (candidate !== offset) {
          offset = candidate;
          continue;
        }
        const header = decodeFrameHeader(window, at);
        offset += FRAME_ALIGN_BYTES;
        if (!('fault' in header)) return header;
      }
      return null;
    },
  };
}

/** The header is sound, so a length that does not fit means that the file ends too early. */
function checkSize(header: FrameHeader, leftBytes: number): FrameFault | null {
  return header.frameBytes > leftBytes ? shortFrame(header, leftBytes) : null;
}

function shortFrame(header: FrameHeader, foundBytes: number): FrameFault {
  return { fault: true, blank: false, at: 8, expected: `a frame of ${header.frameBytes} bytes`, found: `${foundBytes} bytes` };
}

function alignUp(offset: number): number {
  return Math.ceil(offset / FRAME_ALIGN_BYTES) * FRAME_ALIGN_BYTES;
}
