// A span per job through the OpenTelemetry API, which the caller brings; this package does not depend on it.
import { type Interceptor, placed } from '../interceptor.ts';

/** The part of a span that is used. OpenTelemetry's `Span` fits. */
export interface TraceSpan {
  setAttribute(name: string, value: string | number | boolean): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(error: Error): void;
  end(): void;
}

/** The part of `@opentelemetry/api` that is used: pass the module itself. */
export interface TraceApi<Context> {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: Record<string, string | number> }, context: Context): TraceSpan;
    };
    setSpan(context: Context, span: never): Context;
  };
  readonly context: { active(): Context; with<T>(context: Context, run: () => T): T };
  readonly propagation: { extract(context: Context, carrier: unknown): Context };
}

/** What tracing needs. */
export interface TracingOptions<Context> {
  /** `import * as api from '@opentelemetry/api'`. */
  readonly api: TraceApi<Context>;
  /** Name of the process variable that carries the W3C context as an object of `traceparent` and `tracestate`; default `_trace`. */
  readonly variable?: string;
}

/** What tracing adds to the context. */
export interface SpanContext {
  readonly span: TraceSpan;
}

/** OpenTelemetry's `SpanKind.CONSUMER` and `SpanStatusCode.ERROR`. */
const consumerKind = 4;
const errorStatus = 2;

/** A consumer span around each handler, child of the context its process instance carries. */
export function tracing<Context>({ api, variable = '_trace' }: TracingOptions<Context>): Interceptor<object, SpanContext> {
  const tracer = api.trace.getTracer('@millrace/worker');
  return placed('tracing', async (job, ctx, next) => {
    const carrier = job.variables[variable];
    const parent =
      typeof carrier === 'object' && carrier !== null ? api.propagation.extract(api.context.active(), carrier) : api.context.active();
    const attributes = {
      'millrace.job.key': job.key,
      'millrace.job.type': job.type,
      'millrace.process.id': job.processId,
      'millrace.process.instance.key': job.processInstanceKey,
      'millrace.element.id': job.elementId,
      'millrace.cluster': ctx.cluster,
      'millrace.job.attempt': ctx.attempt,
    };
    const span = tracer.startSpan(`job ${job.type}`, { kind: consumerKind, attributes }, parent);
    try {
      // The API's own span type is wider than the part used here, and cannot be named without depending on it.
      const answer = await api.context.with(api.trace.setSpan(parent, span as never), () => next({ ...ctx, span }));
      span.setAttribute('millrace.job.outcome', answer.kind);
      if (answer.kind === 'fail') {
        span.setStatus({ code: errorStatus, message: answer.message });
        if (answer.cause instanceof Error) span.recordException(answer.cause);
      }
      return answer;
    } finally {
      span.end();
    }
  });
}
