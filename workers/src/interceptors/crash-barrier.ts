// Turns whatever is thrown inside it into a failure of the job, and tells about it: one handler's bug must never reach another's job.
import { type Interceptor, placed } from '../interceptor.ts';
import { outcomeOfError } from '../outcome.ts';
import type { Job } from '../job.ts';

/** What to do with a crash, beside failing the job. */
export interface CrashBarrierOptions {
  /** Told of each error that is none of `BpmnError`, `Retryable`, `NonRetryable`. */
  readonly onCrash?: (error: unknown, job: Job) => void;
}

const chosen: ReadonlySet<string> = new Set(['BpmnError', 'Retryable', 'NonRetryable']);

/** A barrier against errors of the layers inside it. */
export function crashBarrier({ onCrash }: CrashBarrierOptions = {}): Interceptor {
  return placed('crash-barrier', async (job, ctx, next) => {
    try {
      const answer = await next(ctx);
      if (answer.kind === 'fail' && answer.cause instanceof Error && !chosen.has(answer.cause.name)) onCrash?.(answer.cause, job);
      return answer;
    } catch (error) {
      onCrash?.(error, job);
      return outcomeOfError(error);
    }
  });
}
