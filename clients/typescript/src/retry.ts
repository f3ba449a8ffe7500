// When and how a failed command is tried again. May not know how commands are sent.
import pRetry from 'p-retry';
import { parseDuration } from './duration.ts';
import { isOverSize, MillraceError } from './errors.ts';
import type { RetryOptions } from './options.ts';

/** A retry rule with all its numbers. */
export interface RetryRule {
  /** Attempts at most, the first one included. */
  readonly attemptsMax: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** No attempt begins later than this after the first failure, ms. */
  readonly budgetMs: number;
}

/** The rule that tries once. */
export const neverRetry: RetryRule = { attemptsMax: 1, backoffMinMs: 0, backoffMaxMs: 0, budgetMs: 0 };

/** The rule for the options, with the defaults of RetryOptions. */
export function retryRule(options: RetryOptions | false | undefined): RetryRule {
  if (options === false) return neverRetry;
  return {
    attemptsMax: Math.max(1, Math.trunc(options?.attemptsMax ?? 7)),
    backoffMinMs: Math.max(1, parseDuration(options?.backoffMin ?? '100ms')),
    backoffMaxMs: Math.max(1, parseDuration(options?.backoffMax ?? '5s')),
    budgetMs: parseDuration(options?.budget ?? '60s'),
  };
}

/**
 * Whether one more attempt can help and can do no harm. RESOURCE_EXHAUSTED is the gateway's word for "not written", so everything may be repeated;
 * after UNAVAILABLE and DEADLINE_EXCEEDED only what is repeatable by nature, or what certainly never left. (Table of the contract, section 1.4.)
 */
export function mayRepeat(error: MillraceError, repeatable: boolean): boolean {
  switch (error.code) {
    case 'RESOURCE_EXHAUSTED':
      return !isOverSize(error);
    case 'UNAVAILABLE':
    case 'DEADLINE_EXCEEDED':
      return repeatable || error.details.notWritten === true;
    default:
      return false;
  }
}

/** The wait before attempt `attempt` + 1: a random part of a bound that doubles (full jitter), so that many callers do not come back together. */
export function backoffMs(rule: RetryRule, attempt: number, random: () => number): number {
  return Math.ceil(random() * Math.min(rule.backoffMaxMs, rule.backoffMinMs * 2 ** (attempt - 1)));
}

/**
 * Repeats a command whose first attempt has failed with `first`. Resolves or rejects as the last attempt did; rejects with `first` when no attempt is
 * left or it may not be repeated. Every rejection tells the number of attempts and whether an earlier one may have been written.
 */
export async function repeatAfter<A>(
  first: MillraceError,
  rule: RetryRule,
  repeatable: boolean,
  signal: AbortSignal | undefined,
  attempt: () => Promise<A>,
): Promise<A> {
  if (rule.attemptsMax <= 1 || !mayRepeat(first, repeatable)) throw first;
  let attempts = 0;
  let maybeWritten = false;
  try {
    return await pRetry(
      () => {
        attempts += 1;
        return attempts === 1 ? Promise.reject(first) : attempt();
      },
      {
        retries: rule.attemptsMax - 1,
        maxRetryTime: rule.budgetMs,
        minTimeout: 0,
        ...(signal === undefined ? {} : { signal }),
        shouldRetry: async ({ error }) => {
          const failure = MillraceError.from(error);
          if (!mayRepeat(failure, repeatable)) return false;
          maybeWritten ||= failure.code !== 'RESOURCE_EXHAUSTED' && failure.details.notWritten !== true;
          await sleep(backoffMs(rule, attempts, Math.random), signal);
          return true;
        },
      },
    );
  } catch (thrown) {
    throw MillraceError.from(thrown, { attempts, ...(maybeWritten ? { maybeWritten } : {}) });
  }
}

/** Resolves after that time, or earlier when the signal fires. */
export function sleep(spanMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, spanMs);
    signal?.addEventListener('abort', done, { once: true });
  });
}
