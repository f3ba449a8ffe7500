/** Remembers what one step changed, so that a step that fails can be undone, and what changed since the last hand-over to the store. */

/** A table as the journal sees it. */
export interface Journaled {
  /** Number in the store. */
  readonly id: number;
  /** Puts a row back as it was; undefined removes it. */
  restore(key: number | string, row: object | undefined): void;
}

/** Undo log of the current step. Rows are immutable, so the former row is all that is needed. */
export class Journal {
  /** Every table of the projection, by its number. */
  readonly tables = new Map<number, Journaled>();
  /** Of each change, at one index: which table, which key, which row before. Three lists cost less than an object a change. */
  #changed: Journaled[] = [];
  #keys: (number | string)[] = [];
  #before: (object | undefined)[] = [];
  #recording = false;

  /** Makes a table known; two of one number are a bug. */
  register(table: Journaled): void {
    if (this.tables.has(table.id)) throw new Error(`Expected table numbers to be unique, but ${table.id} is taken`);
    this.tables.set(table.id, table);
  }

  /** Starts remembering. */
  begin(): void {
    this.#recording = true;
  }

  note(table: Journaled, key: number | string, before: object | undefined): void {
    if (!this.#recording) return;
    this.#changed.push(table);
    this.#keys.push(key);
    this.#before.push(before);
  }

  /** Keeps what was done. */
  commit(): void {
    this.#recording = false;
    this.#forget();
  }

  /** Undoes everything since {@link begin}, last change first. */
  rollback(): void {
    this.#recording = false;
    for (let index = this.#changed.length - 1; index >= 0; index--) {
      const key = this.#keys[index];
      if (key !== undefined) this.#changed[index]?.restore(key, this.#before[index]);
    }
    this.#forget();
  }

  #forget(): void {
    this.#changed.length = 0;
    this.#keys.length = 0;
    this.#before.length = 0;
  }
}
