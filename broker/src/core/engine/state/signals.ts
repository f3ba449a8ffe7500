/** Signals between partitions: those that others have not acknowledged, and those of others that were heard here. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import type { Journal } from './journal.ts';
import { retryAtMs, type Unanswered } from './send-retry.ts';
import { Table } from './table.ts';

/** How long a signal of another partition is remembered, so that a repeat is not heard twice. Milliseconds. */
export const SIGNAL_HEARD_KEPT_MS = 60 * 60_000;
/** Forgotten signals removed with each new one: more than one, so that the table shrinks after a burst. */
const FORGOTTEN_PER_SIGNAL_MAX = 3;

/** A signal of this partition; `value.deliverTo` are the partitions that have not acknowledged it. */
export interface SignalDeliveryRow {
  readonly value: Value<'SIGNAL'>;
  readonly sent: Unanswered;
}

/** A signal of another partition. */
export interface HeardSignalRow {
  readonly atMs: number;
}

/** The projection of signals under way. */
export class Signals {
  readonly deliveries: Table<number, SignalDeliveryRow>;
  /** By wire key. */
  readonly heard: Table<string, HeardSignalRow>;
  readonly unacknowledged: DueHeap<SignalDeliveryRow>;
  /** Heard signals, oldest first. */
  readonly #order = new Map<string, number>();

  constructor(journal: Journal) {
    this.deliveries = new Table(27, 'signal-deliveries', journal);
    this.heard = new Table(28, 'heard-signals', journal);
    this.unacknowledged = new DueHeap(this.deliveries, (row) => retryAtMs(row.sent));
    this.heard.watch((key, _before, after) => {
      if (after === undefined) this.#order.delete(key);
      else this.#order.set(key, after.atMs);
    });
  }

  hasHeard(sourceKey: bigint): boolean {
    return this.heard.has(String(sourceKey));
  }

  /** A signal of another partition was heard; some that are old enough are forgotten. */
  hear(sourceKey: bigint, atMs: number): void {
    this.#forget(atMs - SIGNAL_HEARD_KEPT_MS);
    this.heard.put(String(sourceKey), { atMs });
  }

  #forget(beforeMs: number): void {
    let left = FORGOTTEN_PER_SIGNAL_MAX;
    for (const [key, atMs] of this.#order) {
      if (atMs >= beforeMs || left-- === 0) return;
      this.heard.delete(key);
    }
  }
}
