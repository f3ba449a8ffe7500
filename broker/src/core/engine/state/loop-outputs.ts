/** Outputs of a wide parallel loop's children that its output collection does not hold yet: by the loop's body. */
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** The output of one child. */
export interface LoopOutputRow {
  readonly bodyKey: number;
  /** 1 for the first child. */
  readonly loopCounter: number;
  /** JSON text. */
  readonly output: string;
}

/** The projection of outputs on their way into a collection. */
export class LoopOutputs {
  /** By the key of the child. */
  readonly table: Table<number, LoopOutputRow>;
  readonly #ofBody;

  constructor(journal: Journal) {
    this.table = new Table(31, 'loop-outputs', journal);
    this.#ofBody = indexBy(this.table, (row) => row.bodyKey);
  }

  /** All outputs of a body's children, in the order of completion. */
  of(bodyKey: number): readonly LoopOutputRow[] {
    return this.#ofBody
      .keys(bodyKey)
      .map((key) => this.table.get(key))
      .filter((row) => row !== undefined);
  }

  /** The body has ended, or its collection holds them all. */
  removeBody(bodyKey: number): void {
    for (const key of this.#ofBody.keys(bodyKey)) this.table.delete(key);
  }
}
