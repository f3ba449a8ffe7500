// The onion around commands: what sees every call go out and every answer come back. May not know any transport.

/** One command on its way out. An interceptor may pass on a changed copy. */
export interface Call<Q = unknown> {
  /** Service, such as 'gateway_protocol.Gateway'. */
  readonly service: string;
  /** Name of the RPC, such as 'CompleteJob'. */
  readonly method: string;
  /** The message as the contract defines it. */
  readonly request: Q;
  /** Metadata; authentication is added behind the onion. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one attempt may take, ms. */
  readonly deadlineMs: number;
  /** Ends the call. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Wraps commands: `(call, next) => next({ ...call, headers: { ...call.headers, traceparent } })`. It is called once a command, repetitions happen
 * inside of `next`. It may answer by itself, wait, call `next` with other fields, or turn errors into other ones.
 */
export type Interceptor = <Q, A>(call: Call<Q>, next: (call: Call<Q>) => Promise<A>) => Promise<A>;

/** The onion as one interceptor, the first of the list outermost; undefined for an empty list. */
export function composeInterceptors(interceptors: readonly Interceptor[]): Interceptor | undefined {
  return interceptors.reduceRight<Interceptor | undefined>((inner, outer) => (inner === undefined ? outer : nest(outer, inner)), undefined);
}

function nest(outer: Interceptor, inner: Interceptor): Interceptor {
  return (call, next) => outer(call, (passed) => inner(passed, next));
}
