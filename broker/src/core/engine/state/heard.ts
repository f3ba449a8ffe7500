/** Requests of other partitions that were answered by doing something new: a repeat must not do it again. */
import type { Journal } from './journal.ts';
import { OldestFirst } from './oldest-first.ts';
import { Table } from './table.ts';

/** How long a request is remembered; its sender repeats it every few minutes until it hears an answer. Milliseconds. */
export const HEARD_KEPT_MS = 60 * 60_000;
/** One request. */
export interface HeardRow {
  readonly atMs: number;
}

/** The projection of what was heard, by wire key of the thing that the sender passes on. */
export class Heard {
  readonly table: Table<string, HeardRow>;
  readonly #order: OldestFirst<HeardRow>;

  constructor(journal: Journal) {
    this.table = new Table(28, 'heard', journal);
    this.#order = new OldestFirst(this.table);
  }

  has(sourceKey: bigint): boolean {
    return this.table.has(String(sourceKey));
  }

  /** Remembers a request; some that are old enough are forgotten. */
  add(sourceKey: bigint, atMs: number): void {
    this.#order.forget(atMs - HEARD_KEPT_MS);
    this.table.put(String(sourceKey), { atMs });
  }
}
