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
  /** The event sub-process it starts; empty for none. */
  readonly startsElementId: string;
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
    const key = this.#ofScope.first(scopeKey);
    return key === undefined ? undefined : this.table.get(key);
  }

  /** The oldest pending trigger of an element instance for one event. */
  firstFor(scopeKey: number, targetElementId: string): EventTriggerRow | undefined {
    return this.#pending(scopeKey).find((row) => row.targetElementId === targetElementId);
  }

  /** The oldest pending trigger of a scope that starts this event sub-process. */
  firstStarting(scopeKey: number, eventSubProcessId: string): EventTriggerRow | undefined {
    return this.#pending(scopeKey).find((row) => row.startsElementId === eventSubProcessId);
  }

  /** Whether a pending trigger decides how the element instance goes on: any but those of event sub-processes, which run beside it. */
  isDecided(scopeKey: number): boolean {
    return this.#pending(scopeKey).some((row) => row.startsElementId === '');
  }

  #pending(scopeKey: number): EventTriggerRow[] {
    return this.#ofScope
      .keys(scopeKey)
      .map((key) => this.table.get(key))
      .filter((row) => row !== undefined);
  }

  /** The element instance has ended: what was on its way is void. */
  removeScope(scopeKey: number): void {
    for (const key of this.#ofScope.keys(scopeKey)) this.table.delete(key);
  }
}
