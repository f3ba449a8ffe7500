// The lower half of the client: sends one attempt, repeats it by the rules, opens streams, and ends everything on close.
import type { ClientDuplexStream, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import type { Authenticator } from './authenticator.ts';
import { createCallMetadata } from './call-metadata.ts';
import type { Caller, CallPlan, Method, OpenStream } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Endpoint } from './endpoint.ts';
import { MillraceError, withRetryable } from './errors.ts';
import type { GatewayList } from './gateway-list.ts';
import type { Call, Interceptor } from './interceptor.ts';
import type { CallOptions, Headers } from './options.ts';
import { mayRepeat, repeatAfter, retryRule } from './retry.ts';
import type { RetryRule } from './retry.ts';
import { createRunningCalls } from './running-calls.ts';
import { startUnaryCall } from './unary-call.ts';
import { expectManyListeners, linked, soon, within } from './wait.ts';

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

/** The transport over its parts. */
export function createTransport(parts: TransportParts): Transport {
  const { gateways, authenticator, interceptor } = parts;
  const sender = createCallMetadata(parts.headers, authenticator, parts.deadlineMs);
  const running = createRunningCalls();
  const closing = new AbortController();
  expectManyListeners(closing.signal);
  let closed: Promise<void> | undefined;

  function closedError(method: string): MillraceError {
    const reason = 'Expected an open client, but it was closed';
    return new MillraceError('CLOSED', reason, { details: { method, reason } });
  }

  async function connected(method: string, untilMs: number, signal: AbortSignal | undefined): Promise<Endpoint> {
    const either = linked(signal, closing.signal);
    try {
      return await within(gateways.connect(), untilMs, either.signal);
    } catch (error) {
      throw closing.signal.aborted && !signal?.aborted ? closedError(method) : error;
    } finally {
      either.release();
    }
  }

  // One attempt. The gateway is chosen only when its connection stands, so that a failure before that is known to be "not written".
  async function attempt<Q, A>(method: Method<Q, A>, call: Call<Q>, patient: boolean): Promise<A> {
    const untilMs = Date.now() + call.deadlineMs;
    const { metadata, authorization } = await soon(sender.prepare(call.method, call.headers), untilMs, call.signal);
    const endpoint = gateways.standing() ?? (await connected(call.method, untilMs, call.signal));
    if (closing.signal.aborted) throw closedError(call.method);
    if (call.signal?.aborted) throw aborted(call.method);
    try {
      return await send(endpoint, method, call, metadata, untilMs, patient);
    } catch (error) {
      const failure = MillraceError.from(error, { method: call.method, address: endpoint.address });
      // A refused token may have been replaced meanwhile; the call was not looked at, so one more attempt is always harmless.
      if (failure.code === 'UNAUTHENTICATED' && authenticator.refused(authorization)) {
        const renewed = await soon(sender.prepare(call.method, call.headers), untilMs, call.signal);
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
        settle();
      };
      const cancel = startUnaryCall(
        endpoint.client,
        { path: method.path, message: method.requestSerialize(call.request), metadata, deadlineMs: untilMs },
        (failure, answer) => {
          if (ended) return;
          end();
          if (failure === undefined) return resolveDecoded(answer);
          if (running.isCutOff()) return reject(closedError(call.method));
          reject(MillraceError.from(failure, { method: call.method, address: endpoint.address }));
        },
      );
      const resolveDecoded = (answer: Buffer) => {
        try {
          resolve(method.responseDeserialize(answer));
        } catch (error) {
          reject(MillraceError.from(error, { method: call.method, address: endpoint.address }));
        }
      };
      const settle = running.add(patient, cancel);
      call.signal?.addEventListener('abort', cancel, { once: true });
    });
  }

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
      const either = linked(call.signal, closing.signal);
      try {
        return await repeatAfter(MillraceError.from(first), rule, plan.repeatable, either.signal, once);
      } catch (last) {
        if (call.signal?.aborted) throw aborted(call.method);
        throw closing.signal.aborted && MillraceError.from(last).code === 'CANCELLED' ? closedError(call.method) : last;
      } finally {
        either.release();
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
    if (signal !== undefined) expectManyListeners(signal);
    const headers = await sender.headersOf(name, options?.headers);
    const { metadata, authorization } = await soon(sender.prepare(name, headers), connectUntilMs, signal);
    const endpoint = gateways.standing() ?? (await connected(name, connectUntilMs, signal));
    if (closing.signal.aborted) throw closedError(name);
    if (signal?.aborted) throw aborted(name);
    const stream = begin(endpoint, metadata, untilMs === undefined ? {} : { deadline: untilMs });
    // Stays for the stream's whole life: an error that comes after the reader has left must not end the process.
    stream.on('error', (error: Error) => {
      // Whoever opens the stream again then does it with another token, if there is one.
      if (MillraceError.from(error).code === 'UNAUTHENTICATED') authenticator.refused(authorization);
    });
    const cancel = () => stream.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const settle = running.add(false, cancel);
    return {
      stream,
      address: endpoint.address,
      settle() {
        signal?.removeEventListener('abort', cancel);
        settle();
      },
    };
  }

  return {
    tenantId: parts.tenantId,
    async unary(method, request, plan, options) {
      const name = nameOf(method.path);
      if (closed !== undefined) throw closedError(name);
      if (options?.signal?.aborted) throw aborted(name);
      if (options?.signal !== undefined) expectManyListeners(options.signal);
      const ownMs = options?.deadline === undefined ? undefined : parseDuration(options.deadline);
      const call = {
        service: serviceOf(method.path),
        method: name,
        request,
        headers: parts.headers === undefined ? (options?.headers ?? {}) : await sender.headersOf(name, options?.headers),
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
        await running.end(graceMs);
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

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function serviceOf(path: string): string {
  return path.slice(1, path.lastIndexOf('/'));
}
