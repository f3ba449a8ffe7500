/** Commands on their way from the deployment partition to the others: what is left to be acknowledged, and what was sent when. */
import { DueHeap } from './due-heap.ts';
import { GroupIndex } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import type { Value } from '../../protocol/value-types.ts';

/** One command on its way. */
export interface DistributionRow {
  /** `partitions`: those that have not acknowledged yet. */
  readonly value: Value<'COMMAND_DISTRIBUTION'>;
}

/** What a partition was sent last and has not acknowledged. */
export interface SentRow {
  readonly distributionKey: number;
  readonly sentAtMs: number;
  readonly retryAtMs: number;
}

/** Highest distribution that this partition has processed as a receiver. */
export interface ReceivedRow {
  readonly distributionKey: number;
}

/** The projection of distributions. */
export class Distributions {
  readonly table: Table<number, DistributionRow>;
  /** By partition id. */
  readonly sent: Table<number, SentRow>;
  readonly received: Table<string, ReceivedRow>;
  readonly due: DueHeap<SentRow>;
  readonly #waiting = new GroupIndex<number, number>();

  constructor(journal: Journal) {
    this.table = new Table(50, 'distributions', journal);
    this.sent = new Table(51, 'sent-distributions', journal);
    this.received = new Table(52, 'received-distributions', journal);
    this.due = new DueHeap(this.sent, (row) => row.retryAtMs);
    this.table.watch((key, before, after) => {
      for (const partitionId of before?.value.partitions ?? []) this.#waiting.remove(partitionId, key);
      for (const partitionId of after?.value.partitions ?? []) this.#waiting.add(partitionId, key);
    });
  }

  get(key: number): DistributionRow | undefined {
    return this.table.get(key);
  }

  /** The oldest command that a partition has not acknowledged: they reach each partition in the order in which they were decided. */
  oldestFor(partitionId: number): number | undefined {
    let oldest: number | undefined;
    for (const key of this.#waiting.each(partitionId)) if (oldest === undefined || key < oldest) oldest = key;
    return oldest;
  }

  /** Highest distribution that this partition has processed as a receiver; 0 for none. */
  get lastReceived(): number {
    return this.received.get('last')?.distributionKey ?? 0;
  }

  receive(distributionKey: number): void {
    if (distributionKey > this.lastReceived) this.received.put('last', { distributionKey });
  }
}
