/** Why a call is refused, as a value: a gRPC status. The only place that knows how rejections and answers of a partition become statuses. */
import { status } from '@grpc/grpc-js';
import type { AnyRecord, RejectionType } from '../../core/protocol/record.ts';
import type { Answer } from '../partition/partition.ts';

/** Longest status text, in UTF-16 units: it travels in a header, and clients bound those at 8 to 16 KiB. */
const DETAILS_MAX = 4096;
/** A cut may leave half a surrogate pair, which cannot be sent. */
const LONE_HALF = /[\ud800-\udbff]$/;

/** A status other than OK for the client. */
export interface Refusal {
  readonly code: status;
  /** "Expected to ..., but ...". */
  readonly details: string;
}

/** Makes a {@link Refusal}; overlong texts are cut. */
export function refuse(code: status, details: string): Refusal {
  return { code, details: details.length <= DETAILS_MAX ? details : `${details.slice(0, DETAILS_MAX).replace(LONE_HALF, '')}...` };
}

/** Whether a value that may be a refusal is one. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'details' in value;
}

const codes: Readonly<Record<RejectionType, status>> = {
  INVALID_ARGUMENT: status.INVALID_ARGUMENT,
  NOT_FOUND: status.NOT_FOUND,
  ALREADY_EXISTS: status.ALREADY_EXISTS,
  INVALID_STATE: status.FAILED_PRECONDITION,
  PROCESSING_ERROR: status.INTERNAL,
  EXCEEDED_BATCH_RECORD_SIZE: status.UNKNOWN,
  UNAUTHORIZED: status.PERMISSION_DENIED,
  FORBIDDEN: status.PERMISSION_DENIED,
  NULL_VAL: status.UNKNOWN,
};

/** How the engine begins its refusal of a command it has no part for. */
const UNSUPPORTED = 'Expected a command that this version supports';

/** A rejection as clients know it from Zeebe, word for word: some of them parse this text. */
export function rejected(intent: string, type: RejectionType, reason: string): Refusal {
  return refuse(codes[type], `Command '${intent}' rejected with code '${type}': ${reason}`);
}

/** The refusal an answer amounts to, or the record when it is none. `RESOURCE_EXHAUSTED` always means: not written, repeat safely. */
export function recordOrRefusal(answer: Answer): AnyRecord | Refusal {
  switch (answer.kind) {
    case 'record': {
      const { record } = answer;
      if (record.recordType !== 'COMMAND_REJECTION') return record;
      if (record.rejectionReason.startsWith(UNSUPPORTED)) return refuse(status.UNIMPLEMENTED, record.rejectionReason);
      return rejected(record.intent, record.rejectionType, record.rejectionReason);
    }
    case 'exhausted':
      return refuse(status.RESOURCE_EXHAUSTED, answer.reason);
    case 'tooLarge':
      return refuse(status.INVALID_ARGUMENT, answer.reason);
    case 'unavailable':
      return refuse(status.UNAVAILABLE, answer.reason);
  }
}
