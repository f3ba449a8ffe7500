/** Messages that elements of this partition publish on another one, until that one has acknowledged them. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import type { Journal } from './journal.ts';
import { retryAtMs, type Unanswered } from './send-retry.ts';
import { Table } from './table.ts';

/** One message under way. */
export interface MessageDeliveryRow {
  readonly value: Value<'MESSAGE'>;
  readonly sent: Unanswered;
}

/** The projection of messages under way. */
export class MessageDeliveries {
  readonly table: Table<number, MessageDeliveryRow>;
  readonly unacknowledged: DueHeap<MessageDeliveryRow>;

  constructor(journal: Journal) {
    this.table = new Table(29, 'message-deliveries', journal);
    this.unacknowledged = new DueHeap(this.table, (row) => retryAtMs(row.sent));
  }
}
