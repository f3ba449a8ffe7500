// Tells the broker how a job ended: exactly one answer, repeated until it is taken or the lease ends. It never rejects.
import { durationMs, type Duration } from './duration.ts';
import { messageOf } from './errors.ts';
import { type Answer, type CallLimits, statusOf } from './gateway.ts';
import { backoffMs } from './backoff.ts';
import type { Job } from './job.ts';
import type { Outcome } from './outcome.ts';
import { answerClassOf } from './status-class.ts';
import { pause, type Timing } from './timing.ts';

/**
 * How a job ended in the end.
 * `gone`: the broker no longer knew it. `unknown`: no answer until the lease ended. `refused`: the broker would take neither the answer nor a failure.
 */
export type SettledKind = 'completed' | 'failed' | 'error-thrown' | 'given-back' | 'later' | 'gone' | 'unknown' | 'refused';

/** What became of a job. */
export interface Settled {
  readonly kind: SettledKind;
  /** Times the answer was sent. */
  readonly attempts: number;
  /** For `gone`: an earlier attempt may have been the one that ended the job. */
  readonly ambiguous: boolean;
  /** Why it was not the answer intended; undefined when it was. */
  readonly problem: string | undefined;
}

/** How failures without their own wishes are repeated. */
export interface FailurePolicy {
  /** Wait before the broker offers the job again; default 1 s. A function gets the retries left. */
  readonly backoff?: Duration | ((retriesLeft: number) => Duration);
}

/** What reporting needs. */
export interface ReportContext {
  readonly timing: Timing;
  /** When the lease ends, in milliseconds since 1970. */
  readonly deadlineMs: number;
  /** Aborted: stop repeating. */
  readonly stop: AbortSignal;
  readonly failure: FailurePolicy;
  answer(jobKey: Job['key'], answer: Answer, limits: CallLimits): Promise<void>;
}

/** Default wait before a failed job is offered again, in milliseconds. */
export const failureBackoffMs = 1_000;

/** Longest one attempt may take, in milliseconds. */
const attemptMsMax = 10_000;
/** How long before the end of the lease the last attempt begins, in milliseconds. */
const lastTryMs = 500;

const settledKinds: Readonly<Record<Answer['kind'], SettledKind>> = {
  complete: 'completed',
  fail: 'failed',
  error: 'error-thrown',
  giveBack: 'given-back',
};

/** Reports an outcome and answers what became of the job. */
export async function report(job: Pick<Job, 'key' | 'retries'>, outcome: Outcome, context: ReportContext): Promise<Settled> {
  if (outcome.kind === 'later') return { kind: 'later', attempts: 0, ambiguous: false, problem: undefined };
  const answer = answerOf(job, outcome, context.failure);
  const first = await send(job.key, answer, context);
  if (first.kind !== 'refused' || answer.kind === 'fail' || answer.kind === 'giveBack') return first;
  // The job is still ours, only this answer of it is impossible: fail it, or it would wait out its lease and come again for ever.
  const message = `Expected the broker to take the outcome '${outcome.kind}', but it refused: ${first.problem ?? ''}`;
  const second = await send(job.key, { kind: 'fail', retries: 0, message, backoffMs: 0, variables: undefined }, context);
  return { ...second, attempts: first.attempts + second.attempts, problem: message };
}

async function send(jobKey: Job['key'], answer: Answer, context: ReportContext): Promise<Settled> {
  const { timing, stop } = context;
  let ambiguous = false;
  for (let attempts = 1; ; attempts += 1) {
    const leftMs = Math.max(1, context.deadlineMs - timing.now());
    try {
      await context.answer(jobKey, answer, { deadlineMs: Math.min(attemptMsMax, leftMs), signal: stop });
      return { kind: settledKinds[answer.kind], attempts, ambiguous, problem: undefined };
    } catch (error) {
      const problem = messageOf(error);
      const answerClass = answerClassOf(statusOf(error), problem);
      if (answerClass === 'gone' || answerClass === 'refused') return { kind: answerClass, attempts, ambiguous, problem };
      ambiguous ||= answerClass === 'retry-unknown';
      const backMs = backoffMs(attempts - 1, () => timing.random());
      const endsInMs = context.deadlineMs - timing.now();
      const waitMs = endsInMs > 2 * lastTryMs ? Math.min(backMs, endsInMs - lastTryMs) : Math.max(backMs, lastTryMs);
      // Until the lease has ended the broker counts the job as ours, so its slot is not free before.
      await pause(timing, Math.min(waitMs, endsInMs), stop);
      if (stop.aborted || waitMs >= endsInMs) return { kind: 'unknown', attempts, ambiguous, problem };
    }
  }
}

function answerOf(job: Pick<Job, 'retries'>, outcome: Exclude<Outcome, { kind: 'later' }>, failure: FailurePolicy): Answer {
  switch (outcome.kind) {
    case 'complete':
      return { kind: 'complete', variables: asObject(outcome.variables), result: outcome.result };
    case 'error':
      return { kind: 'error', code: outcome.code, message: outcome.message, variables: outcome.variables };
    case 'giveBack':
      return { kind: 'giveBack', retries: job.retries };
    case 'fail': {
      const retries = Math.max(0, outcome.retries ?? job.retries - 1);
      return {
        kind: 'fail',
        retries,
        message: outcome.message,
        backoffMs: failBackoffMs(outcome.backoff, retries, failure),
        variables: outcome.variables,
      };
    }
  }
}

function failBackoffMs(wish: Duration | undefined, retries: number, failure: FailurePolicy): number {
  if (retries === 0) return 0;
  const policy = typeof failure.backoff === 'function' ? failure.backoff(retries) : failure.backoff;
  try {
    return durationMs(wish ?? policy ?? failureBackoffMs);
  } catch {
    return failureBackoffMs;
  }
}

const asObject = (value: unknown): object | undefined => (typeof value === 'object' && value !== null ? value : undefined);
