// One unary call, straight on the channel: grpc-js's own way of making one costs half as much again. May not repeat it or know what it asks.
import { type Client, type Metadata, status } from '@grpc/grpc-js';

/** A failed call, as grpc-js tells it. */
export interface CallFailure extends Error {
  readonly code: number;
  readonly details: string;
}

/** What is asked. */
export interface UnaryCall {
  /** '/service/Method'. */
  readonly path: string;
  readonly message: Buffer;
  readonly metadata: Metadata;
  /** When it is over, ms since the epoch: the call then ends with DEADLINE_EXCEEDED. */
  readonly deadlineMs: number;
}

/** Asks; `done` is called exactly once. Answers how to cancel. Throws when the channel was closed. */
export function startUnaryCall(
  client: Client,
  call: UnaryCall,
  done: (failure: CallFailure | undefined, answer: Buffer) => void,
): () => void {
  const wire = client.getChannel().createCall(call.path, call.deadlineMs, undefined, null, undefined);
  let answer: Buffer | undefined;
  wire.start(call.metadata, {
    onReceiveMetadata() {},
    onReceiveMessage(message: Buffer) {
      answer = message;
    },
    onReceiveStatus(end) {
      if (end.code !== status.OK) done(failureOf(end.code, end.details), empty);
      else if (answer === undefined) done(failureOf(status.INTERNAL, 'Expected an answer with content, but there was none'), empty);
      else done(undefined, answer);
    },
  });
  wire.startRead();
  wire.sendMessageWithContext({ callback() {} }, call.message);
  wire.halfClose();
  return () => wire.cancelWithStatus(status.CANCELLED, 'cancelled by the client');
}

const empty = Buffer.alloc(0);

function failureOf(code: number, details: string): CallFailure {
  return Object.assign(new Error(`${code} ${status[code]}: ${details}`), { code, details });
}
