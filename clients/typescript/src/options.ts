// What a client can be told: every option with unit and default. Holds no behaviour.
import type { AuthOptions } from './auth.ts';
import type { Duration } from './duration.ts';
import type { Interceptor } from './interceptor.ts';
import type { TlsOptions } from './tls.ts';

/** How a command that failed is tried again. */
export interface RetryOptions {
  /** Attempts at most, the first one included. Default: 7, which spans about 3 s. 1 switches repetition off. */
  readonly attemptsMax?: number | undefined;
  /** Upper bound of the first wait; each wait is a random part of its bound, which doubles. Default: 100 ms. */
  readonly backoffMin?: Duration | undefined;
  /** Upper bound of any wait. Default: 5 s. */
  readonly backoffMax?: Duration | undefined;
  /** No new attempt begins this long after the first one. Default: 60 s. */
  readonly budget?: Duration | undefined;
}

/** Extra metadata of every call: fixed, or asked for before each one. Names are lower case; values are ASCII. */
export type Headers =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** Settings of one client. What is not given comes from the environment, then from the default. */
export interface ClientOptions {
  /** A gateway: 'host:port', 'grpc://host:port' or 'grpcs://host:port'. Default: 127.0.0.1:26500. */
  readonly address?: string | undefined;
  /** Several gateways of one cluster, used in turn; one that does not answer is left out for a while. Instead of `address`. */
  readonly addresses?: readonly string[] | undefined;
  /** Who the caller is. Default: nobody. */
  readonly auth?: AuthOptions | undefined;
  /** true: encrypt and trust the system's authorities; false: plain text; an object: certificates. Default: what the address says, else plain. */
  readonly tls?: boolean | TlsOptions | undefined;
  /** Extra metadata of every call. Default: none. */
  readonly headers?: Headers | undefined;
  /** The onion around every command, outermost first. Default: none. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** How commands are repeated; false: never. */
  readonly retry?: RetryOptions | false | undefined;
  /** How long one attempt of a command may take. Long polls and awaited results add their own wait. Default: 10 s. */
  readonly deadline?: Duration | undefined;
  /** How long a connection may take to come up before the next gateway is tried. Default: 5 s. */
  readonly connectTimeout?: Duration | undefined;
  /** Time without traffic on an open call after which a ping is sent; at least 30 s, since gateways refuse more. Default: 45 s. */
  readonly keepalive?: Duration | undefined;
  /** Largest answer accepted, bytes. Default: 16 MiB. */
  readonly messageBytesMax?: number | undefined;
  /** Tenant of every request that names none. Default: the cluster's default tenant. */
  readonly tenantId?: string | undefined;
  /** Sent as user agent before that of the transport. Default: 'millrace-client'. */
  readonly userAgent?: string | undefined;
  /** Where settings are read from that are not given here; `{}` reads none. Default: process.env. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** The function tokens are fetched with. Default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Settings of one call, stronger than those of the client. */
export interface CallOptions {
  /** How long one attempt may take. Default: the client's; for long polls and awaited results their wait and 5 s. */
  readonly deadline?: Duration | undefined;
  /** Ends the call with CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** Extra metadata. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How it is repeated; false: never. */
  readonly retry?: RetryOptions | false | undefined;
}
