/** Process definitions that a message starts, and the correlation keys that running instances lock. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { groupName } from './ordered-groups.ts';
import { Table } from './table.ts';

/** One start event that waits for a message. */
export interface MessageStartSubscriptionRow {
  readonly value: Value<'MESSAGE_START_EVENT_SUBSCRIPTION'>;
}

/** The lock of one instance: while it runs, no other instance of its process id starts with the same correlation key. */
export interface MessageStartLockRow {
  readonly tenantId: string;
  readonly bpmnProcessId: string;
  readonly correlationKey: string;
}

/** The projection of message start event subscriptions. */
export class MessageStartSubscriptions {
  readonly table: Table<number, MessageStartSubscriptionRow>;
  /** By process instance key. */
  readonly locks: Table<number, MessageStartLockRow>;
  readonly #byName;
  readonly #ofProcess;
  readonly #locked;

  constructor(journal: Journal) {
    this.table = new Table(23, 'message-start-subscriptions', journal);
    this.locks = new Table(24, 'message-start-locks', journal);
    this.#byName = indexBy(this.table, (row) => groupName(row.value.tenantId, row.value.messageName));
    this.#ofProcess = indexBy(this.table, (row) => row.value.processDefinitionKey);
    this.#locked = indexBy(this.locks, (row) => groupName(row.tenantId, row.bpmnProcessId, row.correlationKey));
  }

  get(key: number): MessageStartSubscriptionRow | undefined {
    return this.table.get(key);
  }

  /** Keys of the subscriptions to a message name. */
  ofName(tenantId: string, messageName: string): readonly number[] {
    return this.#byName.keys(groupName(tenantId, messageName));
  }

  /** Keys of the subscriptions of a process definition. */
  ofProcess(processDefinitionKey: number): readonly number[] {
    return this.#ofProcess.keys(processDefinitionKey);
  }

  /** Whether an instance of the process runs that a message with this correlation key has started. */
  isLocked(tenantId: string, bpmnProcessId: string, correlationKey: string): boolean {
    return this.#locked.has(groupName(tenantId, bpmnProcessId, correlationKey));
  }
}
