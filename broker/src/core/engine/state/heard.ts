/** Requests of other partitions that were answered by doing something new: a repeat must not do it again. */
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** How long a request is remembered; its sender repeats it every few minutes until it hears an answer. Milliseconds. */
export const HEARD_KEPT_MS = 60 * 60_000;
/** Forgotten requests removed with each new one: more than one, so that the table shrinks after a burst. */
const FORGOTTEN_PER_REQUEST_MAX = 3;

/** One request. */
export interface HeardRow {
  readonly atMs: number;
}

/** The projection of what was heard, by wire key of the thing that the sender passes on. */
export class Heard {
  readonly table: Table<string, HeardRow>;
  /** Oldest first. */
  readonly #order = new Map<string, number>();

  constructor(journal: Journal) {
    this.table = new Table(28, 'heard', journal);
    this.table.watch((key, _before, after) => {
      if (after === undefined) this.#order.delete(key);
      else this.#order.set(key, after.atMs);
    });
  }

  has(sourceKey: bigint): boolean {
    return this.table.has(String(sourceKey));
  }

  /** Remembers a request; some that are old enough are forgotten. */
  add(sourceKey: bigint, atMs: number): void {
    this.#forget(atMs - HEARD_KEPT_MS);
    this.table.put(String(sourceKey), { atMs });
  }

  #forget(beforeMs: number): void {
    let left = FORGOTTEN_PER_REQUEST_MAX;
    for (const [key, atMs] of this.#order) {
      if (atMs >= beforeMs || left-- === 0) return;
      this.table.delete(key);
    }
  }
}
