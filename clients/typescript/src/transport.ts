// The lower half of the client: sends one attempt, repeats it by the rules, opens streams, and ends everything on close.
import { Metadata } from '@grpc/grpc-js';
import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import type { Authenticator } from './auth.ts';
import type { Caller, CallPlan, Method, OpenStream } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Endpoint } from './endpoint.ts';
import { MillraceError, withRetryable } from './errors.ts';
import type { GatewayList } from './gateway-list.ts';
import type { Call, Interceptor } from './interceptor.ts';
import type { CallOptions, Headers } from './options.ts';
import { mayRepeat, repeatAfter, retryRule } from './retry.ts';
import type { RetryRule } from './retry.ts';

/** What a transport is made of. */
export interface TransportParts {
  readonly gateways: GatewayList;
  readonly authenticator: Authenticator;
  readonly headers: Headers | undefined;
  readonly interceptor: Interceptor | undefined;
  readonly retry: RetryRule;
  readonly deadlineMs: number;
  readonly tenantId: string;
}

/** The lower half, with its end. */
export interface Transport extends Caller {
  /**
   * Takes no more calls, ends streams and long waits at once, lets commands end for `graceMs`, then ends those too (they reject with CLOSED).
   * Always resolves. A second call changes nothing.
   */
  close(graceMs: number): Promise<void>;
}

interface Running {
  /** Streams and long waits are not waited for. */
  readonly patient: boolean;
  readonly cancel: () => void;
}

/** How much later than its deadline a call is given up when even the transport does not say so, ms. */
const givenUpMarginMs = 1_000;

/** The transport over its parts. */
export function createTransport(parts: TransportParts): Transport {
  const { gateways, authenticator, interceptor } = parts;
  const running = new Set<Running>();
  const closing = new AbortController();
  let closed: Promise<void> | undefined;
  let whenIdle: (() => void) | undefined;

  function settle(entry: Running): void {
    running.delete(entry);
    if (running.size === 0) whenIdle?.();
  }

  function closedError(method: string): MillraceError {
    const reason = 'Expected an open client, but it was closed';
    return new MillraceError('CLOSED', reason, { details: { method, reason } });
  }

  async function extraHeaders(): Promise<Readonly<Record<string, string>>> {
    return typeof parts.headers === 'function' ? parts.headers() : (parts.headers ?? {});
  }

  async function metadataFor(
    method: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<{ metadata: Metadata; authorization: string | undefined }> {
    const metadata = new Metadata();
    try {
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    } catch (error) {
      throw new MillraceError('INVALID_ARGUMENT', `Expected usable metadata, but ${String(error)}`, {
        details: { method, notWritten: true },
        cause: error,
      });
    }
    const given = authenticator.authorization();
    const authorization = typeof given === 'object' ? await given : given;
    if (authorization !== undefined) metadata.set('authorization', authorization);
    return { metadata, authorization };
  }

  // One attempt. The gateway is chosen only when its connection stands, so that a failure before that is known to be "not written".
  async function attempt<Q, A>(method: Method<Q, A>, call: Call<Q>, patient: boolean): Promise<A> {
    const untilMs = Date.now() + call.deadlineMs;
    const { metadata, authorization } = await within(metadataFor(call.method, call.headers), untilMs, call.signal);
    const endpoint = gateways.standing() ?? (await within(gateways.connect(), untilMs, call.signal));
    if (closed !== undefined && closing.signal.aborted) throw closedError(call.method);
    if (call.signal?.aborted) throw aborted(call.method);
    try {
      return await send(endpoint, method, call, metadata, untilMs, patient);
    } catch (error) {
      const failure = MillraceError.from(error, { method: call.method, address: endpoint.address });
      // A refused token may have been replaced meanwhile; the call was not looked at, so one more attempt is always harmless.
      if (failure.code === 'UNAUTHENTICATED' && authenticator.refused(authorization)) {
        const renewed = await within(metadataFor(call.method, call.headers), untilMs, call.signal);
        return send(endpoint, method, call, renewed.metadata, untilMs, patient);
      }
      throw failure;
    }
  }

  function send<Q, A>(
    endpoint: Endpoint,
    method: Method<Q, A>,
    call: Call<Q>,
    metadata: Metadata,
    untilMs: number,
    patient: boolean,
  ): Promise<A> {
    return new Promise<A>((resolve, reject) => {
      let ended = false;
      const end = () => {
        ended = true;
        call.signal?.removeEventListener('abort', cancel);
        clearTimeout(givenUp);
        settle(entry);
      };
      const cancel = () => wire.cancel();
      const wire = endpoint.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        call.request,
        metadata,
        { deadline: untilMs },
        (error, answer) => {
          if (ended) return;
          end();
          if (error === null && answer !== undefined) return resolve(answer);
          if (closing.signal.aborted && closedHard) return reject(closedError(call.method));
          reject(MillraceError.from(error ?? new Error('an answer without content'), { method: call.method, address: endpoint.address }));
        },
      );
      const givenUp = setTimeout(() => wire.cancel(), Math.max(0, untilMs - Date.now()) + givenUpMarginMs);
      const entry: Running = { patient, cancel };
      running.add(entry);
      call.signal?.addEventListener('abort', cancel, { once: true });
    });
  }
  let closedHard = false;

  async function perform<Q, A>(method: Method<Q, A>, call: Call<Q>, plan: CallPlan, rule: RetryRule): Promise<A> {
    const patient = (plan.waitMs ?? 0) === 0;
    const once = async () => {
      try {
        return await attempt(method, call, patient);
      } catch (error) {
        throw judged(MillraceError.from(error, { method: call.method }), plan.repeatable);
      }
    };
    try {
      return await once();
    } catch (first) {
      const signal = call.signal === undefined ? closing.signal : AbortSignal.any([call.signal, closing.signal]);
      try {
        return await repeatAfter(MillraceError.from(first), rule, plan.repeatable, signal, once);
      } catch (last) {
        if (call.signal?.aborted) throw aborted(call.method);
        throw closing.signal.aborted && MillraceError.from(last).code === 'CANCELLED' ? closedError(call.method) : last;
      }
    }
  }

  async function open<Q, A, S extends ClientReadableStream<A> | ClientDuplexStream<Q, A>>(
    method: Method<Q, A>,
    options: CallOptions | undefined,
    deadlineMs: number | undefined,
    begin: (endpoint: Endpoint, metadata: Metadata, deadline: { deadline?: number }) => S,
  ): Promise<OpenStream<S>> {
    const name = nameOf(method.path);
    if (closed !== undefined) throw closedError(name);
    const connectUntilMs = Date.now() + Math.min(deadlineMs ?? parts.deadlineMs, parts.deadlineMs);
    const untilMs = deadlineMs === undefined ? undefined : Date.now() + deadlineMs;
    const signal = options?.signal;
    const { metadata } = await within(metadataFor(name, { ...(await extraHeaders()), ...options?.headers }), connectUntilMs, signal);
    const endpoint = gateways.standing() ?? (await within(gateways.connect(), connectUntilMs, signal));
    if (closing.signal.aborted) throw closedError(name);
    if (signal?.aborted) throw aborted(name);
    const stream = begin(endpoint, metadata, untilMs === undefined ? {} : { deadline: untilMs });
    // Stays for the stream's whole life: an error that comes after the reader has left must not end the process.
    stream.on('error', () => {});
    const cancel = () => stream.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const entry: Running = { patient: false, cancel };
    running.add(entry);
    return {
      stream,
      address: endpoint.address,
      settle() {
        signal?.removeEventListener('abort', cancel);
        settle(entry);
      },
    };
  }

  return {
    tenantId: parts.tenantId,
    async unary(method, request, plan, options) {
      const name = nameOf(method.path);
      if (closed !== undefined) throw closedError(name);
      if (options?.signal?.aborted) throw aborted(name);
      const ownMs = options?.deadline === undefined ? undefined : parseDuration(options.deadline);
      const call = {
        service: serviceOf(method.path),
        method: name,
        request,
        headers: parts.headers === undefined ? (options?.headers ?? {}) : { ...(await extraHeaders()), ...options?.headers },
        deadlineMs: ownMs ?? parts.deadlineMs + Math.max(plan.waitMs ?? 0, 0),
        signal: options?.signal,
      };
      const rule = options?.retry === undefined ? parts.retry : retryRule(options.retry);
      const next = (passed: typeof call) => perform(method, passed, plan, rule);
      if (interceptor === undefined) return next(call);
      try {
        return await interceptor(call, (passed) => next({ ...call, ...passed }));
      } catch (error) {
        throw MillraceError.from(error, { method: name });
      }
    },
    listen(method, request, deadlineMs, options) {
      return open(
        method,
        options,
        options?.deadline === undefined ? deadlineMs : parseDuration(options.deadline),
        (endpoint, metadata, deadline) =>
          endpoint.client.makeServerStreamRequest(
            method.path,
            method.requestSerialize,
            method.responseDeserialize,
            request,
            metadata,
            deadline,
          ),
      );
    },
    converse(method, options) {
      return open(method, options, undefined, (endpoint, metadata, deadline) =>
        endpoint.client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, metadata, deadline),
      );
    },
    close(graceMs) {
      closed ??= (async () => {
        closing.abort();
        for (const entry of [...running]) if (!entry.patient) entry.cancel();
        if (running.size > 0) {
          const idle = new Promise<void>((resolve) => (whenIdle = resolve));
          let timer: NodeJS.Timeout | undefined;
          await Promise.race([idle, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))]);
          clearTimeout(timer);
        }
        closedHard = true;
        for (const entry of [...running]) entry.cancel();
        gateways.close();
      })();
      return closed;
    },
  };
}

function judged(error: MillraceError, repeatable: boolean): MillraceError {
  const retryable = mayRepeat(error, repeatable);
  return retryable === error.retryable ? error : withRetryable(error, retryable, {});
}

function aborted(method: string): MillraceError {
  const reason = 'Expected to finish the call, but its signal was aborted';
  return new MillraceError('CANCELLED', reason, { details: { method, reason } });
}

/** The promise's end, or DEADLINE_EXCEEDED and CANCELLED (both `notWritten`) when time or signal come first. */
async function within<T>(promise: Promise<T>, untilMs: number, signal: AbortSignal | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const stop = new Promise<never>((_resolve, reject) => {
    const fail = (code: 'DEADLINE_EXCEEDED' | 'CANCELLED', reason: string) =>
      reject(new MillraceError(code, reason, { details: { reason, notWritten: true } }));
    timer = setTimeout(
      () => fail('DEADLINE_EXCEEDED', 'Expected a connection in time, but there was none'),
      Math.max(0, untilMs - Date.now()),
    );
    onAbort = () => fail('CANCELLED', 'Expected to finish the call, but its signal was aborted');
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, stop]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function serviceOf(path: string): string {
  return path.slice(1, path.lastIndexOf('/'));
}
