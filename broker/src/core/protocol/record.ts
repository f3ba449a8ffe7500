/** The record: the one unit of the log, of replay, of export and of every answer. */
import type { Intent, Value, ValueTypeName } from './value-types.ts';

/** Zeebe's record types; the order is the number in the log. */
export const RECORD_TYPES = ['EVENT', 'COMMAND', 'COMMAND_REJECTION'] as const;
/** Whether a record asks, states, or refuses. */
export type RecordType = (typeof RECORD_TYPES)[number];

/** Why a command was refused; the order is the number in the log. NULL_VAL: not refused. */
export const REJECTION_TYPES = [
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID_STATE',
  'PROCESSING_ERROR',
  'EXCEEDED_BATCH_RECORD_SIZE',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NULL_VAL',
] as const;
/** The reason class of a rejection. */
export type RejectionType = (typeof REJECTION_TYPES)[number];

/** A refusal: a value, never an exception. `reason` reads "Expected to ..., but ...". */
export interface Rejection {
  readonly type: RejectionType;
  readonly reason: string;
}

/** Makes a {@link Rejection}. */
export function rejection(type: RejectionType, reason: string): Rejection {
  return { type, reason };
}

/** A record whose value type is known. */
export interface RecordOf<T extends ValueTypeName> {
  /** Place in the partition's log, from 1, without gaps; 0 while not appended yet. */
  readonly position: number;
  /** Position of the command that caused this record; -1 for commands from outside. */
  readonly sourcePosition: number;
  /** Counter of the thing the record is about; -1 for none. */
  readonly key: number;
  /** Milliseconds since 1970; for events that of their command: the engine has no other clock. */
  readonly timestampMs: number;
  readonly recordType: RecordType;
  readonly valueType: T;
  readonly intent: Intent<T>;
  readonly rejectionType: RejectionType;
  readonly rejectionReason: string;
  /** A number the client gave to recognise what its command caused; -1 for none. */
  readonly operationReference: number;
  /** Who waits for the answer on this node; 0 for nobody. Means nothing after a restart. */
  readonly requestId: number;
  readonly value: Value<T>;
}

/** Any record; narrow it by `valueType`. */
export type AnyRecord = { readonly [T in ValueTypeName]: RecordOf<T> }[ValueTypeName];

/** A command before it is appended: what a gateway, a timer or another partition asks of a partition. */
export interface CommandOf<T extends ValueTypeName> {
  readonly valueType: T;
  readonly intent: Intent<T>;
  readonly key: number;
  readonly value: Value<T>;
  readonly operationReference?: number;
}

/** Any command draft. */
export type AnyCommand = { readonly [T in ValueTypeName]: CommandOf<T> }[ValueTypeName];
