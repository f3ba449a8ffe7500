// What the command groups see of everything below them: one way to ask, one to listen, one to converse. Holds types only.
import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import type { CallOptions } from './options.ts';

/** One RPC of the contract, as the generated services describe it. */
export interface Method<Q, A> {
  /** '/service/Method'. */
  readonly path: string;
  readonly requestSerialize: (value: Q) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => A;
}

/** What a command knows about itself. */
export interface CallPlan {
  /** Whether repeating it after an unknown outcome does no harm. */
  readonly repeatable: boolean;
  /** How long the gateway may wait on purpose before it answers, ms; comes on top of the deadline. Default: 0. */
  readonly waitMs?: number;
}

/** The lower half of the client. All of its promises reject with MillraceError only. */
export interface Caller {
  /** Asks and waits for the answer, through the onion, with repetition. */
  unary<Q, A>(method: Method<Q, A>, request: Q, plan: CallPlan, options?: CallOptions): Promise<A>;
  /** Opens a stream of answers: no onion, no repetition. `deadlineMs` undefined: no end. */
  listen<Q, A>(
    method: Method<Q, A>,
    request: Q,
    deadlineMs: number | undefined,
    options?: CallOptions,
  ): Promise<OpenStream<ClientReadableStream<A>>>;
  /** Opens a conversation: no onion, no repetition, no end. */
  converse<Q, A>(method: Method<Q, A>, options?: CallOptions): Promise<OpenStream<ClientDuplexStream<Q, A>>>;
  /** The client's tenant, or '' for the default one. */
  readonly tenantId: string;
}

/** A stream that is open, and where. */
export interface OpenStream<S> {
  readonly stream: S;
  /** Gateway it goes to, host:port. */
  readonly address: string;
  /** Must be called once when the stream has ended, however. */
  readonly settle: () => void;
}
