/** A map that grows in pieces: no rehash of a million entries at once, no limit of 16.7 million (decision D6). */

/** Pieces; a power of two. At ten million entries each holds about ten thousand, which rehashes in well under a millisecond. */
const PIECES = 1024;

/** Map from counters or text to rows, split over many small maps. */
export class PagedMap<K extends number | string, V> {
  readonly #pieces: (Map<K, V> | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#pieces[pieceOf(key)]?.get(key);
  }

  set(key: K, value: V): void {
    const index = pieceOf(key);
    let piece = this.#pieces[index];
    if (piece === undefined) {
      piece = new Map();
      this.#pieces[index] = piece;
    }
    const before = piece.size;
    piece.set(key, value);
    this.#size += piece.size - before;
  }

  delete(key: K): void {
    if (this.#pieces[pieceOf(key)]?.delete(key)) this.#size--;
  }

  /** All entries, piece by piece, in no order that means anything. */
  *entries(): IterableIterator<[K, V]> {
    for (const piece of this.#pieces) if (piece !== undefined) yield* piece.entries();
  }
}

function pieceOf(key: number | string): number {
  if (typeof key === 'number') return key & (PIECES - 1);
  let hash = key.length;
  for (let index = Math.max(0, key.length - 8); index < key.length; index++) hash = (hash * 31 + key.charCodeAt(index)) | 0;
  return hash & (PIECES - 1);
}
