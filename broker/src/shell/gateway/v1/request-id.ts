/** Request ids of our own commands: their bound, their place in a command, and how an answer tells that it is a repeated one. */
import { status } from '@grpc/grpc-js';
import type { AnyCommand, AnyRecord } from '../../../core/protocol/record.ts';
import type { Prepared } from '../command-call.ts';
import { type Refusal, refuse } from '../refusal.ts';

/** Longest request id, in UTF-16 units. */
const REQUEST_ID_MAX = 128;

/** INVALID_ARGUMENT for an id that is too long. */
export function requestIdFault(requestId: string): Refusal | undefined {
  if (requestId.length <= REQUEST_ID_MAX) return undefined;
  return refuse(status.INVALID_ARGUMENT, `Expected a request id of at most ${REQUEST_ID_MAX} characters, but it has ${requestId.length}`);
}

/** The command with the id in its value. */
export function withRequestId(prepared: Prepared, requestId: string): Prepared {
  const { command } = prepared;
  return { ...prepared, command: { ...command, value: { ...command.value, requestId } } as AnyCommand };
}

/** An answer that no command of now has caused tells of what an earlier one did. */
export function isRepeat(record: AnyRecord): boolean {
  return record.sourcePosition < 0;
}
