/** How one batch lies in a segment: a checksummed header, the entries, a commit mark; says exactly what is wrong when it is damaged. */
import { crc32 } from 'node:zlib';
import { ENTRY_LENGTH_BYTES, type LogBatch, type LogEntry } from './batch.ts';
import { readUint53, writeUint53 } from './bytes.ts';

/** Header of a frame, in bytes; as many zeros end the log. */
export const FRAME_HEADER_BYTES = 64;
/** Commit mark after the body, in bytes. */
const FRAME_TRAILER_BYTES = 8;
/** Frames begin at multiples of this, so that a search for the next one can step. */
export const FRAME_ALIGN_BYTES = 8;

/** The four bytes every frame begins with. */
export const FRAME_MARK = Buffer.from('MRB1', 'latin1');

const FRAME_MAGIC = FRAME_MARK.readUInt32LE(0);
const COMMIT_MAGIC = 0x54494d43;

/** Header of a frame. The header's checksum covers the body's, so it stands for the whole frame: it is the link of the chain. */
export interface FrameHeader {
  /** Checksum of the header; the next frame repeats it as `previousCrc`. */
  readonly crc: number;
  /** Header, body, padding and commit mark together. */
  readonly frameBytes: number;
  readonly bodyBytes: number;
  readonly recordCount: number;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly term: number;
  /** Everything up to here was synced when the frame was written: damage below it is never a torn write. */
  readonly flushedPosition: number;
  /** Drawn anew for every use of a segment file: tells frames of this use from those of an earlier one. */
  readonly salt: number;
  readonly previousCrc: number;
  /** Number of truncations before the frame was written. */
  readonly epoch: number;
}

/** A frame that passed all checks; `body` is a view, not a copy. */
export interface Frame {
  readonly header: FrameHeader;
  readonly body: Buffer;
}

/** What must stand at a place that the walk has reached. */
export interface FrameExpectation {
  readonly firstPosition: number;
  readonly previousCrc: number;
  readonly salt: number;
}

/** What is wrong with the bytes at a place; `blank` when they are zeros, as behind the last frame. */
export interface FrameFault {
  readonly fault: true;
  readonly blank: boolean;
  /** Offset within the frame. */
  readonly at: number;
  readonly expected: string;
  readonly found: string;
}

/** Bytes a batch with a body of this size takes in a segment. */
export function frameBytesOf(bodyBytes: number): number {
  return FRAME_HEADER_BYTES + align(bodyBytes) + FRAME_TRAILER_BYTES;
}

/** What a frame says besides its place: as {@link LogBatch}, the entries packed. */
export interface FrameContent {
  readonly term: number;
  readonly count: number;
  readonly body: Uint8Array;
}

/** Writes a frame at an offset and returns its checksum, the link for the next one. `frameBytes` comes from `frameBytesOf`. */
export function encodeFrame(
  target: Buffer,
  offset: number,
  content: FrameContent,
  frameBytes: number,
  link: FrameExpectation & { readonly flushedPosition: number; readonly epoch: number },
): number {
  const bodyAt = offset + FRAME_HEADER_BYTES;
  const trailerAt = offset + frameBytes - FRAME_TRAILER_BYTES;
  const bodyBytes = content.body.length;
  target.set(content.body, bodyAt);
  target.fill(0, bodyAt + bodyBytes, trailerAt);
  target.writeUInt32LE(FRAME_MAGIC, offset);
  target.writeUInt32LE(frameBytes, offset + 8);
  target.writeUInt32LE(content.count, offset + 12);
  writeUint53(target, link.firstPosition, offset + 16);
  writeUint53(target, content.term, offset + 24);
  writeUint53(target, link.flushedPosition, offset + 32);
  target.writeUInt32LE(link.salt, offset + 40);
  target.writeUInt32LE(link.previousCrc, offset + 44);
  target.writeUInt32LE(crc32(target.subarray(bodyAt, trailerAt)), offset + 48);
  target.writeUInt32LE(link.epoch, offset + 52);
  target.writeUInt32LE(bodyBytes, offset + 56);
  target.writeUInt32LE(0, offset + 60);
  const crc = headerCrcOf(target, offset);
  target.writeUInt32LE(crc, offset + 4);
  target.writeUInt32LE(COMMIT_MAGIC, trailerAt);
  target.writeUInt32LE(crc, trailerAt + 4);
  return crc;
}

/** The header at an offset if its own checksum holds, whatever its place in the chain; else what is wrong with it. */
export function decodeFrameHeader(source: Buffer, offset: number): FrameHeader | FrameFault {
  if (offset + FRAME_HEADER_BYTES > source.length)
    return fault(0, `${FRAME_HEADER_BYTES} bytes of frame header`, 'the end of the segment', true);
  const magic = source.readUInt32LE(offset);
  if (magic !== FRAME_MAGIC) {
    return fault(0, `frame mark ${hex(FRAME_MAGIC)}`, hex(magic), isBlank(source, offset));
  }
  const crc = source.readUInt32LE(offset + 4);
  const actual = headerCrcOf(source, offset);
  if (crc !== actual) return fault(4, `header checksum ${hex(actual)}`, hex(crc));
  const firstPosition = readUint53(source, offset + 16);
  const recordCount = source.readUInt32LE(offset + 12);
  return {
    crc,
    frameBytes: source.readUInt32LE(offset + 8),
    bodyBytes: source.readUInt32LE(offset + 56),
    recordCount,
    firstPosition,
    lastPosition: firstPosition + recordCount - 1,
    term: readUint53(source, offset + 24),
    flushedPosition: readUint53(source, offset + 32),
    salt: source.readUInt32LE(offset + 40),
    previousCrc: source.readUInt32LE(offset + 44),
    epoch: source.readUInt32LE(offset + 52),
  };
}

/** Says whether a sound header stands where the walk expects it: same use of the file, next position, linked to the frame before. */
export function checkLink(header: FrameHeader, expected: FrameExpectation): FrameFault | null {
  if (header.salt !== expected.salt) return fault(40, `segment salt ${hex(expected.salt)}`, hex(header.salt), true);
  if (header.firstPosition !== expected.firstPosition)
    return fault(16, `position ${expected.firstPosition}`, `position ${header.firstPosition}`);
  if (header.previousCrc !== expected.previousCrc) {
    return fault(44, `link to the frame with checksum ${hex(expected.previousCrc)}`, hex(header.previousCrc));
  }
  return null;
}

/** Checks body and commit mark of a frame whose header is sound; `source` must hold the whole frame. */
export function checkBody(source: Buffer, offset: number, header: FrameHeader): Frame | FrameFault {
  const trailerAt = offset + header.frameBytes - FRAME_TRAILER_BYTES;
  const body = source.subarray(offset + FRAME_HEADER_BYTES, trailerAt);
  const bodyCrc = source.readUInt32LE(offset + 48);
  const actual = crc32(body);
  if (actual !== bodyCrc) return fault(FRAME_HEADER_BYTES, `a body with checksum ${hex(bodyCrc)}`, hex(actual));
  const mark = source.readUInt32LE(trailerAt);
  if (mark !== COMMIT_MAGIC) return fault(trailerAt - offset, `commit mark ${hex(COMMIT_MAGIC)}`, hex(mark));
  const sealedCrc = source.readUInt32LE(trailerAt + 4);
  if (sealedCrc !== header.crc) return fault(trailerAt - offset + 4, `a commit mark for checksum ${hex(header.crc)}`, hex(sealedCrc));
  return { header, body };
}

/** The batch in a frame, from a position on; entries are views of the body. */
export function decodeBatch(frame: Frame, fromPosition = 0): LogBatch {
  const { header, body } = frame;
  const entries: LogEntry[] = [];
  let at = 0;
  for (let index = 0; index < header.recordCount; index++) {
    const length = body.readUInt32LE(at);
    const position = header.firstPosition + index;
    at += ENTRY_LENGTH_BYTES;
    if (position >= fromPosition) entries.push({ position, bytes: body.subarray(at, at + length) });
    at += length;
  }
  return { term: header.term, entries };
}

/** A number as an operator sees it in a hex dump. */
export function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}

function fault(at: number, expected: string, found: string, blank = false): FrameFault {
  return { fault: true, blank, at, expected, found };
}

function headerCrcOf(bytes: Buffer, offset: number): number {
  return crc32(bytes.subarray(offset + 8, offset + FRAME_HEADER_BYTES));
}

function isBlank(bytes: Buffer, offset: number): boolean {
  for (let at = offset; at < offset + FRAME_HEADER_BYTES; at++) if (bytes[at] !== 0) return false;
  return true;
}

function align(bytes: number): number {
  return Math.ceil(bytes / FRAME_ALIGN_BYTES) * FRAME_ALIGN_BYTES;
}
