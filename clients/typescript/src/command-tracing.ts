// A span per command through the OpenTelemetry API, which the caller brings; the trace goes on in the call's metadata and in the instance's variables.
import { MillraceError } from './errors.ts';
import type { Call, Interceptor } from './interceptor.ts';
import { parseJson, stringifyJson } from './json.ts';

/** The part of a span that is used. OpenTelemetry's `Span` fits. */
export interface CommandSpan {
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(error: Error): void;
  end(): void;
}

/** The part of `@opentelemetry/api` that is used: pass the module itself. */
export interface CommandTraceApi<Context> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: Record<string, string> }, context: Context): CommandSpan;
    };
    setSpan(context: Context, span: never): Context;
  };
  readonly context: { active(): Context; with<T>(context: Context, run: () => T): T };
  readonly propagation: { inject(context: Context, carrier: Record<string, string>): void };
}

/** What tracing of commands needs. */
export interface CommandTracingOptions<Context> {
  /** `import * as api from '@opentelemetry/api'`. */
  readonly api: CommandTraceApi<Context>;
  /**
   * Process variable that carries the W3C context into instances, where `tracing` of `@millrace/worker` finds it: commands that start instances or give
   * messages and signals get it. false: none. Default: `_trace`.
   */
  readonly variable?: string | false;
}

/** OpenTelemetry's `SpanKind.CLIENT` and `SpanStatusCode.ERROR`. */
const clientKind = 2;
const errorStatus = 2;

/** A client span around each command, repetitions included. */
export function commandTracing<Context>({ api, variable = '_trace' }: CommandTracingOptions<Context>): Interceptor {
  const tracer = api.trace.getTracer('@millrace/client');
  return async (call, next) => {
    const parent = api.context.active();
    const attributes = { 'rpc.system': 'grpc', 'rpc.service': call.service, 'rpc.method': call.method };
    const span = tracer.startSpan(`${call.service}/${call.method}`, { kind: clientKind, attributes }, parent);
    // The API's own span type is wider than the part used here, and cannot be named without depending on it.
    const context = api.trace.setSpan(parent, span as never);
    const carrier: Record<string, string> = {};
    api.propagation.inject(context, carrier);
    try {
      const headers = { ...call.headers, ...carrier };
      const request = variable === false ? call.request : carrying(call, variable, carrier);
      return await api.context.with(context, () => next({ ...call, request, headers }));
    } catch (error) {
      const failure = MillraceError.from(error);
      span.setStatus({ code: errorStatus, message: failure.code });
      span.recordException(failure);
      throw error;
    } finally {
      span.end();
    }
  };
}

/** Commands that begin something, and so carry the trace in. */
const beginning: ReadonlySet<string> = new Set([
  'CreateProcessInstance',
  'CreateProcessInstanceWithResult',
  'PublishMessage',
  'CorrelateMessage',
  'BroadcastSignal',
]);

function carrying<Q>({ method, request }: Call<Q>, variable: string, carrier: Record<string, string>): Q {
  if (!beginning.has(method) || Object.keys(carrier).length === 0) return request;
  // Some messages have the variables in an inner one.
  const found = ['request', 'instance', 'message'].find((name) => isMessage(Reflect.get(request as object, name)));
  if (found === undefined) return withVariable(request, variable, carrier);
  return { ...request, [found]: withVariable(Reflect.get(request as object, found), variable, carrier) };
}

function isMessage(value: unknown): value is { readonly variables: string } {
  return typeof value === 'object' && value !== null && 'variables' in value && typeof value.variables === 'string';
}

function withVariable<M>(message: M, variable: string, carrier: Record<string, string>): M {
  if (!isMessage(message)) return message;
  const variables = message.variables === '' ? {} : parseJson(message.variables);
  if (typeof variables !== 'object' || variables === null || variable in variables) return message;
  return { ...message, variables: stringifyJson({ ...variables, [variable]: carrier }) };
}
