/** Elements that wait for a message, on the instance's partition: by element instance. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { retryAtMs, type Unanswered } from './send-retry.ts';
import { Table } from './table.ts';

/** CREATING and DELETING wait for the message's partition to agree. */
export type ProcessMessageSubscriptionState = 'CREATING' | 'CREATED' | 'DELETING';

/** One subscription. */
export interface ProcessMessageSubscriptionRow {
  readonly value: Value<'PROCESS_MESSAGE_SUBSCRIPTION'>;
  readonly state: ProcessMessageSubscriptionState;
  /** Of a CREATING or DELETING one. */
  readonly request: Unanswered | undefined;
}

/** The projection of process message subscriptions. */
export class ProcessMessageSubscriptions {
  readonly table: Table<number, ProcessMessageSubscriptionRow>;
  /** Requests without an answer. */
  readonly requests: DueHeap<ProcessMessageSubscriptionRow>;
  readonly #ofElement;

  /** `isBanned` tells of a process instance that takes no more commands: its requests are not repeated. */
  constructor(journal: Journal, isBanned: (processInstanceKey: number) => boolean) {
    this.table = new Table(22, 'process-message-subscriptions', journal);
    this.requests = new DueHeap(this.table, (row) =>
      row.request === undefined || isBanned(row.value.processInstanceKey) ? undefined : retryAtMs(row.request),
    );
    this.#ofElement = indexBy(this.table, (row) => row.value.elementInstanceKey);
  }

  get(key: number): ProcessMessageSubscriptionRow | undefined {
    return this.table.get(key);
  }

  /** Keys of the subscriptions of an element instance, oldest first. */
  ofElement(elementInstanceKey: number): readonly number[] {
    return this.#ofElement.keys(elementInstanceKey);
  }

  /** Key of the subscription of an element instance to a message name. */
  keyOf(elementInstanceKey: number, messageName: string): number | undefined {
    for (const key of this.#ofElement.keys(elementInstanceKey)) if (this.table.get(key)?.value.messageName === messageName) return key;
    return undefined;
  }
}
