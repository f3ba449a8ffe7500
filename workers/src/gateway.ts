// The port between the worker and a broker: everything the worker needs of one cluster, and nothing about how it is carried.

import type { Job as ClientJob, JobResult } from '@millrace/client';

/** Names of the gRPC statuses a gateway may answer with. */
export type Status =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'OUT_OF_RANGE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'DATA_LOSS'
  | 'UNAUTHENTICATED';

/** A call that ended with another status than OK. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: Status;
  /** No connection stood: the call never left, and asking again costs the gateway nothing. */
  readonly isUnreached: boolean;

  constructor(status: Status, message: string, options: ErrorOptions & { readonly isUnreached?: boolean } = {}) {
    super(message, options);
    this.status = status;
    this.isUnreached = options.isUnreached ?? false;
  }
}

/** The status of anything thrown; UNKNOWN for what is no gateway error. */
export function statusOf(error: unknown): Status {
  return error instanceof GatewayError ? error.status : 'UNKNOWN';
}

/** True when the call failed because no connection stood. */
export function isUnreached(error: unknown): boolean {
  return error instanceof GatewayError && error.isUnreached;
}

/** A job as it came: its variables and headers are JSON text nobody has read yet. */
export type RawJob = Omit<ClientJob, 'variables' | 'headers'>;

/** Who asks for what. */
export interface Subscription {
  readonly type: string;
  readonly worker: string;
  /** Lease of each job, in milliseconds. */
  readonly leaseMs: number;
  /** Names of the variables wanted; empty for all. */
  readonly fetch: readonly string[];
  readonly tenantIds: readonly string[];
}

/** One question for jobs. */
export interface PollRequest extends Subscription {
  /** Most jobs to answer with. */
  readonly jobsMax: number;
  /** How long the broker may wait for a first job, in milliseconds; negative for not at all. */
  readonly waitMs: number;
}

/** Limits of one call. */
export interface CallLimits {
  /** The call ends with DEADLINE_EXCEEDED after so many milliseconds. */
  readonly deadlineMs: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
}

/** What a stream tells. After `onEnd` nothing more is told. */
export interface PushSink {
  onJob(job: RawJob): void;
  /** The stream is over; undefined means it ended with OK. */
  onEnd(error: GatewayError | undefined): void;
}

/** An open Zeebe job stream. */
export interface PushStream {
  /** Stops reading, so that the transport's flow control holds the broker back. */
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** How a job is answered. `variables` are JSON-ready objects. */
export type Answer =
  | { readonly kind: 'complete'; readonly variables: object | undefined; readonly result: JobResult | undefined }
  | {
      readonly kind: 'fail';
      readonly retries: number;
      readonly message: string;
      readonly backoffMs: number;
      readonly variables: object | undefined;
    }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly variables: object | undefined }
  /** Back to the broker with its retries untouched, at once available to others. */
  | { readonly kind: 'giveBack'; readonly retries: number };

/** What our job stream tells by itself. */
export interface WorkEvents {
  /** Jobs the broker has taken away from this worker. */
  onRevoked(jobKeys: readonly string[], reason: string): void;
  /** The broker will leave: no more jobs come, outcomes are still taken for a while. */
  onDrain(graceMs: number): void;
}

/** A subscription on our job stream. */
export interface WorkStreamSubscription {
  /** Credits the broker keeps at most; more would be dropped. */
  readonly creditsMax: number;
  /** Allows the broker to send so many more jobs. */
  addCredits(jobs: number): void;
  /** Takes back up to so many unused credits; answers how many there were. Rejects when the stream ends before. */
  takeCredits(jobs: number): Promise<number>;
  /** Ends it; jobs under way still arrive before it resolves. */
  unsubscribe(): Promise<void>;
}

/** An open job stream of ours (`millrace.v1.JobStream`). It does not reopen by itself. */
export interface WorkStream {
  /** Resolves when the stream has ended; undefined means in order. */
  readonly closed: Promise<GatewayError | undefined>;
  subscribe(subscription: Subscription, onJobs: (jobs: readonly RawJob[]) => void): Promise<WorkStreamSubscription>;
  /** Answers a job; answers of the same moment travel together. */
  answer(jobKey: RawJob['key'], answer: Answer): Promise<void>;
  extendLease(jobKey: RawJob['key'], leaseMs: number): Promise<void>;
  /** Waits for the results under way, then ends. */
  end(): Promise<void>;
  cancel(): void;
}

/** One cluster as the worker sees it. Every promise rejects with a `GatewayError` only. */
export interface JobGateway {
  /** Asks once for jobs. */
  poll(request: PollRequest, limits: CallLimits): Promise<readonly RawJob[]>;
  /** Opens Zeebe's job stream; never throws. */
  openPush(subscription: Subscription, sink: PushSink): PushStream;
  /** Opens our job stream; absent when the transport cannot. A broker without it ends the stream with UNIMPLEMENTED. */
  openWork?(events: WorkEvents): Promise<WorkStream>;
  answer(jobKey: RawJob['key'], answer: Answer, limits: CallLimits): Promise<void>;
  /** Sets the lease to end `leaseMs` milliseconds from now. */
  extendLease(jobKey: RawJob['key'], leaseMs: number, limits: CallLimits): Promise<void>;
  /** Sets variables local to the job's element, for progress reports; absent when the transport cannot. */
  progress?(elementInstanceKey: RawJob['elementInstanceKey'], variables: object, limits: CallLimits): Promise<void>;
  /** Closes what the gateway opened; it may take as long as it likes, the worker does not wait for ever. */
  close(): Promise<void>;
}
