// Counts what a worker does; plain numbers, read as a snapshot.
import type { SettledKind } from './report.ts';

/** Counts of one job type since the start. */
export interface TypeMetrics {
  /** Jobs that came. */
  received: number;
  /** Jobs by how they ended. */
  settled: Record<SettledKind, number>;
  /** Jobs whose JSON could not be read. */
  unreadable: number;
  /** Jobs that came again while in hand. */
  duplicates: number;
  /** Jobs nobody had asked for, given back. */
  surplus: number;
  /** Polls that were answered or failed. */
  polls: number;
  /** Polls answered without a job. */
  emptyPolls: number;
  failedPolls: number;
  /** Leases extended while a handler ran. */
  renewals: number;
  failedRenewals: number;
  /** Sum of the times handlers took, in milliseconds. */
  handlerMs: number;
  /** Credits that outlived their lease. */
  leaks: number;
}

/** A snapshot of a worker's counts. */
export interface WorkerMetrics {
  /** Credits at most, held, and asked for. */
  readonly max: number;
  readonly held: number;
  readonly asked: number;
  /** Asks that had to wait for a credit. */
  readonly creditWaits: number;
  readonly types: Readonly<Record<string, Readonly<TypeMetrics>>>;
}

/** Counts from zero. */
export function createTypeMetrics(): TypeMetrics {
  return {
    received: 0,
    settled: { completed: 0, failed: 0, 'error-thrown': 0, 'given-back': 0, later: 0, gone: 0, unknown: 0, refused: 0 },
    unreadable: 0,
    duplicates: 0,
    surplus: 0,
    polls: 0,
    emptyPolls: 0,
    failedPolls: 0,
    renewals: 0,
    failedRenewals: 0,
    handlerMs: 0,
    leaks: 0,
  };
}
