/** Signals of this partition that others have not acknowledged. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import type { Journal } from './journal.ts';
import { retryAtMs, type Unanswered } from './send-retry.ts';
import { Table } from './table.ts';

/** One signal; `value.deliverTo` are the partitions that have not acknowledged it. */
export interface SignalDeliveryRow {
  readonly value: Value<'SIGNAL'>;
  readonly sent: Unanswered;
}

/** The projection of signals under way. */
export class Signals {
  readonly deliveries: Table<number, SignalDeliveryRow>;
  readonly unacknowledged: DueHeap<SignalDeliveryRow>;

  constructor(journal: Journal) {
    this.deliveries = new Table(27, 'signal-deliveries', journal);
    this.unacknowledged = new DueHeap(this.deliveries, (row) => retryAtMs(row.sent));
  }
}
