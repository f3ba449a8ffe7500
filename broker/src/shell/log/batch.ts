/** What the log carries: batches of opaque entries. It knows their positions and nothing of their meaning. */

/** One entry of the log. */
export interface LogEntry {
  /** Place in the log: 1 more than the entry before, at most 2^53 - 1. */
  readonly position: number;
  /** The content; the log never looks into it. */
  readonly bytes: Uint8Array;
}

/** Entries that were appended in one go and are durable together or not at all. */
export interface LogBatch {
  /** Number given with the append, for the consensus above; 0 where there is none. */
  readonly term: number;
  readonly entries: readonly LogEntry[];
}

/** Entries in the form a frame holds them, one behind the other: how a busy writer appends without an object an entry. */
export interface PackedEntries {
  readonly firstPosition: number;
  /** At least 1. */
  readonly count: number;
  /** For each entry its length (unsigned 32 bit, little endian) and its content. Copied by the append: the caller may use the memory again. */
  readonly body: Uint8Array;
}

/** Bytes of the length in front of each entry. */
export const ENTRY_LENGTH_BYTES = 4;

/** Packs entries; their positions follow one another, which the caller has checked. */
export function packEntries(entries: readonly LogEntry[]): PackedEntries {
  const body = Buffer.allocUnsafe(entries.reduce((sum, { bytes }) => sum + ENTRY_LENGTH_BYTES + bytes.length, 0));
  let at = 0;
  for (const { bytes } of entries) {
    body.writeUInt32LE(bytes.length, at);
    body.set(bytes, at + ENTRY_LENGTH_BYTES);
    at += ENTRY_LENGTH_BYTES + bytes.length;
  }
  return { firstPosition: entries[0]?.position ?? 0, count: entries.length, body };
}
