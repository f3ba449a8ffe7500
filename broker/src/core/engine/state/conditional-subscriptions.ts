/** Who waits for a condition on variables: element instances by their process instance, and process definitions. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One subscription. */
export interface ConditionalSubscriptionRow {
  readonly value: Value<'CONDITIONAL_SUBSCRIPTION'>;
}

/** The projection of conditional subscriptions. */
export class ConditionalSubscriptions {
  readonly table: Table<number, ConditionalSubscriptionRow>;
  readonly #ofElement;
  readonly #ofInstance;
  readonly #ofProcess;
  readonly #startsOfTenant;

  constructor(journal: Journal) {
    this.table = new Table(26, 'conditional-subscriptions', journal);
    this.#ofElement = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? undefined : row.value.elementInstanceKey));
    this.#ofInstance = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? undefined : row.value.processInstanceKey));
    this.#startsOfTenant = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? row.value.tenantId : undefined));
    this.#ofProcess = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? row.value.processDefinitionKey : undefined));
  }

  get(key: number): ConditionalSubscriptionRow | undefined {
    return this.table.get(key);
  }

  /** Keys of the subscriptions of an element instance. */
  ofElement(elementInstanceKey: number): readonly number[] {
    return this.#ofElement.keys(elementInstanceKey);
  }

  /** How many element instances of a process instance wait for conditions. */
  countOfInstance(processInstanceKey: number): number {
    return this.#ofInstance.count(processInstanceKey);
  }

  /** Keys of the subscriptions of all element instances of a process instance. */
  ofInstance(processInstanceKey: number): Iterable<number> {
    return this.#ofInstance.each(processInstanceKey);
  }

  /** Keys of the start events of a process definition. */
  ofProcess(processDefinitionKey: number): readonly number[] {
    return this.#ofProcess.keys(processDefinitionKey);
  }

  /** Keys of the start events of all process definitions of a tenant, oldest first. */
  startsOf(tenantId: string): readonly number[] {
    return [...this.#startsOfTenant.keys(tenantId)].sort((a, b) => a - b);
  }
}
