/** A derived index: from a group (a scope, an element instance, a name) to the keys of the rows that belong to it, oldest first. */
import { PagedMap } from './paged-map.ts';
import type { Table } from './table.ts';

const NOTHING: readonly never[] = [];

/** Keeps itself in step with its table. */
export class GroupIndex<G extends number | string, K extends number | string> {
  /** A group of one, as most are, is its key itself: a set for each scope of each instance would cost more than all else here. */
  readonly #groups = new PagedMap<G, K | Set<K>>();

  /** The keys of a group in order of insertion, as they are now. */
  keys(group: G): readonly K[] {
    const keys = this.#groups.get(group);
    if (keys === undefined) return NOTHING;
    return keys instanceof Set ? [...keys] : [keys];
  }

  /** The keys of a group one by one, for groups that may be large; do not change the table while iterating. */
  *each(group: G): Generator<K> {
    const keys = this.#groups.get(group);
    if (keys instanceof Set) yield* keys;
    else if (keys !== undefined) yield keys;
  }

  /** The oldest key of a group. */
  first(group: G): K | undefined {
    const keys = this.#groups.get(group);
    return keys instanceof Set ? keys.values().next().value : keys;
  }

  has(group: G): boolean {
    return this.#groups.get(group) !== undefined;
  }

  count(group: G): number {
    const keys = this.#groups.get(group);
    if (keys === undefined) return 0;
    return keys instanceof Set ? keys.size : 1;
  }

  /** Groups that have a row. */
  get size(): number {
    return this.#groups.size;
  }

  add(group: G, key: K): void {
    const keys = this.#groups.get(group);
    if (keys === undefined) this.#groups.set(group, key);
    else if (keys instanceof Set) keys.add(key);
    else if (keys !== key) this.#groups.set(group, new Set([keys, key]));
  }

  remove(group: G, key: K): void {
    const keys = this.#groups.get(group);
    if (keys instanceof Set) {
      keys.delete(key);
      if (keys.size === 0) this.#groups.delete(group);
    } else if (keys === key) this.#groups.delete(group);
  }
}

/** An index of `table` by what `groupOf` says of a row; undefined keeps a row out. */
export function indexBy<G extends number | string, K extends number | string, R extends object>(
  table: Table<K, R>,
  groupOf: (row: R) => G | undefined,
): GroupIndex<G, K> {
  const index = new GroupIndex<G, K>();
  table.watch((key, before, after) => {
    const left = before === undefined ? undefined : groupOf(before);
    const entered = after === undefined ? undefined : groupOf(after);
    if (left === entered) return;
    if (left !== undefined) index.remove(left, key);
    if (entered !== undefined) index.add(entered, key);
  });
  return index;
}
