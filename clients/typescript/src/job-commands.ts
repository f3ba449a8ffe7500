// Commands about single jobs. Each is safe to repeat after an unknown outcome.
import { GatewayService } from '@millrace/proto/gateway';
import type { JobResult as WireResult } from '@millrace/proto/gateway';
import { CommandsService } from '@millrace/proto/v1/commands';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { keyToWire } from './keys.ts';
import type { JobKey } from './keys.ts';
import type { CallOptions } from './options.ts';
import { writtenFromWire } from './position-token.ts';
import type { Written } from './position-token.ts';
import { encodeVariables } from './variables.ts';

/** New attributes of a user task: an absent one keeps, an empty one clears. */
export interface UserTaskChanges {
  readonly assignee?: string | undefined;
  /** ISO 8601. */
  readonly dueDate?: string | undefined;
  /** ISO 8601. */
  readonly followUpDate?: string | undefined;
  readonly candidateUsers?: readonly string[] | undefined;
  readonly candidateGroups?: readonly string[] | undefined;
  /** 0 to 100. */
  readonly priority?: number | undefined;
}

/** What a task listener's or ad-hoc sub-process's job decided. Gateways from 8.7 on. */
export type JobResult =
  | { readonly type: 'userTask'; readonly denied?: boolean; readonly deniedReason?: string; readonly corrections?: UserTaskChanges }
  | {
      readonly type: 'adHocSubProcess';
      /** Elements to activate next. */
      readonly activateElements?: readonly { readonly elementId: string; readonly variables?: object }[];
      readonly completionConditionFulfilled?: boolean;
      readonly cancelRemainingInstances?: boolean;
    };

/** How a job was done. */
export interface CompleteJobRequest {
  readonly jobKey: JobKey;
  /** Result; an object. Default: `{}`. */
  readonly variables?: object | undefined;
  readonly result?: JobResult | undefined;
}

/** How a job failed. */
export interface FailJobRequest {
  readonly jobKey: JobKey;
  /** Tries left from now on; 0 or less raises an incident. */
  readonly retries: number;
  /** Shown in the incident. Default: ''. */
  readonly message?: string | undefined;
  /** Time until the next try. Default: none. */
  readonly backoff?: Duration | undefined;
  /** Variables local to the element. Default: `{}`. */
  readonly variables?: object | undefined;
}

/** Which BPMN error a job raises. */
export interface ThrowErrorRequest {
  readonly jobKey: JobKey;
  /** Compared with the model's catch events. */
  readonly code: string;
  /** For people. Default: ''. */
  readonly message?: string | undefined;
  /** Variables of the catch event. Default: `{}`. */
  readonly variables?: object | undefined;
}

/** The new number of tries of a job. */
export interface UpdateJobRetriesRequest {
  readonly jobKey: JobKey;
  /** At least 1. */
  readonly retries: number;
  readonly operationReference?: bigint | undefined;
}

/** The new lease of a job. */
export interface UpdateJobTimeoutRequest {
  readonly jobKey: JobKey;
  /** From now. */
  readonly timeout: Duration;
  readonly operationReference?: bigint | undefined;
}

/** New tries and lease of a job in one step; at least one of them. */
export interface UpdateJobRequest {
  readonly jobKey: JobKey;
  readonly retries?: number | undefined;
  /** From now. */
  readonly timeout?: Duration | undefined;
  readonly operationReference?: bigint | undefined;
}

/** The commands. All reject with MillraceError: NOT_FOUND when the job is gone, FAILED_PRECONDITION when its state does not allow it. */
export interface JobCommands {
  /** Finishes a job with its result. INVALID_ARGUMENT when the variables are no object. */
  completeJob(request: CompleteJobRequest, options?: CallOptions): Promise<void>;
  /** Reports that a job could not be done. */
  failJob(request: FailJobRequest, options?: CallOptions): Promise<void>;
  /** Raises a BPMN error at the job's element. */
  throwError(request: ThrowErrorRequest, options?: CallOptions): Promise<void>;
  /** Gives a job a new number of tries. INVALID_ARGUMENT below 1. */
  updateJobRetries(request: UpdateJobRetriesRequest, options?: CallOptions): Promise<void>;
  /** Lets the lease of a job end `timeout` from now. */
  updateJobTimeout(request: UpdateJobTimeoutRequest, options?: CallOptions): Promise<void>;
  /** Changes tries and lease in one step. Millrace only; elsewhere UNIMPLEMENTED. */
  updateJob(request: UpdateJobRequest, options?: CallOptions): Promise<Written>;
}

const repeatable = { repeatable: true };

/** The commands over a caller. */
export function createJobCommands(caller: Caller): JobCommands {
  return {
    async completeJob(request, options) {
      const result = request.result === undefined ? undefined : resultToWire(request.result);
      const message = { jobKey: keyToWire(request.jobKey), variables: encodeVariables(request.variables), result };
      await caller.unary(GatewayService.completeJob, message, repeatable, options);
    },
    async failJob(request, options) {
      const message = {
        jobKey: keyToWire(request.jobKey),
        retries: request.retries,
        errorMessage: request.message ?? '',
        retryBackOff: BigInt(parseDuration(request.backoff ?? 0)),
        variables: encodeVariables(request.variables),
      };
      await caller.unary(GatewayService.failJob, message, repeatable, options);
    },
    async throwError(request, options) {
      const message = {
        jobKey: keyToWire(request.jobKey),
        errorCode: request.code,
        errorMessage: request.message ?? '',
        variables: encodeVariables(request.variables),
      };
      await caller.unary(GatewayService.throwError, message, repeatable, options);
    },
    async updateJobRetries({ jobKey, retries, operationReference }, options) {
      await caller.unary(GatewayService.updateJobRetries, { jobKey: keyToWire(jobKey), retries, operationReference }, repeatable, options);
    },
    async updateJobTimeout({ jobKey, timeout, operationReference }, options) {
      const message = { jobKey: keyToWire(jobKey), timeout: BigInt(parseDuration(timeout)), operationReference };
      await caller.unary(GatewayService.updateJobTimeout, message, repeatable, options);
    },
    async updateJob({ jobKey, retries, timeout, operationReference }, options) {
      const leaseMs = timeout === undefined ? undefined : BigInt(parseDuration(timeout));
      const message = { jobKey: keyToWire(jobKey), retries, leaseMs, operationReference };
      return writtenFromWire(await caller.unary(CommandsService.updateJob, message, repeatable, options));
    },
  };
}

/** The decision of a listener or ad-hoc sub-process job, as the wire has it. */
export function resultToWire(result: JobResult): WireResult {
  if (result.type === 'userTask') {
    const corrections = result.corrections === undefined ? undefined : changesToWire(result.corrections);
    return { type: 'userTask', denied: result.denied, deniedReason: result.deniedReason, corrections, activateElements: [] };
  }
  return {
    type: 'adHocSubProcess',
    activateElements: (result.activateElements ?? []).map(({ elementId, variables }) => ({
      elementId,
      variables: encodeVariables(variables),
    })),
    isCompletionConditionFulfilled: result.completionConditionFulfilled,
    isCancelRemainingInstances: result.cancelRemainingInstances,
  };
}

/** New attributes of a user task, as the wire has them. */
export function changesToWire(changes: UserTaskChanges): NonNullable<WireResult['corrections']> {
  return {
    assignee: changes.assignee,
    dueDate: changes.dueDate,
    followUpDate: changes.followUpDate,
    candidateUsers: changes.candidateUsers && { values: [...changes.candidateUsers] },
    candidateGroups: changes.candidateGroups && { values: [...changes.candidateGroups] },
    priority: changes.priority,
  };
}
