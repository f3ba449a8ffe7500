/** The home of a partition's state on disk: rows are written behind the engine in atomic batches that carry the position they stand for. */

/** A row: an immutable plain object of what msgpack knows (numbers, bigints, strings, booleans, null, arrays, plain objects, Uint8Array). */
export type Row = object;

/** Key of a row within its table: a whole number of 0..2^53-1, or text. A table may hold both. */
export type RowKey = number | string;

/** Highest table number; tables count from 0. */
export const TABLE_MAX = 0xfffe;

/** One row that changed since the last commit; null: the row is gone. */
export interface RowChange {
  readonly table: number;
  readonly key: RowKey;
  readonly row: Row | null;
}

/** Changes that become visible together or not at all. */
export interface StateBatch {
  /** The log position whose effects are all contained: a restart replays the log behind it. Never lower than that of the batch before. */
  readonly position: number;
  /**
   * Each row at most once, best a few thousand: encoding takes turns with other work, but handing over to the database holds the thread
   * for about 1 us a row. The rows must not change any more: they are encoded while other work goes on. */
  readonly changes: readonly RowChange[];
  /** Further small facts that belong to this position, by name; those not named stay. For example the key counter. */
  readonly meta?: ReadonlyMap<string, Uint8Array>;
}

/** Why a store cannot be opened or no longer be used. Everything but `refused` is final for this open store. */
export interface StoreProblem {
  readonly kind: 'io' | 'locked' | 'version' | 'unsupported' | 'closed' | 'refused';
  /** "Expected ..., but ...", one line for the operator. */
  readonly reason: string;
}

/** A row as loaded. The row is the caller's. */
export type RowVisitor = (table: number, key: RowKey, row: Row) => void;

/** An open store. One owner writes. */
export interface StateStore {
  /** Position of the newest committed batch; 0 when there was none. */
  readonly committedPosition: number;
  /**
   * Position that a power failure cannot take back. It follows `committedPosition` with every `flush` only: the log may be deleted up to
   * here and no further, because a store found at an older batch needs the log from there on.
   */
  readonly durablePosition: number;
  /** Why the store takes nothing more, or null. */
  readonly failure: StoreProblem | null;
  /** A fact from the newest committed batch that named it. */
  meta(name: string): Uint8Array | null;
  /**
   * Writes a batch. Commits run one after the other in the order of the calls. A restart finds the state as after one of the commits,
   * never in between: at least the newest flushed one, and after a mere kill of the process the newest.
   */
  commit(batch: StateBatch): Promise<StoreProblem | null>;
  /** Makes every commit so far durable and moves `durablePosition` there. Takes about 0.1 s per 200 MB written since the last one. */
  flush(): Promise<StoreProblem | null>;
  /** Visits all committed rows, in order of table and then of key: numbers by value, then text by its UTF-8 bytes. 3 to 7 us CPU a row. */
  load(visit: RowVisitor): Promise<StoreProblem | null>;
  /** Reads rows by key, all in one go: for rows that were dropped from memory. Null for those that are not there. */
  read(keys: readonly Pick<RowChange, 'table' | 'key'>[]): Promise<readonly (Row | null)[] | StoreProblem>;
  /** Flushes and closes. */
  close(): Promise<StoreProblem | null>;
}

/** An open store or why there is none. */
export type OpenedStore = { readonly store: StateStore } | { readonly problem: StoreProblem };

/** The batch may not follow one that stands for a later position: the state would claim less than it holds. Null when it may. */
export function refuseBatch(batch: StateBatch, committedPosition: number): StoreProblem | null {
  if (batch.position >= committedPosition) return null;
  return {
    kind: 'refused',
    reason: `Expected a batch for position ${committedPosition} or later, but it was for position ${batch.position}`,
  };
}

/** What every call answers after `close`. */
export const closedProblem: StoreProblem = { kind: 'closed', reason: 'Expected an open state store, but it was closed' };
