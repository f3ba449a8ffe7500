// How a job ends, as a value; it says nothing about how that reaches the broker.
import type { JobResult } from '@millrace/client';
import type { Duration } from './duration.ts';
import { BpmnError, messageOf, NonRetryable, Retryable } from './errors.ts';

/** Marks outcomes, so that a process variable named `kind` is never taken for one. */
const outcomeMark: unique symbol = Symbol.for('millrace.outcome');

interface Marked {
  readonly [outcomeMark]: true;
}

/** Completes the job. */
export interface CompleteOutcome<O = unknown> extends Marked {
  readonly kind: 'complete';
  readonly variables: O | undefined;
  /** What a listener's or ad-hoc sub-process's job decided. */
  readonly result: JobResult | undefined;
}

/** Fails the job. */
export interface FailOutcome extends Marked {
  readonly kind: 'fail';
  readonly message: string;
  /** Retries left afterwards; undefined: one less than the job has. */
  readonly retries: number | undefined;
  /** Wait before the next attempt; undefined: the task's policy. */
  readonly backoff: Duration | undefined;
  readonly variables: object | undefined;
  /** What was thrown, for interceptors. */
  readonly cause: unknown;
}

/** Raises a BPMN error. */
export interface ErrorOutcome extends Marked {
  readonly kind: 'error';
  readonly code: string;
  readonly message: string;
  readonly variables: object | undefined;
}

/** Returns the job with its retries untouched. */
export interface GiveBackOutcome extends Marked {
  readonly kind: 'giveBack';
}

/** The job will be completed elsewhere. */
export interface LaterOutcome extends Marked {
  readonly kind: 'later';
  /** `release`: the slot is free at once; `lease`: it stays taken until the lease ends. */
  readonly credit: 'release' | 'lease';
}

/** How a job ends. Made by `outcome.*`, never by hand. */
export type Outcome<O = unknown> = CompleteOutcome<O> | FailOutcome | ErrorOutcome | GiveBackOutcome | LaterOutcome;

/** Options of `outcome.fail`. */
export interface FailOptions {
  /** Retries left afterwards, at least 0; default one less than the job has. 0 is an incident. */
  readonly retries?: number;
  /** Wait before the broker offers the job again; default the task's policy. */
  readonly backoff?: Duration;
  /** Set local to the job's element. */
  readonly variables?: object;
  /** What was thrown, for interceptors. */
  readonly cause?: unknown;
}

/** Makes outcomes. */
export const outcome = {
  /** Completes the job with these variables; a listener's job also with its decision. */
  complete: <O>(variables?: O, result?: JobResult): CompleteOutcome<O> => ({ [outcomeMark]: true, kind: 'complete', variables, result }),
  /** Fails the job; retries default to one less, the backoff to the task's policy. */
  fail: (message: string, options: FailOptions = {}): FailOutcome => ({
    [outcomeMark]: true,
    kind: 'fail',
    message,
    retries: options.retries,
    backoff: options.backoff,
    variables: options.variables,
    cause: options.cause,
  }),
  /** Raises the BPMN error of this code. */
  error: (code: string, message = code, variables?: object): ErrorOutcome => ({
    [outcomeMark]: true,
    kind: 'error',
    code,
    message,
    variables,
  }),
  /** Gives the job back unworked, retries untouched. */
  giveBack: (): GiveBackOutcome => ({ [outcomeMark]: true, kind: 'giveBack' }),
  /** Leaves the job to be completed by somebody else; `credit` says how long it keeps its slot, default `release`. */
  later: (credit: LaterOutcome['credit'] = 'release'): LaterOutcome => ({ [outcomeMark]: true, kind: 'later', credit }),
} as const;

/** True for what `outcome.*` made. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && outcomeMark in value;
}

/** The outcome of what a handler returned: an outcome as it is, anything else completes the job. */
export function outcomeOfValue(value: unknown): Outcome {
  if (isOutcome(value)) return value;
  if (value === undefined || value === null) return outcome.complete();
  if (typeof value !== 'object' || Array.isArray(value)) {
    const shape = Array.isArray(value) ? 'an array' : `a ${typeof value}`;
    return outcome.fail(`Expected the handler to return an object of variables, but it returned ${shape}`, { retries: 0 });
  }
  return outcome.complete(value);
}

/** The outcome of what a handler threw. */
export function outcomeOfError(error: unknown): Outcome {
  if (BpmnError.is(error)) return outcome.error(error.code, error.message, error.variables);
  if (Retryable.is(error)) {
    const { backoff, retries, variables } = error.options;
    return outcome.fail(error.message, {
      cause: error,
      ...(backoff === undefined ? {} : { backoff }),
      ...(retries === undefined ? {} : { retries }),
      ...(variables === undefined ? {} : { variables }),
    });
  }
  if (NonRetryable.is(error)) {
    return outcome.fail(error.message, { retries: 0, cause: error, ...(error.variables ? { variables: error.variables } : {}) });
  }
  return outcome.fail(messageOf(error), { cause: error });
}
