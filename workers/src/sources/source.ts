// What every source of jobs is given, and what it owes: jobs only for credits of its tap, and an end soon after `stop`.
import type { Cluster } from '../cluster.ts';
import type { Tap } from '../credit-gate.ts';
import type { RawJob, Subscription } from '../gateway.ts';
import type { Logger } from '../log.ts';
import type { Timing } from '../timing.ts';

/** How jobs come. */
export type SourceMode = 'poll' | 'push' | 'job-stream';

/** What a source works with. */
export interface SourceContext {
  readonly cluster: Cluster;
  readonly subscription: Subscription;
  readonly timing: Timing;
  readonly log: Logger;
  /** Aborts when no more jobs are wanted. */
  readonly stop: AbortSignal;
  /** Longest a poll is parked at the broker, in milliseconds. */
  readonly longPollMs: number;
  /** How often a push source looks for jobs the stream passed over, in milliseconds. */
  readonly backlogPollMs: number;
  /**
   * Opens a tap; the source closes it. Without `reclaim` it is a tap for polls, which the cluster's health holds back: each grant must be followed by a
   * call that tells the health how it ended. A stream, which says `reclaim`, asks only while it is open.
   */
  openTap(reclaim?: (jobs: number) => number): Tap;
  /** A job has come; its credit is already held. Never throws. */
  onJob(job: RawJob, tap: Tap): void;
  /** A job has come that nobody asked for. Never throws. */
  onSurplus(job: RawJob): void;
  /** A poll was answered. */
  onPoll(jobs: number, failed: boolean): void;
  /** The source changed how it works. */
  onMode(mode: SourceMode, state: string): void;
}

/** A source runs until `stop` aborts, or until it finds that the broker does not offer it. */
export type RunSource = (context: SourceContext) => Promise<'stopped' | 'unsupported'>;

/** Closes the tap when the signal aborts; answers how to forget that. */
export function closeOn(stop: AbortSignal, close: () => void): () => void {
  if (stop.aborted) close();
  stop.addEventListener('abort', close);
  return () => stop.removeEventListener('abort', close);
}
