/** Who waits for a signal: element instances and process definitions, by signal name. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { groupName, OrderedGroups } from './ordered-groups.ts';
import { Table } from './table.ts';

/** One subscription. */
export interface SignalSubscriptionRow {
  readonly value: Value<'SIGNAL_SUBSCRIPTION'>;
}

/** The projection of signal subscriptions. */
export class SignalSubscriptions {
  readonly table: Table<number, SignalSubscriptionRow>;
  readonly #byName = new OrderedGroups<number>((a, b) => a - b);
  readonly #ofElement;
  readonly #ofProcess;

  constructor(journal: Journal) {
    this.table = new Table(25, 'signal-subscriptions', journal);
    this.#ofElement = indexBy(this.table, (row) => (row.value.catchEventInstanceKey < 0 ? undefined : row.value.catchEventInstanceKey));
    this.#ofProcess = indexBy(this.table, (row) => (row.value.catchEventInstanceKey < 0 ? row.value.processDefinitionKey : undefined));
    this.table.watch((key, before, after) => {
      if (before !== undefined) this.#byName.remove(groupName(before.value.tenantId, before.value.signalName), key);
      if (after !== undefined) this.#byName.add(groupName(after.value.tenantId, after.value.signalName), key);
    });
  }

  get(key: number): SignalSubscriptionRow | undefined {
    return this.table.get(key);
  }

  /** At most `max` keys of the subscriptions to a signal that are above `after` and not above `until`, oldest first. */
  ofName(tenantId: string, signalName: string, after: number, until: number, max: number): readonly number[] {
    const keys: number[] = [];
    for (const key of this.#byName.of(groupName(tenantId, signalName))) {
      if (key > until || keys.length === max) break;
      if (key > after) keys.push(key);
    }
    return keys;
  }

  /** Keys of the subscriptions of an element instance. */
  ofElement(elementInstanceKey: number): readonly number[] {
    return this.#ofElement.keys(elementInstanceKey);
  }

  /** Keys of the subscriptions of a process definition. */
  ofProcess(processDefinitionKey: number): readonly number[] {
    return this.#ofProcess.keys(processDefinitionKey);
  }
}
