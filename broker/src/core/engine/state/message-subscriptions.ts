/** Elements that wait for a message, on the message's partition: by correlation and process, by element instance. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import type { Journal } from './journal.ts';
import { groupName, OrderedGroups } from './ordered-groups.ts';
import { retryAtMs, type Unanswered } from './send-retry.ts';
import { Table } from './table.ts';

/** CORRELATING: a message was offered and the element has not answered. */
export type MessageSubscriptionState = 'CREATED' | 'CORRELATING';

/** One subscription. */
export interface MessageSubscriptionRow {
  readonly value: Value<'MESSAGE_SUBSCRIPTION'>;
  readonly state: MessageSubscriptionState;
  /** Of a CORRELATING one. */
  readonly offer: Unanswered | undefined;
}

interface Waiting {
  readonly elementInstanceKey: bigint;
  readonly key: number;
}

/** The projection of message subscriptions. */
export class MessageSubscriptions {
  readonly table: Table<number, MessageSubscriptionRow>;
  /** Offers without an answer. */
  readonly offers: DueHeap<MessageSubscriptionRow>;
  readonly #byElement = new Map<string, number>();
  /** Free subscriptions by correlation and process id; the lowest element instance key first. */
  readonly #free = new OrderedGroups<Waiting>((a, b) => Number(a.elementInstanceKey - b.elementInstanceKey) || a.key - b.key);
  /** Process ids with free subscriptions, by correlation: how many. */
  readonly #processes = new Map<string, Map<string, number>>();

  constructor(journal: Journal) {
    this.table = new Table(21, 'message-subscriptions', journal);
    this.offers = new DueHeap(this.table, (row) => (row.offer === undefined ? undefined : retryAtMs(row.offer)));
    this.table.watch((key, before, after) => {
      if (before !== undefined) this.#byElement.delete(elementName(before.value.elementInstanceKey, before.value.messageName));
      if (after !== undefined) this.#byElement.set(elementName(after.value.elementInstanceKey, after.value.messageName), key);
      if (before?.state === 'CREATED') this.#leave(key, before.value);
      if (after?.state === 'CREATED') this.#enter(key, after.value);
    });
  }

  get(key: number): MessageSubscriptionRow | undefined {
    return this.table.get(key);
  }

  /** Key of the subscription of an element instance to a message name. */
  keyOf(elementInstanceKey: bigint, messageName: string): number | undefined {
    return this.#byElement.get(elementName(elementInstanceKey, messageName));
  }

  /** Ids of the processes that have a free subscription for this correlation. */
  processesWaiting(tenantId: string, messageName: string, correlationKey: string): readonly string[] {
    return [...(this.#processes.get(groupName(tenantId, messageName, correlationKey))?.keys() ?? [])];
  }

  /** The free subscription of a process that is first in line: the one with the lowest element instance key. */
  firstFree(tenantId: string, messageName: string, correlationKey: string, bpmnProcessId: string): number | undefined {
    return this.#free.of(groupName(tenantId, messageName, correlationKey, bpmnProcessId))[0]?.key;
  }

  #enter(key: number, value: Value<'MESSAGE_SUBSCRIPTION'>): void {
    const { tenantId, messageName, correlationKey, bpmnProcessId, elementInstanceKey } = value;
    this.#free.add(groupName(tenantId, messageName, correlationKey, bpmnProcessId), { elementInstanceKey, key });
    const group = groupName(tenantId, messageName, correlationKey);
    const counts = this.#processes.get(group) ?? new Map<string, number>();
    counts.set(bpmnProcessId, (counts.get(bpmnProcessId) ?? 0) + 1);
    this.#processes.set(group, counts);
  }

  #leave(key: number, value: Value<'MESSAGE_SUBSCRIPTION'>): void {
    const { tenantId, messageName, correlationKey, bpmnProcessId, elementInstanceKey } = value;
    this.#free.remove(groupName(tenantId, messageName, correlationKey, bpmnProcessId), { elementInstanceKey, key });
    const group = groupName(tenantId, messageName, correlationKey);
    const counts = this.#processes.get(group);
    const left = (counts?.get(bpmnProcessId) ?? 1) - 1;
    if (left > 0) counts?.set(bpmnProcessId, left);
    else counts?.delete(bpmnProcessId);
    if (counts?.size === 0) this.#processes.delete(group);
  }
}

function elementName(elementInstanceKey: bigint, messageName: string): string {
  return `${elementInstanceKey}:${messageName}`;
}
