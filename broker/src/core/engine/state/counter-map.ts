/**
 * A hash map from counters to values: open addressing with linear probing, and deletion that moves what follows back (Knuth, TAOCP volume 3, section 6.4,
 * algorithm R). A Map of the language is rebuilt again and again by a steady coming and going; here nothing is allocated until it grows.
 */

/** Slots at first; a power of two. */
const SLOTS_MIN = 8;
/** Odd number near 2^32 / golden ratio: neighbouring counters land far from each other. */
const SPREAD = 0x9e3779b1;

/** Not a number stands for an empty slot. */
const EMPTY = Number.NaN;

/** Map whose keys are safe integers. */
export class CounterMap<V> {
  #keys = new Float64Array(SLOTS_MIN).fill(EMPTY);
  #values: (V | undefined)[] = blank(SLOTS_MIN);
  #mask = SLOTS_MIN - 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: number): V | undefined {
    const slot = this.#find(key);
    return slot < 0 ? undefined : this.#values[slot];
  }

  set(key: number, value: V): void {
    const known = this.#find(key);
    if (known >= 0) {
      this.#values[known] = value;
      return;
    }
    // At most half full, so that a search meets an empty slot soon.
    if (this.#size * 2 > this.#mask) this.#resize((this.#mask + 1) * 2);
    this.#insert(key, value);
    this.#size++;
  }

  /** False: there was none. */
  delete(key: number): boolean {
    let hole = this.#find(key);
    if (hole < 0) return false;
    const keys = this.#keys;
    const values = this.#values;
    for (let slot = (hole + 1) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const other = keys[slot] as number;
      if (other !== other) break;
      // What would have stood in the hole, had it been free, moves there.
      const distance = (slot - this.#home(other)) & this.#mask;
      if (distance < ((slot - hole) & this.#mask)) continue;
      keys[hole] = other;
      values[hole] = values[slot];
      hole = slot;
    }
    keys[hole] = EMPTY;
    values[hole] = undefined;
    this.#size--;
    if (this.#mask >= SLOTS_MIN * 8 && this.#size * 16 < this.#mask) this.#resize((this.#mask + 1) / 4);
    return true;
  }

  *entries(): Generator<[number, V]> {
    for (let slot = 0; slot <= this.#mask; slot++) {
      const key = this.#keys[slot] as number;
      if (key === key) yield [key, this.#values[slot] as V];
    }
  }

  #home(key: number): number {
    const hash = Math.imul(key, SPREAD);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }

  #find(key: number): number {
    const keys = this.#keys;
    for (let slot = this.#home(key); ; slot = (slot + 1) & this.#mask) {
      const found = keys[slot] as number;
      if (found === key) return slot;
      if (found !== found) return -1;
    }
  }

  #insert(key: number, value: V): void {
    let slot = this.#home(key);
    while (this.#keys[slot] === this.#keys[slot]) slot = (slot + 1) & this.#mask;
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  #resize(slots: number): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(slots).fill(EMPTY);
    this.#values = blank(slots);
    this.#mask = slots - 1;
    for (let slot = 0; slot < keys.length; slot++) {
      const key = keys[slot] as number;
      if (key === key) this.#insert(key, values[slot] as V);
    }
  }
}

function blank<V>(slots: number): (V | undefined)[] {
  return Array.from({ length: slots }, () => undefined);
}
