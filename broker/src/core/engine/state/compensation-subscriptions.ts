/** What completed activities left behind so that they can be undone: by the scope they lay in, the handler that undoes them, the event that asked. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One completed activity that can be, or is being, undone. */
export interface CompensationRow {
  readonly key: number;
  /** OPEN: nobody asked yet. TRIGGERED: asked for. HANDLING: its handler is active. */
  readonly state: 'OPEN' | 'TRIGGERED' | 'HANDLING';
  readonly value: Value<'COMPENSATION_SUBSCRIPTION'>;
}

/** The projection of compensation subscriptions. */
export class CompensationSubscriptions {
  readonly table: Table<number, CompensationRow>;
  readonly #ofScope;
  readonly #ofActivity;
  readonly #ofHandler;
  readonly #ofThrower;
  readonly #ofInstance;

  constructor(journal: Journal) {
    this.table = new Table(30, 'compensation-subscriptions', journal);
    this.#ofScope = indexBy(this.table, (row) => row.value.compensableActivityScopeKey);
    this.#ofActivity = indexBy(this.table, (row) => row.value.compensableActivityInstanceKey);
    this.#ofHandler = indexBy(this.table, (row) => keyOrNone(row.value.compensationHandlerInstanceKey));
    this.#ofThrower = indexBy(this.table, (row) => keyOrNone(row.value.throwEventInstanceKey));
    this.#ofInstance = indexBy(this.table, (row) => row.value.processInstanceKey);
  }

  /** Keys of what was left in a scope, in the order of completion. */
  ofScope(scopeKey: number): readonly number[] {
    return this.#ofScope.keys(scopeKey);
  }

  /** Whether anything was left in a scope. */
  isAnyOf(scopeKey: number): boolean {
    return this.#ofScope.has(scopeKey);
  }

  /** What an activity left that has completed. */
  ofActivity(activityInstanceKey: number): CompensationRow | undefined {
    return this.#row(this.#ofActivity.first(activityInstanceKey));
  }

  /** What a handler undoes. */
  ofHandler(handlerInstanceKey: number): CompensationRow | undefined {
    return this.#row(this.#ofHandler.first(handlerInstanceKey));
  }

  /** How many are not undone yet of those that a throw event asked for. */
  openOfThrower(throwEventInstanceKey: number): number {
    return this.#ofThrower.count(throwEventInstanceKey);
  }

  /** Keys of all that a process instance has left. */
  ofInstance(processInstanceKey: number): readonly number[] {
    return this.#ofInstance.keys(processInstanceKey);
  }

  /** Changes the state of a row that exists. */
  put(key: number, state: CompensationRow['state'], value: CompensationRow['value']): void {
    this.table.put(key, { key, state, value });
  }

  #row(key: number | undefined): CompensationRow | undefined {
    return key === undefined ? undefined : this.table.get(key);
  }
}

function keyOrNone(key: number): number | undefined {
  return key < 0 ? undefined : key;
}
