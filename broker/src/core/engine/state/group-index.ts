/** A derived index: from a group (a scope, an element instance, a name) to the keys of the rows that belong to it, oldest first. */
import { PagedMap } from './paged-map.ts';
import type { Table } from './table.ts';

const NOTHING: ReadonlySet<never> = new Set();

/** Keeps itself in step with its table. */
export class GroupIndex<G extends number | string, K extends number | string> {
  readonly #groups = new PagedMap<G, Set<K>>();

  /** The keys of a group in order of insertion; do not change the table while iterating, copy first. */
  keys(group: G): ReadonlySet<K> {
    return this.#groups.get(group) ?? NOTHING;
  }

  has(group: G): boolean {
    return this.#groups.get(group) !== undefined;
  }

  count(group: G): number {
    return this.#groups.get(group)?.size ?? 0;
  }

  /** Groups that have a row. */
  get size(): number {
    return this.#groups.size;
  }

  add(group: G, key: K): void {
    const keys = this.#groups.get(group);
    if (keys === undefined) this.#groups.set(group, new Set([key]));
    else keys.add(key);
  }

  remove(group: G, key: K): void {
    const keys = this.#groups.get(group);
    if (keys === undefined) return;
    keys.delete(key);
    if (keys.size === 0) this.#groups.delete(group);
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
