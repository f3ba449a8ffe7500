// What a handler may throw to choose how its job ends; any other error fails the job by the task's policy.
import type { Duration } from './duration.ts';

/** Raises a BPMN error in the process, to be caught by an error event (BPMN 2.0.2, 10.5.6). */
export class BpmnError extends Error {
  override readonly name = 'BpmnError';
  /** The error code the process catches. */
  readonly code: string;
  readonly variables: object | undefined;

  constructor(code: string, message = code, options: ErrorOptions & { readonly variables?: object } = {}) {
    super(message, options);
    this.code = code;
    this.variables = options.variables;
  }

  /** Whether it is an error of this kind, from whatever copy of the package: a program may hold the ES module and the CommonJS one. */
  static is(thrown: unknown): thrown is BpmnError {
    return thrown instanceof BpmnError || (isNamed(thrown, 'BpmnError') && 'code' in thrown && typeof thrown.code === 'string');
  }
}

/** How a retryable failure is to be repeated. */
export interface RetryableOptions extends ErrorOptions {
  /** Wait before the broker offers the job again; default the task's policy. */
  readonly backoff?: Duration;
  /** Retries left afterwards; default one less than the job has. */
  readonly retries?: number;
  readonly variables?: object;
}

/** Fails the job with one retry less. */
export class Retryable extends Error {
  override readonly name = 'Retryable';
  readonly options: RetryableOptions;

  constructor(message: string, options: RetryableOptions = {}) {
    super(message, options);
    this.options = options;
  }

  /** Whether it is an error of this kind, from whatever copy of the package. */
  static is(thrown: unknown): thrown is Retryable {
    return thrown instanceof Retryable || (isNamed(thrown, 'Retryable') && 'options' in thrown && typeof thrown.options === 'object');
  }
}

/** Fails the job with no retries left: the broker raises an incident. */
export class NonRetryable extends Error {
  override readonly name = 'NonRetryable';
  readonly variables: object | undefined;

  constructor(message: string, options: ErrorOptions & { readonly variables?: object } = {}) {
    super(message, options);
    this.variables = options.variables;
  }

  /** Whether it is an error of this kind, from whatever copy of the package. */
  static is(thrown: unknown): thrown is NonRetryable {
    return thrown instanceof NonRetryable || isNamed(thrown, 'NonRetryable');
  }
}

/** The reason `ctx.signal` aborts with. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  /** `gone`: the job is no more; `ended`: its lease ran out; `replaced`: it came again; `closing`: the worker stops. */
  readonly why: 'gone' | 'ended' | 'replaced' | 'closing';

  constructor(why: LeaseLost['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return typeof error === 'string' ? error : `Expected an Error to be thrown, but got ${textOf(error)}`;
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    // Objects without a prototype have no text.
    return `a ${typeof value}`;
  }
}

function isNamed(thrown: unknown, name: string): thrown is Error {
  return thrown instanceof Error && thrown.name === name;
}
