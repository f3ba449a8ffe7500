/** A derived index whose groups are kept in an order of their own, not that of insertion: "the oldest first" must also hold after a restart. */

const NOTHING: readonly never[] = [];

/** Groups of entries by text, each sorted by `compare`; entries that compare as 0 are the same entry. */
export class OrderedGroups<E> {
  readonly #groups = new Map<string, E[]>();
  readonly #compare: (a: E, b: E) => number;

  constructor(compare: (a: E, b: E) => number) {
    this.#compare = compare;
  }

  /** The entries of a group in order; do not change the group while iterating, copy first. */
  of(group: string): readonly E[] {
    return this.#groups.get(group) ?? NOTHING;
  }

  /** Where in its group an entry is, or would be. */
  placeOf(group: string, entry: E): number {
    return this.#placeOf(this.of(group), entry);
  }

  add(group: string, entry: E): void {
    const entries = this.#groups.get(group);
    if (entries === undefined) {
      this.#groups.set(group, [entry]);
      return;
    }
    const at = this.#placeOf(entries, entry);
    const found = entries[at];
    if (found === undefined || this.#compare(found, entry) !== 0) entries.splice(at, 0, entry);
  }

  remove(group: string, entry: E): void {
    const entries = this.#groups.get(group);
    if (entries === undefined) return;
    const at = this.#placeOf(entries, entry);
    const found = entries[at];
    if (found === undefined || this.#compare(found, entry) !== 0) return;
    entries.splice(at, 1);
    if (entries.length === 0) this.#groups.delete(group);
  }

  /** Where an entry is, or belongs: the first place whose entry is not before it. New entries mostly come last. */
  #placeOf(entries: readonly E[], entry: E): number {
    let low = 0;
    let high = entries.length;
    const last = entries[high - 1];
    if (last !== undefined && this.#compare(last, entry) < 0) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(entries[middle] as E, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** One text for several, so that no two different lists give the same. */
export function groupName(...parts: readonly string[]): string {
  return parts.map((part) => `${part.length}:${part}`).join('');
}
