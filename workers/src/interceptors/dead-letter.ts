// Hands jobs that are about to run out of retries to a sink first; a job whose sink failed keeps a retry, so that none is lost.
import type { Duration } from '../duration.ts';
import { messageOf } from '../errors.ts';
import { type Interceptor, placed } from '../interceptor.ts';
import type { Job } from '../job.ts';
import { type Outcome, outcome } from '../outcome.ts';

/** A job without hope. */
export interface DeadLetter {
  readonly job: Job;
  readonly message: string;
  readonly cause: unknown;
  /** Times this process tried it. */
  readonly attempts: number;
}

/** Where dead letters go. */
export interface DeadLetterOptions {
  /** Takes the job; the broker is told only after it resolved. May see the same job twice. */
  readonly sink: (letter: DeadLetter) => Promise<void> | void;
  /** What becomes of the job then; default the failure as it was, an incident. */
  readonly then?: (letter: DeadLetter) => Outcome;
  /** Wait before a job whose sink failed comes again; default '30s'. */
  readonly sinkBackoff?: Duration;
}

/** A dead letter office. */
export function deadLetter(options: DeadLetterOptions): Interceptor {
  return placed('dead-letter', async (job, ctx, next) => {
    const answer = await next(ctx);
    if (answer.kind !== 'fail' || (answer.retries ?? job.retries - 1) > 0) return answer;
    const letter: DeadLetter = { job, message: answer.message, cause: answer.cause, attempts: ctx.attempt };
    try {
      await options.sink(letter);
    } catch (error) {
      ctx.log.error('dead letter not taken', { code: 'worker-dead-letter-failed', jobKey: job.key, error: messageOf(error) });
      return outcome.fail(answer.message, { retries: 1, backoff: options.sinkBackoff ?? '30s', cause: answer.cause });
    }
    return options.then?.(letter) ?? answer;
  });
}
