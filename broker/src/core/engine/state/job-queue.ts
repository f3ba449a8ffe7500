/** A derived index: the activatable jobs of each tenant and type, highest priority first, then oldest key first. */
import { Heap } from './heap.ts';
import type { JobRow } from './job-row.ts';
import type { Table } from './table.ts';

interface Entry {
  readonly key: number;
  readonly priority: number;
}

interface Queue {
  readonly heap: Heap<Entry>;
  /** The keys that really wait; the heap may hold older copies. */
  readonly waiting: Set<number>;
}

/** Keeps itself in step with the jobs table. */
export class JobQueue {
  readonly #queues = new Map<string, Queue>();

  constructor(jobs: Table<number, JobRow>) {
    jobs.watch((key, before, after) => {
      const was = before?.state === 'ACTIVATABLE';
      const is = after?.state === 'ACTIVATABLE';
      if (is && !was) this.#add(queueName(after.value.tenantId, after.value.type), { key, priority: after.value.priority });
      else if (was && !is) this.#queues.get(queueName(before.value.tenantId, before.value.type))?.waiting.delete(key);
    });
  }

  /** Jobs of this type that wait for a worker. */
  count(tenantId: string, type: string): number {
    return this.#queues.get(queueName(tenantId, type))?.waiting.size ?? 0;
  }

  /** Up to `max` keys in service order. The queue does not change by looking. */
  first(tenantId: string, type: string, max: number): number[] {
    const name = queueName(tenantId, type);
    const queue = this.#queues.get(name);
    if (queue === undefined) return [];
    const taken = new Map<number, Entry>();
    while (taken.size < max) {
      const entry = queue.heap.pop();
      if (entry === undefined) break;
      if (queue.waiting.has(entry.key)) taken.set(entry.key, entry);
    }
    for (const entry of taken.values()) queue.heap.push(entry);
    if (queue.waiting.size === 0) this.#queues.delete(name);
    return [...taken.keys()];
  }

  #add(name: string, entry: Entry): void {
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = { heap: new Heap((a, b) => a.priority > b.priority || (a.priority === b.priority && a.key < b.key)), waiting: new Set() };
      this.#queues.set(name, queue);
    }
    queue.waiting.add(entry.key);
    queue.heap.push(entry);
  }
}

function queueName(tenantId: string, type: string): string {
  return `${tenantId}\n${type}`;
}
