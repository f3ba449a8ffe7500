/** A set of values by the language's equality: simple values are hashed, others compared one by one. */

import { sameValues } from '../comparison.ts';
import type { Run } from '../run.ts';
import type { FeelValue } from '../value.ts';

/** Remembers values; each comparison takes a step. */
export class ValueIndex {
  readonly #run: Run;
  readonly #simple = new Set<FeelValue>();
  readonly #others: FeelValue[] = [];

  constructor(run: Run) {
    this.#run = run;
  }

  has(value: FeelValue): boolean {
    this.#run.step();
    if (this.#simple.has(value)) return true;
    // A plain number may equal a decimal with decimal places, such as 1 and 1.0.
    if (this.#others.length === 0 || (value !== null && typeof value !== 'number' && typeof value !== 'object')) return false;
    this.#run.step(this.#others.length);
    return this.#others.some((other) => sameValues(other, value));
  }

  /** Adds the value; false if an equal one was there. */
  add(value: FeelValue): boolean {
    if (this.has(value)) return false;
    if (value === null || typeof value !== 'object') this.#simple.add(value);
    else {
      this.#run.step(this.#simple.size);
      for (const simple of this.#simple) if (sameValues(simple, value)) return false;
      this.#others.push(value);
    }
    return true;
  }
}

/** The values without repetitions, in the order of their first appearance. */
export function distinctValues(list: readonly FeelValue[], run: Run): readonly FeelValue[] {
  const seen = new ValueIndex(run);
  return list.filter((item) => seen.add(item));
}
