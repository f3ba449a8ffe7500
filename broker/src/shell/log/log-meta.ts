/** What the log keeps beside its segments: how far it was synced, where it begins, and what was cut off; encoded for the meta slots. */
import { readUint53, writeUint53 } from './bytes.ts';

/** File with the two slots. */
export const META_NAME = 'meta';

const META_BYTES = 40;
const META_FORMAT = 1;

/** The record in the meta slots. */
export interface LogMeta {
  /** At least everything up to here was synced; damage below is never an unfinished write. */
  readonly flushedPosition: number;
  /** The log begins here or, after an unfinished deletion, a little before. */
  readonly firstPosition: number;
  /** Number of truncations so far. */
  readonly epoch: number;
  /** Frames of an earlier epoch behind this position were cut off and do not count, even if they are still there. */
  readonly cutPosition: number;
}

/** Bytes of a meta record. */
export function encodeLogMeta(meta: LogMeta): Buffer {
  const bytes = Buffer.alloc(META_BYTES);
  bytes.writeUInt32LE(META_FORMAT, 0);
  bytes.writeUInt32LE(meta.epoch, 4);
  writeUint53(bytes, meta.flushedPosition, 8);
  writeUint53(bytes, meta.firstPosition, 16);
  writeUint53(bytes, meta.cutPosition, 24);
  return bytes;
}

/** The record in these bytes, or null when they are of a newer format. */
export function decodeLogMeta(bytes: Buffer): LogMeta | null {
  if (bytes.length < META_BYTES || bytes.readUInt32LE(0) > META_FORMAT) return null;
  return {
    epoch: bytes.readUInt32LE(4),
    flushedPosition: readUint53(bytes, 8),
    firstPosition: readUint53(bytes, 16),
    cutPosition: readUint53(bytes, 24),
  };
}
