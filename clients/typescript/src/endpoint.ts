// One gateway: its channel, whether it is up, and since when it is left alone after a failure. May not know what is sent.
import { Client, connectivityState, status } from '@grpc/grpc-js';
import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import { MillraceError } from './errors.ts';

/** One gateway of the list. */
export interface Endpoint {
  /** host:port. */
  readonly address: string;
  /** What calls are made with. */
  readonly client: Client;
  /** Whether a connection stands at this moment. */
  isReady(): boolean;
  /** Time until which it should not be tried while others are there, ms since the epoch; 0: none. */
  restsUntilMs(): number;
  /** Resolves when the connection stands; rejects with UNAVAILABLE (`notWritten`) when it fails or takes too long. Shared by all who wait. */
  ready(): Promise<void>;
  /** Ends the channel. */
  close(): void;
}

/** Rest after the first failed connection, doubled with each further one, ms. */
const restMinMs = 200;
/** Longest rest, ms. */
const restMaxMs = 1_000;
/** How long the cause of a failed connection is asked for, ms. */
const causeWaitMs = 100;

/** Opens the channel to a gateway; it connects when it is first needed. */
export function openEndpoint(
  address: string,
  credentials: ChannelCredentials,
  options: ChannelOptions,
  connectTimeoutMs: number,
): Endpoint {
  const client = new Client(address, credentials, options);
  const channel = client.getChannel();
  let pending: Promise<void> | undefined;
  let failures = 0;
  let restUntilMs = 0;

  function connect(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const untilMs = Date.now() + connectTimeoutMs;
      const look = (late?: Error) => {
        const state = channel.getConnectivityState(true);
        if (state === connectivityState.READY) return resolve();
        if (late !== undefined) return reject(unreachable(`no connection within ${connectTimeoutMs} ms`));
        if (state === connectivityState.TRANSIENT_FAILURE && watching) return reject(unreachable('the connection failed'));
        watching = true;
        channel.watchConnectivityState(state, untilMs, guarded);
      };
      const guarded = (late?: Error) => {
        try {
          look(late);
        } catch (error) {
          reject(unreachable('the client was closed', error));
        }
      };
      let watching = channel.getConnectivityState(false) === connectivityState.TRANSIENT_FAILURE && Date.now() < restUntilMs;
      guarded();
    });
  }

  // A channel does not tell why it failed, but a call on a failed channel is answered with it at once, without touching the network.
  function connectionError(): Promise<string | undefined> {
    return new Promise((resolve) => {
      try {
        const bytes = () => Buffer.alloc(0);
        const deadline = Date.now() + causeWaitMs;
        client.makeUnaryRequest('/grpc.health.v1.Health/Check', bytes, bytes, {}, { deadline }, (error) =>
          resolve(error?.code === status.UNAVAILABLE ? error.details : undefined),
        );
      } catch {
        // Closed meanwhile: there is nothing more to tell.
        resolve(undefined);
      }
    });
  }

  function unreachable(why: string, cause?: unknown): MillraceError {
    const reason = `Expected to reach the gateway at ${address}, but ${why}`;
    return new MillraceError('UNAVAILABLE', reason, { retryable: true, details: { address, reason, notWritten: true }, cause });
  }

  return {
    address,
    client,
    isReady: () => channel.getConnectivityState(false) === connectivityState.READY,
    restsUntilMs: () => restUntilMs,
    ready() {
      pending ??= connect().then(
        () => {
          pending = undefined;
          failures = 0;
          restUntilMs = 0;
        },
        async (error: unknown) => {
          const cause = await connectionError();
          pending = undefined;
          restUntilMs = Date.now() + Math.min(restMaxMs, restMinMs * 2 ** failures);
          failures += 1;
          throw cause === undefined ? error : unreachable(cause, error);
        },
      );
      return pending;
    },
    close: () => client.close(),
  };
}
