/** A segment file: its name, its header block, and what the log remembers of it; holds no open file. */
import { crc32 } from 'node:zlib';
import type { Disk } from '../platform/disk.ts';
import { readUint53, writeUint53 } from './bytes.ts';
import { hex } from './frame.ts';

/** The header block in bytes: one page, so that rewriting frames never touches the sector of the header. */
export const SEGMENT_HEADER_BYTES = 4096;
/** Format of segments and frames; a higher one in a file is refused. */
export const LOG_FORMAT = 1;
/** File that waits to become the next segment. */
export const SPARE_NAME = 'spare';

const SEGMENT_MAGIC = 0x4753524d;
const NAME_PATTERN = /^(\d{8})\.log$/;
/** Bytes between two entries of the sparse index. */
const INDEX_STEP_BYTES = 64 * 1024;

/** What stands in the header block of a segment. */
export interface SegmentHeader {
  /** Rises by one per segment; also in the file name. */
  readonly number: number;
  readonly firstPosition: number;
  readonly salt: number;
  /** Checksum of the last frame before this segment: the chain goes across files, so a missing file is noticed. */
  readonly seedCrc: number;
  /** Number of truncations before the segment was begun. */
  readonly epoch: number;
  /** Term of the last batch before this segment. */
  readonly previousTerm: number;
  /** Size of the file. */
  readonly segmentBytes: number;
}

/** A place where a frame begins. */
export interface FramePlace {
  readonly position: number;
  readonly offset: number;
  readonly previousCrc: number;
}

/** A segment of an open log. */
export interface Segment extends SegmentHeader {
  readonly name: string;
  /** Last position in it; `firstPosition - 1` when empty. */
  lastPosition: number;
  /** Offset behind its last frame. */
  endOffset: number;
  /** Offset behind its last synced frame: readers stop here. */
  flushedOffset: number;
  /** Places of some frames, rising; the first is the segment's first frame. */
  readonly index: FramePlace[];
  /** The file was deleted or taken for another use; readers must let go. */
  gone: boolean;
}

/** File name of a segment. */
export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.log`;
}

/** Number of a segment by its file name, or null for other files. */
export function segmentNumber(name: string): number | null {
  const match = NAME_PATTERN.exec(name);
  return match?.[1] === undefined ? null : Number(match[1]);
}

/** A segment without frames. */
export function emptySegment(header: SegmentHeader): Segment {
  return {
    ...header,
    name: segmentName(header.number),
    lastPosition: header.firstPosition - 1,
    endOffset: SEGMENT_HEADER_BYTES,
    flushedOffset: SEGMENT_HEADER_BYTES,
    index: [],
    gone: false,
  };
}

/** Remembers a frame that was added at the segment's end. */
export function addFrame(segment: Segment, place: FramePlace, frameBytes: number, lastPosition: number): void {
  const newest = segment.index.at(-1);
  if (!newest || place.offset - newest.offset >= INDEX_STEP_BYTES) segment.index.push(place);
  segment.endOffset = place.offset + frameBytes;
  segment.lastPosition = lastPosition;
}

/** Forgets the frames behind a position, which ends at this offset. */
export function cutSegment(segment: Segment, position: number, endOffset: number): void {
  segment.lastPosition = position;
  segment.endOffset = endOffset;
  segment.flushedOffset = Math.min(segment.flushedOffset, endOffset);
  const stale = segment.index.findIndex((place) => place.position > position);
  if (stale >= 0) segment.index.splice(stale);
}

/** The remembered frame nearest before a position; the start of the segment if there is none. */
export function placeBefore(segment: Segment, position: number): FramePlace {
  let low = 0;
  let high = segment.index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = segment.index[middle];
    if (place && place.position <= position) low = middle + 1;
    else high = middle;
  }
  return segment.index[low - 1] ?? { position: segment.firstPosition, offset: SEGMENT_HEADER_BYTES, previousCrc: segment.seedCrc };
}

/** The header block of a segment. */
export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const block = Buffer.alloc(SEGMENT_HEADER_BYTES);
  block.writeUInt32LE(SEGMENT_MAGIC, 0);
  block.writeUInt32LE(LOG_FORMAT, 4);
  block.writeUInt32LE(header.number, 12);
  writeUint53(block, header.firstPosition, 16);
  block.writeUInt32LE(header.salt, 24);
  block.writeUInt32LE(header.seedCrc, 28);
  block.writeUInt32LE(header.epoch, 32);
  writeUint53(block, header.previousTerm, 40);
  writeUint53(block, header.segmentBytes, 48);
  block.writeUInt32LE(blockCrc(block), 8);
  return block;
}

/** What is wrong with a header block. */
export interface SegmentFault {
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
  /** The block is sound, but of a format this version does not know. */
  readonly newerFormat?: boolean;
}

/** Reads a header block; `number` is what the file name says, null where it says nothing. */
export function decodeSegmentHeader(block: Buffer, number: number | null): SegmentHeader | SegmentFault {
  if (block.length < SEGMENT_HEADER_BYTES)
    return { offset: 0, expected: `${SEGMENT_HEADER_BYTES} bytes of segment header`, found: `${block.length}` };
  const magic = block.readUInt32LE(0);
  if (magic !== SEGMENT_MAGIC) return { offset: 0, expected: `segment mark ${hex(SEGMENT_MAGIC)}`, found: hex(magic) };
  const crc = block.readUInt32LE(8);
  const actual = blockCrc(block);
  if (crc !== actual) return { offset: 8, expected: `segment header checksum ${hex(actual)}`, found: hex(crc) };
  const format = block.readUInt32LE(4);
  if (format > LOG_FORMAT) return { offset: 4, expected: `log format up to ${LOG_FORMAT}`, found: `format ${format}`, newerFormat: true };
  const found = block.readUInt32LE(12);
  if (number !== null && found !== number) return { offset: 12, expected: `segment number ${number}`, found: `segment number ${found}` };
  return {
    number: found,
    firstPosition: readUint53(block, 16),
    salt: block.readUInt32LE(24),
    seedCrc: block.readUInt32LE(28),
    epoch: block.readUInt32LE(32),
    previousTerm: readUint53(block, 40),
    segmentBytes: readUint53(block, 48),
  };
}

/** Reads the header block of a segment file. */
export function readSegmentHeader(disk: Disk, directory: string, name: string): SegmentHeader | SegmentFault {
  const file = disk.open(`${directory}/${name}`, 'read');
  try {
    const block = Buffer.alloc(SEGMENT_HEADER_BYTES);
    return decodeSegmentHeader(block.subarray(0, file.readAt(block, 0)), segmentNumber(name));
  } finally {
    file.close();
  }
}

/**
 * The first number that no segment had, by the names and by what the spare file was once: a crash may have lost its name and kept its
 * content, and under the same number again that content would count until the new header is written.
 */
export function nextSegmentNumber(disk: Disk, directory: string): number {
  const names = disk.list(directory);
  const spare = names.includes(SPARE_NAME) ? readSegmentHeader(disk, directory, SPARE_NAME) : null;
  const spareNumber = spare && 'number' in spare ? spare.number : 0;
  return Math.max(0, spareNumber, ...names.map((name) => segmentNumber(name) ?? 0)) + 1;
}

/** Checksum of the block without the checksum's own four bytes. */
function blockCrc(block: Buffer): number {
  return crc32(block.subarray(12, SEGMENT_HEADER_BYTES), crc32(block.subarray(0, 8)));
}
