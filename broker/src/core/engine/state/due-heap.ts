/** A derived index of due dates: the earliest first, with outdated entries dropped when they come up. */
import { Heap } from './heap.ts';
import type { Table } from './table.ts';

interface Entry {
  readonly dueAtMs: number;
  readonly key: number;
}

/** Keeps itself in step with its table. */
export class DueHeap<R extends object> {
  readonly #table: Table<number, R>;
  readonly #dueOf: (row: R) => number | undefined;
  readonly #heap = new Heap<Entry>((a, b) => a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.key < b.key));

  constructor(table: Table<number, R>, dueOf: (row: R) => number | undefined) {
    this.#table = table;
    this.#dueOf = dueOf;
    table.watch((key, before, after) => {
      const due = after === undefined ? undefined : dueOf(after);
      if (due === undefined || (before !== undefined && dueOf(before) === due)) return;
      this.#heap.push({ dueAtMs: due, key });
    });
  }

  /** The earliest due date; undefined when nothing waits. */
  next(): number | undefined {
    for (;;) {
      const first = this.#heap.peek();
      if (first === undefined) return undefined;
      if (this.#isCurrent(first)) return first.dueAtMs;
      this.#heap.pop();
    }
  }

  /**
   * Keys due at `nowMs` or before, earliest first, at most `max`. They stay in the heap until their row changes: the caller turns them into commands
   * and asks again only when those are processed.
   */
  due(nowMs: number, max: number): number[] {
    const taken: Entry[] = [];
    const keys = new Set<number>();
    while (keys.size < max) {
      const first = this.#heap.peek();
      if (first === undefined || first.dueAtMs > nowMs) break;
      this.#heap.pop();
      if (!this.#isCurrent(first) || keys.has(first.key)) continue;
      taken.push(first);
      keys.add(first.key);
    }
    for (const entry of taken) this.#heap.push(entry);
    return [...keys];
  }

  #isCurrent(entry: Entry): boolean {
    const row = this.#table.get(entry.key);
    return row !== undefined && this.#dueOf(row) === entry.dueAtMs;
  }
}
