/** A table of the projection: immutable rows by key, with watchers that keep derived indexes, an undo journal and a set of dirty keys. */
import type { Journal, Journaled } from './journal.ts';
import { PagedMap } from './paged-map.ts';

/** Sees each change; used by indexes, which are derived and never stored. */
export type Watcher<K, R> = (key: K, before: R | undefined, after: R | undefined) => void;

/** One row as handed to a store; `row` null: deleted. */
export interface RowChange {
  readonly table: number;
  readonly key: number | string;
  readonly row: object | null;
}

/** Rows of one kind. Change a row by putting a new one; never mutate it. */
export class Table<K extends number | string, R extends object> implements Journaled {
  /** Number in the store: fixed for ever. */
  readonly id: number;
  readonly name: string;
  readonly #journal: Journal;
  readonly #rows = new PagedMap<K, R>();
  readonly #watchers: Watcher<K, R>[] = [];
  /** Changed since the last hand-over; true: the store has never seen the key, so that a row that goes again needs no word. */
  #dirty = new Map<K, boolean>();
  #version = 0;

  constructor(id: number, name: string, journal: Journal) {
    this.id = id;
    this.name = name;
    this.#journal = journal;
    journal.register(this);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Another number after every change: for those who keep a row at hand. */
  get version(): number {
    return this.#version;
  }

  get(key: K): R | undefined {
    return this.#rows.get(key);
  }

  has(key: K): boolean {
    return this.#rows.get(key) !== undefined;
  }

  put(key: K, row: R): void {
    const before = this.#rows.get(key);
    this.#journal.note(this, key, before);
    this.#change(key, before, row);
  }

  delete(key: K): void {
    const before = this.#rows.get(key);
    if (before === undefined) return;
    this.#journal.note(this, key, before);
    this.#change(key, before, undefined);
  }

  /** Calls `watcher` at every change from now on, restores and loads included. */
  watch(watcher: Watcher<K, R>): void {
    this.#watchers.push(watcher);
  }

  restore(key: number | string, row: object | undefined): void {
    this.#change(key as K, this.#rows.get(key as K), row as R | undefined);
  }

  /** Puts a row that came from the store: neither journaled nor dirty. */
  load(key: K, row: R): void {
    const before = this.#rows.get(key);
    this.#rows.set(key, row);
    this.#version++;
    for (const watcher of this.#watchers) watcher(key, before, row);
  }

  entries(): IterableIterator<[K, R]> {
    return this.#rows.entries();
  }

  /** The rows changed since the last call; what came and went meanwhile is not among them. */
  takeDirty(into: RowChange[]): void {
    for (const key of this.#dirty.keys()) into.push({ table: this.id, key, row: this.#rows.get(key) ?? null });
    this.#dirty = new Map();
  }

  #change(key: K, before: R | undefined, after: R | undefined): void {
    if (after === undefined) this.#rows.delete(key);
    else this.#rows.set(key, after);
    this.#version++;
    this.#mark(key, before, after);
    for (const watcher of this.#watchers) watcher(key, before, after);
  }

  #mark(key: K, before: R | undefined, after: R | undefined): void {
    if (before === undefined) {
      if (!this.#dirty.has(key)) this.#dirty.set(key, true);
    } else if (after === undefined && this.#dirty.get(key) === true) this.#dirty.delete(key);
    else if (!this.#dirty.has(key)) this.#dirty.set(key, false);
  }
}
