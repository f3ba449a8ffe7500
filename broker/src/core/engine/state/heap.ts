/** A binary heap: the least entry by `isBefore` first, push and pop in O(log n). */

/** Entries are compared, never identified: drop outdated ones when they come up. */
export class Heap<T> {
  readonly #entries: T[] = [];
  readonly #isBefore: (a: T, b: T) => boolean;

  constructor(isBefore: (a: T, b: T) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#entries.length;
  }

  peek(): T | undefined {
    return this.#entries[0];
  }

  push(entry: T): void {
    const entries = this.#entries;
    let index = entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = entries[parent] as T;
      if (!this.#isBefore(entry, above)) break;
      entries[index] = above;
      index = parent;
    }
    entries[index] = entry;
  }

  pop(): T | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      if (left >= entries.length) break;
      const right = left + 1;
      const least = right < entries.length && this.#isBefore(entries[right] as T, entries[left] as T) ? right : left;
      const child = entries[least] as T;
      if (!this.#isBefore(child, last)) break;
      entries[index] = child;
      index = least;
    }
    entries[index] = last;
    return first;
  }
}
