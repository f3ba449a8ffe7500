// What a handler gets beside its job.
import type { Duration } from './duration.ts';
import type { Logger } from './log.ts';

/** The handler's side of the lease. */
export interface ContextLease {
  /** When it ends as far as this worker knows, in milliseconds since 1970. */
  deadline(): number;
  /** Sets it to end so much later than now. Rejects with a `GatewayError`. */
  extend(lease: Duration): Promise<void>;
}

/** What a handler gets beside its job. A plain object: interceptors pass `{ ...ctx, more }` on. */
export interface JobContext {
  /** Aborts when the job is lost (`reason` is a `LeaseLost`), its time is up, or the worker's drain deadline has passed. */
  readonly signal: AbortSignal;
  /** How long the job is ours, and how to have it longer. */
  readonly lease: ContextLease;
  /** The worker's logger with the job's fields. */
  readonly log: Logger;
  /** How often this process has been handed the job, from 1. */
  readonly attempt: number;
  /** Id of the cluster the job came from. */
  readonly cluster: string;
  /** Sets variables local to the job's element, so that others can see how far it is. Failures are logged, not thrown. */
  progress(variables: object): void;
}
