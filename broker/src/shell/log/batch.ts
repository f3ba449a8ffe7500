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
