// Jobs from a gateway of the field: long polls and push streams, as things to iterate over. May not settle jobs.
import { GatewayService, TenantFilter } from '@millrace/proto/gateway';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { iterateStream } from './iterate-stream.ts';
import type { Batches } from './iterate-stream.ts';
import { jobFromWire } from './job.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './options.ts';
import type { Variables } from './variables.ts';

/** What a source of jobs is asked for. */
export interface JobRequest {
  /** Job type of the model. */
  readonly type: string;
  /** Name the lease is written down under. Default: ''. */
  readonly worker?: string | undefined;
  /** Lease: after it a job is handed out again. */
  readonly lease: Duration;
  /** Names of the variables to fetch. Default: all that are visible. */
  readonly fetchVariables?: readonly string[] | undefined;
  /** Tenants whose jobs are wanted. Default: the client's. */
  readonly tenantIds?: readonly string[] | undefined;
}

/** What a long poll is asked for. */
export interface ActivateJobsRequest extends JobRequest {
  /** Jobs wanted at most. */
  readonly max: number;
  /** How long the gateway waits when there are none; below 0: not at all. Default: 10 s. */
  readonly requestTimeout?: Duration | undefined;
}

/** The sources. Iterating throws MillraceError; leaving the loop, or the signal, ends the call without one. */
export interface JobSources {
  /**
   * Asks once for up to `max` jobs and iterates over what comes: `for await (const job of client.activateJobs({ ... }))`, or `.batches()` for arrays as
   * they arrive. Ends when the gateway has answered, empty when there was nothing. It is opened by the first step, and once only.
   * Errors: RESOURCE_EXHAUSTED when the cluster is too busy to say; DEADLINE_EXCEEDED when the gateway does not answer at all.
   */
  activateJobs<V extends object = Variables>(request: ActivateJobsRequest, options?: CallOptions): Batches<Job<V>>;
  /**
   * Iterates over jobs as they become available, without end. Jobs from before are not pushed by Zeebe: poll beside it. Not reading on holds the
   * gateway back. Errors: UNAVAILABLE when the gateway leaves; ends without error when the gateway ends it with OK.
   */
  streamActivatedJobs<V extends object = Variables>(request: JobRequest, options?: CallOptions): Batches<Job<V>>;
}

/** A poll without requestTimeout waits this long at the gateway, ms. */
const pollDefaultMs = 10_000;
/** A gateway may answer this much later than asked, ms. */
const pollMarginMs = 5_000;

/** The sources over a caller. */
export function createJobSources(caller: Caller): JobSources {
  function common(request: JobRequest) {
    return {
      type: request.type,
      worker: request.worker ?? '',
      timeout: BigInt(parseDuration(request.lease)),
      fetchVariable: [...(request.fetchVariables ?? [])],
      tenantIds: [...(request.tenantIds ?? (caller.tenantId === '' ? [] : [caller.tenantId]))],
      tenantFilter: TenantFilter.PROVIDED,
    };
  }
  return {
    activateJobs<V extends object>(request: ActivateJobsRequest, options?: CallOptions) {
      const waitMs = parseDuration(request.requestTimeout ?? 0);
      const message = { ...common(request), maxJobsToActivate: request.max, requestTimeout: BigInt(waitMs) };
      const deadlineMs = (waitMs === 0 ? pollDefaultMs : Math.max(waitMs, 0)) + pollMarginMs;
      return iterateStream(
        () => caller.listen(GatewayService.activateJobs, message, deadlineMs, options),
        (answer) => answer.jobs.map((job) => jobFromWire<V>(job)),
        options?.signal,
      );
    },
    streamActivatedJobs<V extends object>(request: JobRequest, options?: CallOptions) {
      const message = common(request);
      return iterateStream(
        () => caller.listen(GatewayService.streamActivatedJobs, message, undefined, options),
        (job) => [jobFromWire<V>(job)],
        options?.signal,
      );
    },
  };
}
