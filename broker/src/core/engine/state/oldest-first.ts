/** Rows that are remembered for a while, by age: says which to forget. The order depends on the rows alone, not on how they came in: a restart forgets the same. */
import { Heap } from './heap.ts';
import type { Table } from './table.ts';

/** Forgotten rows removed with each new one: more than one, so that the table shrinks after a burst. */
const FORGOTTEN_PER_ROW_MAX = 3;

interface Age {
  readonly key: string;
  readonly atMs: number;
}

/** Keeps itself in step with its table. */
export class OldestFirst<R extends { readonly atMs: number }> {
  readonly #table: Table<string, R>;
  readonly #order = new Heap<Age>((a, b) => a.atMs < b.atMs || (a.atMs === b.atMs && a.key < b.key));

  constructor(table: Table<string, R>) {
    this.#table = table;
    table.watch((key, before, after) => {
      if (after !== undefined && before?.atMs !== after.atMs) this.#order.push({ key, atMs: after.atMs });
    });
  }

  /** Removes a few of the rows older than `beforeMs`, the oldest first; call it with every new row. */
  forget(beforeMs: number): void {
    let left = FORGOTTEN_PER_ROW_MAX;
    while (left > 0) {
      const oldest = this.#order.peek();
      if (oldest === undefined || oldest.atMs >= beforeMs) return;
      this.#order.pop();
      // A row that was put again, or undone, has left an older entry behind.
      if (this.#table.get(oldest.key)?.atMs !== oldest.atMs) continue;
      this.#table.delete(oldest.key);
      left--;
    }
  }
}
