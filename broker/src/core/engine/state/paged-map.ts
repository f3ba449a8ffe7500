/** A map that grows in pieces: no rehash of a million entries at once, no limit of 16.7 million (decision D6). */
import { CounterMap } from './counter-map.ts';

/** Pieces; a power of two. At ten million entries each holds about ten thousand, which rehashes in well under a millisecond. */
const PIECES = 1024;

/** Map from counters or text to rows, split over many small maps. */
export class PagedMap<K extends number | string, V> {
  readonly #counters: (CounterMap<V> | undefined)[] = [];
  readonly #texts: (Map<string, V> | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    if (typeof key === 'number') return this.#counters[pieceOfCounter(key)]?.get(key);
    return this.#texts[pieceOfText(key)]?.get(key);
  }

  set(key: K, value: V): void {
    const piece = this.#pieceOf(key);
    const before = piece.size;
    piece.set(key as never, value);
    this.#size += piece.size - before;
  }

  delete(key: K): void {
    const found = typeof key === 'number' ? this.#counters[pieceOfCounter(key)]?.delete(key) : this.#texts[pieceOfText(key)]?.delete(key);
    if (found === true) this.#size--;
  }

  /** All entries, piece by piece, in no order that means anything. */
  *entries(): IterableIterator<[K, V]> {
    for (const piece of this.#counters) if (piece !== undefined) yield* piece.entries() as Iterable<[K, V]>;
    for (const piece of this.#texts) if (piece !== undefined) yield* piece.entries() as Iterable<[K, V]>;
  }

  #pieceOf(key: K): CounterMap<V> | Map<string, V> {
    if (typeof key === 'number') {
      const index = pieceOfCounter(key);
      this.#counters[index] ??= new CounterMap();
      return this.#counters[index];
    }
    const index = pieceOfText(key);
    this.#texts[index] ??= new Map();
    return this.#texts[index];
  }
}

/** Neighbours lie in different pieces: what comes and goes leaves each of them at its size. */
function pieceOfCounter(key: number): number {
  return key & (PIECES - 1);
}

function pieceOfText(key: string): number {
  let hash = key.length;
  for (let index = Math.max(0, key.length - 8); index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) | 0;
  return hash & (PIECES - 1);
}
