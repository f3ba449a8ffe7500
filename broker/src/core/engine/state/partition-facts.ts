/** The few facts a partition keeps about itself: how far its keys have come, and which instances are banned. */
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

interface CounterRow {
  readonly value: number;
}

interface BannedRow {
  readonly reason: string;
}

/** The projection of the partition itself. */
export class PartitionFacts {
  readonly counters: Table<string, CounterRow>;
  readonly banned: Table<number, BannedRow>;
  /** Ahead of its row while a step is under way, see {@link settle}. */
  #lastKey = 0;

  constructor(journal: Journal) {
    this.counters = new Table(10, 'counters', journal);
    this.banned = new Table(11, 'banned-instances', journal);
    this.counters.watch((name, _before, after) => {
      if (name === 'lastKey') this.#lastKey = after?.value ?? 0;
    });
  }

  /** The highest counter issued so far. */
  get lastKey(): number {
    return this.#lastKey;
  }

  /** A record carries this key: it is taken. Call {@link settle} or {@link forget} when the step has ended. */
  observeKey(key: number): void {
    if (key > this.#lastKey) this.#lastKey = key;
  }

  /** The step stands: the keys it used are taken for good. A row for each key would cost as much as all else that is done with one. */
  settle(): void {
    if (this.#lastKey > this.#settled()) this.counters.put('lastKey', { value: this.#lastKey });
  }

  /** The step is undone: so are its keys. */
  forget(): void {
    this.#lastKey = this.#settled();
  }

  #settled(): number {
    return this.counters.get('lastKey')?.value ?? 0;
  }

  ban(processInstanceKey: number, reason: string): void {
    this.banned.put(processInstanceKey, { reason });
  }

  isBanned(processInstanceKey: number): boolean {
    return this.banned.has(processInstanceKey);
  }
}
