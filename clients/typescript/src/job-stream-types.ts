// The job stream as programs see it: types only.
import type { Duration } from './duration.ts';
import type { MillraceError } from './errors.ts';
import type { Job } from './job.ts';
import type { JobResult } from './job-commands.ts';
import type { JobRequest } from './job-sources.ts';
import type { JobKey } from './keys.ts';
import type { PositionToken } from './position-token.ts';
import type { Variables } from './variables.ts';

/** What became of a job. All of them are safe to report again after an unknown result. */
export type JobOutcome =
  | { readonly kind: 'complete'; readonly jobKey: JobKey; readonly variables?: object | undefined; readonly result?: JobResult | undefined }
  | {
      readonly kind: 'fail';
      readonly jobKey: JobKey;
      /** Tries left from now on; 0 or less raises an incident. */
      readonly retries: number;
      readonly message?: string | undefined;
      readonly backoff?: Duration | undefined;
      readonly variables?: object | undefined;
    }
  | {
      readonly kind: 'error';
      readonly jobKey: JobKey;
      readonly code: string;
      readonly message?: string | undefined;
      readonly variables?: object | undefined;
    }
  /** Not begun: the job goes back, its tries untouched. */
  | { readonly kind: 'giveBack'; readonly jobKey: JobKey }
  /** The lease ends `lease` from now. */
  | { readonly kind: 'extend'; readonly jobKey: JobKey; readonly lease: Duration };

/** What the gateway said to an outcome it took. */
export interface OutcomeReceipt {
  /** New end of the lease, ms since the epoch, after 'extend'; otherwise undefined. */
  readonly deadline: number | undefined;
  /** Where the outcome's batch was written. */
  readonly positions: readonly PositionToken[];
}

/** What a subscription is asked for. */
export interface SubscribeRequest<V extends object = Variables> extends JobRequest {
  /** Credits to begin with: jobs that may be sent. Default: 0. */
  readonly credits?: number | undefined;
  /** Takes jobs as they arrive, oldest first; must not throw. `waiting`: how many more wait at the gateway, 0 when unknown. */
  readonly onJobs: (jobs: readonly Job<V>[], waiting: number) => void;
}

/** Jobs of one type over a job stream. */
export interface JobSubscription {
  readonly type: string;
  /** Credits the gateway keeps at most; what exceeds them is dropped. */
  readonly creditsMax: number;
  /** Allows that many jobs more. One job uses up one credit. */
  addCredits(count: number): void;
  /** Takes back up to `count` unused credits and tells how many there were. Rejects when the stream ends before. */
  takeCredits(count: number): Promise<number>;
  /** Asks for no more jobs; those under way still arrive before it resolves. Resolves also when the stream has ended. */
  unsubscribe(): Promise<void>;
}

/** Why jobs that are held are lost. */
export type RevokeReason = 'canceled' | 'timedOut' | 'notAcknowledged' | 'unspecified';

/** What a job stream tells by itself. The functions must not throw. */
export interface JobStreamOptions {
  /** Jobs held by this stream that are lost: stop working on them. Default: nothing. */
  readonly onRevoked?: ((jobKeys: readonly JobKey[], reason: RevokeReason) => void) | undefined;
  /** The gateway will leave after that many ms: open another stream. Default: nothing. */
  readonly onDrain?: ((graceMs: number, reason: string) => void) | undefined;
  /** Cancels the stream. */
  readonly signal?: AbortSignal | undefined;
  /** Extra metadata. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * A conversation with one gateway that gives jobs against credits and takes outcomes in batches. It never reopens by itself: `closed` tells the end.
 */
export interface JobStream {
  /** Gateway it goes to, host:port. */
  readonly address: string;
  /** Resolves once when the stream has ended: with undefined after `end` or `cancel`, otherwise with the error. Never rejects. */
  readonly closed: Promise<MillraceError | undefined>;
  /** Asks for jobs of a type. Rejects with the gateway's refusal, or UNAVAILABLE when the stream ends before. */
  subscribe<V extends object = Variables>(request: SubscribeRequest<V>): Promise<JobSubscription>;
  /**
   * Says what became of a job. Outcomes of the same moment travel in one batch. Rejects with MillraceError: NOT_FOUND (the job is gone),
   * FAILED_PRECONDITION, INVALID_ARGUMENT, RESOURCE_EXHAUSTED (not written), or UNAVAILABLE when the stream ends before the result is there.
   */
  report(outcome: JobOutcome): Promise<OutcomeReceipt>;
  /** Outcomes sent or queued whose result is not there yet. */
  readonly pendingOutcomes: number;
  /** Sends what is queued, waits for all results and ends. Resolves when the stream has ended, however. */
  end(): Promise<void>;
  /** Ends at once; results still awaited reject with CANCELLED. */
  cancel(): void;
}
