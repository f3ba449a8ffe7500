/** Remembers what one step changed, so that a step that fails can be undone, and what changed since the last hand-over to the store. */

/** A table as the journal sees it. */
export interface Journaled {
  /** Number in the store. */
  readonly id: number;
  /** Puts a row back as it was; undefined removes it. */
  restore(key: number | string, row: object | undefined): void;
}

interface Change {
  readonly table: Journaled;
  readonly key: number | string;
  readonly before: object | undefined;
}

/** Undo log of the current step. Rows are immutable, so the former row is all that is needed. */
export class Journal {
  /** Every table of the projection, by its number. */
  readonly tables = new Map<number, Journaled>();
  #changes: Change[] = [];
  #recording = false;

  /** Makes a table known; two of one number are a bug. */
  register(table: Journaled): void {
    if (this.tables.has(table.id)) throw new Error(`Expected table numbers to be unique, but ${table.id} is taken`);
    this.tables.set(table.id, table);
  }

  /** Starts remembering. */
  begin(): void {
    this.#changes = [];
    this.#recording = true;
  }

  note(table: Journaled, key: number | string, before: object | undefined): void {
    if (this.#recording) this.#changes.push({ table, key, before });
  }

  /** Keeps what was done. */
  commit(): void {
    this.#recording = false;
    this.#changes = [];
  }

  /** Undoes everything since {@link begin}, last change first. */
  rollback(): void {
    this.#recording = false;
    const changes = this.#changes;
    this.#changes = [];
    for (let index = changes.length - 1; index >= 0; index--) {
      const change = changes[index];
      if (change !== undefined) change.table.restore(change.key, change.before);
    }
  }
}
