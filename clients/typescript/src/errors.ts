// The one error class of the client: a stable code, whether repeating helps, and the facts as fields. May not depend on any other file.
import { status } from '@grpc/grpc-js';

/**
 * Why a call did not succeed: the gRPC status names as the gateway answers them, and two of the client's own. `CLOSED`: the client was closed.
 * `MALFORMED_ANSWER`: an answer came that cannot be read, such as variables that are not JSON.
 */
export type ErrorCode = Exclude<keyof typeof status, 'OK'> | 'CLOSED' | 'MALFORMED_ANSWER';

/** The facts of a failure, as far as they are known. */
export interface ErrorDetails {
  /** Name of the RPC, such as 'CompleteJob'. */
  readonly method?: string | undefined;
  /** Gateway that was asked, host:port. */
  readonly address?: string | undefined;
  /** What the gateway or the library said, word for word. */
  readonly reason?: string | undefined;
  /** How often the call was tried, from 1. */
  readonly attempts?: number | undefined;
  /** true: the gateway certainly has not acted on the call. */
  readonly notWritten?: boolean | undefined;
  /** true: an earlier attempt ended without a known outcome, so that a NOT_FOUND or ALREADY_EXISTS may be the trace of its success. */
  readonly maybeWritten?: boolean | undefined;
}

const codeOfStatus = new Map<number, ErrorCode>();
for (const [name, number] of Object.entries(status)) {
  if (typeof number === 'number' && number !== 0) codeOfStatus.set(number, name as ErrorCode);
}
const retryableCodes: ReadonlySet<string> = new Set(['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED']);
// A message over the size limit has the status of back pressure, but will be as large the next time, and an answer that was too large was written.
const overSize = /message (?:larger than max|exceeds maximum size)/i;

/** Name of a gRPC status number; UNKNOWN for numbers that are none. */
export function codeOf(number: number): ErrorCode {
  return codeOfStatus.get(number) ?? 'UNKNOWN';
}

/**
 * What every method of this package throws or rejects with. Recognise it with `MillraceError.is`, which looks at the shape and so also knows errors
 * of another copy of the package; branch on `code`, never on `message`.
 */
export class MillraceError extends Error {
  override readonly name = 'MillraceError';
  /** Why, as a stable word. */
  readonly code: ErrorCode;
  /** Whether the same call may be repeated as it is: it can help, and can do no harm. */
  readonly retryable: boolean;
  /** The facts. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, settings: { retryable?: boolean; details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, 'cause' in settings ? { cause: settings.cause } : undefined);
    this.code = code;
    this.retryable = settings.retryable ?? false;
    this.details = settings.details ?? {};
  }

  /** Whether it is an error of this kind, from whatever copy of the package. */
  static is(value: unknown): value is MillraceError {
    if (typeof value !== 'object' || value === null) return false;
    const shape = value as Partial<MillraceError>;
    return (
      shape.name === 'MillraceError' &&
      typeof shape.code === 'string' &&
      typeof shape.retryable === 'boolean' &&
      typeof shape.details === 'object'
    );
  }

  /**
   * Makes one of anything that was thrown: itself, a gRPC status, an abort (CANCELLED), any other error (UNKNOWN, as `cause`). `details` are added
   * to what is known already. `retryable` follows the code alone here; the client knows more and decides by method.
   */
  static from(thrown: unknown, details: ErrorDetails = {}): MillraceError {
    if (MillraceError.is(thrown)) return withDetails(thrown, details);
    if (isStatus(thrown)) return fromStatus(thrown, details);
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    const code = thrown instanceof Error && thrown.name === 'AbortError' ? 'CANCELLED' : 'UNKNOWN';
    return new MillraceError(code, sentence(code, reason, details), { details: { ...details, reason }, cause: thrown });
  }
}

/** A refusal before anything was sent: INVALID_ARGUMENT with the reason as message. */
export function refused(reason: string, cause?: unknown): MillraceError {
  return new MillraceError('INVALID_ARGUMENT', reason, {
    details: { reason, notWritten: true },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The same error with another judgement on repeating it. */
export function withRetryable(error: MillraceError, retryable: boolean, details: ErrorDetails): MillraceError {
  return rebuilt(error, retryable, { ...error.details, ...details });
}

/** Whether the failure is about the size of a message, which no repetition changes. */
export function isOverSize(error: MillraceError): boolean {
  return error.code === 'RESOURCE_EXHAUSTED' && overSize.test(error.details.reason ?? '');
}

function withDetails(error: MillraceError, details: ErrorDetails): MillraceError {
  return Object.keys(details).length === 0 ? error : rebuilt(error, error.retryable, { ...details, ...error.details });
}

function rebuilt(error: MillraceError, retryable: boolean, details: ErrorDetails): MillraceError {
  const copy = new MillraceError(error.code, error.message, { retryable, details, cause: error.cause });
  if (error.stack !== undefined) copy.stack = error.stack;
  return copy;
}

function isStatus(value: unknown): value is { readonly code: number; readonly details: string } {
  return (
    value instanceof Error && 'code' in value && typeof value.code === 'number' && 'details' in value && typeof value.details === 'string'
  );
}

function fromStatus(thrown: { readonly code: number; readonly details: string }, details: ErrorDetails): MillraceError {
  const code = codeOf(thrown.code);
  const reason = thrown.details;
  const retryable = retryableCodes.has(code) && !overSize.test(reason);
  return new MillraceError(code, sentence(code, reason, details), { retryable, details: { ...details, reason }, cause: thrown });
}

function sentence(code: ErrorCode, reason: string, details: ErrorDetails): string {
  const method = details.method === undefined ? '' : `${details.method} `;
  return `${method}${code}: ${reason}`;
}
