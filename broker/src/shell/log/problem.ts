/** Why a log cannot be opened, read or written, as a value an operator can act upon. */

/** What kind of problem it is; only `disk-full` passes by itself. */
export type LogProblemKind =
  /** Bytes that were synced are damaged or gone. */
  | 'corrupt'
  /** The disk refused to read, write or sync. Final for this open log. */
  | 'io'
  /** Made by a newer version of this program. */
  | 'version'
  /** No room for a further segment. Nothing was appended; repeat later. */
  | 'disk-full'
  /** The log was closed. */
  | 'closed'
  /** The caller asked for what cannot be: a gap in positions, a batch beyond the bound, a position that is gone. Nothing changed. */
  | 'refused';

/** A problem and where it lies. */
export interface LogProblem {
  readonly kind: LogProblemKind;
  /** "Expected ..., but ...", one line for the operator. */
  readonly reason: string;
  /** Where the damage lies; only for `corrupt`. */
  readonly damage?: LogDamage;
}

/** A place in a segment where something else was found than must be there. */
export interface LogDamage {
  /** File name of the segment. */
  readonly segment: string;
  /** Byte offset in that file. */
  readonly offset: number;
  /** First position that is lost with it. */
  readonly position: number;
  readonly expected: string;
  readonly found: string;
}

/** The problem behind damage at or below the flushed mark. */
export function corruption(damage: LogDamage, flushedPosition: number): LogProblem {
  const { segment, offset, position, expected, found } = damage;
  return {
    kind: 'corrupt',
    reason:
      `Expected ${expected} in segment ${segment} at byte ${offset} (position ${position}), but found ${found}; everything up to position ` +
      `${flushedPosition} was synced, so this is damage and not an unfinished write. Nothing was changed on disk`,
    damage,
  };
}

/** The problem of a caller that asked for what cannot be; nothing changed. */
export function refused(expected: string, found: string): LogProblem {
  return { kind: 'refused', reason: `Expected ${expected}, but ${found}` };
}
