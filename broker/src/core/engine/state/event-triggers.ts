/** Triggers on their way: an event has happened for a scope, and the element it starts or continues has not taken it yet. */
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One trigger, kept from PROCESS_EVENT TRIGGERING to TRIGGERED. */
export interface EventTriggerRow {
  readonly key: number;
  /** The element instance it belongs to: the waiting event or activity, or the scope of an event sub-process. */
  readonly scopeKey: number;
  readonly targetElementId: string;
  /** JSON object text. */
  readonly variables: string;
}

/** The projection of pending triggers. */
export class EventTriggers {
  readonly table: Table<number, EventTriggerRow>;
  readonly #ofScope;

  constructor(journal: Journal) {
    this.table = new Table(6, 'event-triggers', journal);
    this.#ofScope = indexBy(this.table, (row) => row.scopeKey);
  }

  /** The oldest pending trigger of an element instance. */
  first(scopeKey: number): EventTriggerRow | undefined {
    const key = this.#ofScope.keys(scopeKey).values().next().value;
    return key === undefined ? undefined : this.table.get(key);
  }

  /** The element instance has ended: what was on its way is void. */
  removeScope(scopeKey: number): void {
    for (const key of [...this.#ofScope.keys(scopeKey)]) this.table.delete(key);
  }
}
