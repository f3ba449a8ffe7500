// The retry table: what each status means for a poll and for the answer to a job.
import type { Status } from './gateway.ts';

/**
 * What a status says about the answer to a job.
 * `retry-unwritten`: not written, send again. `retry-unknown`: perhaps written; sending again is safe for job answers, since the second is refused with NOT_FOUND.
 * `gone`: there is no such job any more. `refused`: it will never be taken in this form.
 */
export type AnswerClass = 'retry-unwritten' | 'retry-unknown' | 'gone' | 'refused';

const answerClasses: Readonly<Record<Status, AnswerClass>> = {
  RESOURCE_EXHAUSTED: 'retry-unwritten',
  UNAUTHENTICATED: 'retry-unwritten',
  PERMISSION_DENIED: 'refused',
  UNAVAILABLE: 'retry-unknown',
  DEADLINE_EXCEEDED: 'retry-unknown',
  CANCELLED: 'retry-unknown',
  ABORTED: 'retry-unknown',
  INTERNAL: 'retry-unknown',
  UNKNOWN: 'retry-unknown',
  DATA_LOSS: 'retry-unknown',
  NOT_FOUND: 'gone',
  ALREADY_EXISTS: 'refused',
  FAILED_PRECONDITION: 'refused',
  INVALID_ARGUMENT: 'refused',
  OUT_OF_RANGE: 'refused',
  UNIMPLEMENTED: 'refused',
};

/** The class of a status; a message too large to send is refused, although it comes as RESOURCE_EXHAUSTED. */
export function answerClassOf(status: Status, message: string): AnswerClass {
  if (status === 'RESOURCE_EXHAUSTED' && /larger than max|exceeds maximum|message (size|length)/i.test(message)) return 'refused';
  return answerClasses[status];
}
