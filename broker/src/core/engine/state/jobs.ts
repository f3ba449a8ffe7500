/** Jobs: open work, by key, by type, by lease and by backoff. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import { JobQueue } from './job-queue.ts';
import type { JobRow, JobState } from './job-row.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** The projection of jobs. */
export class Jobs {
  readonly table: Table<number, JobRow>;
  readonly queue: JobQueue;
  /** Leases of activated jobs. */
  readonly leases: DueHeap<JobRow>;
  /** Failed jobs that become activatable again. */
  readonly backoffs: DueHeap<JobRow>;

  /** `isBanned` tells of a process instance that takes no more commands: its jobs never come due. */
  constructor(journal: Journal, isBanned: (processInstanceKey: number) => boolean) {
    this.table = new Table(4, 'jobs', journal);
    this.queue = new JobQueue(this.table);
    this.leases = new DueHeap(this.table, (row) =>
      row.state === 'ACTIVATED' && !isBanned(row.value.processInstanceKey) ? row.value.deadline : undefined,
    );
    this.backoffs = new DueHeap(this.table, (row) =>
      row.state === 'FAILED' && row.value.recurringTime >= 0 && !isBanned(row.value.processInstanceKey)
        ? row.value.recurringTime
        : undefined,
    );
  }

  get(key: number): JobRow | undefined {
    return this.table.get(key);
  }

  put(key: number, state: JobState, value: Value<'JOB'>): void {
    this.table.put(key, { state, value });
  }

  delete(key: number): void {
    this.table.delete(key);
  }
}
