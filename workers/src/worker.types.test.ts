// What the compiler must infer and refuse where a worker is declared; at run time only that declaring connects to nothing.
import { of } from 'rxjs';
import { expect, expectTypeOf, test } from 'vitest';
import type { ElementInstanceKey, JobKey, Schema } from '@millrace/client';
import type { JobContext } from './context.ts';
import type { Interceptor } from './interceptor.ts';
import type { Variables } from './job.ts';
import { outcome } from './outcome.ts';
import { type TraceSpan, tracing } from './interceptors/tracing.ts';
import { worker as typedWorker } from './typed-worker.ts';
import { worker } from './worker.ts';

interface Order {
  readonly total: number;
}
const orderSchema: Schema<unknown, Order> = {
  '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { total: 1 } }) },
};
const user: Interceptor<object, { readonly user: string }> = (_job, ctx, next) => next({ ...ctx, user: 'ada' });
const audit: Interceptor<{ readonly user: string }, { readonly auditId: number }> = (_job, ctx, next) =>
  next({ ...ctx, auditId: ctx.user.length });

test('variables come from the schema, context from the interceptors', () => {
  const declared = worker({ use: [user] })
    .use(audit)
    .task('typed', { input: orderSchema }, (job, ctx) => {
      expectTypeOf(job.variables).toEqualTypeOf<Order>();
      expectTypeOf(job.key).toEqualTypeOf<JobKey>();
      expectTypeOf(job.elementInstanceKey).toEqualTypeOf<ElementInstanceKey>();
      expectTypeOf(ctx.user).toEqualTypeOf<string>();
      expectTypeOf(ctx.auditId).toEqualTypeOf<number>();
      expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
      return { charged: job.variables.total };
    })
    .task('plain', (job, ctx) => {
      expectTypeOf(job.variables).toEqualTypeOf<Variables>();
      expectTypeOf(ctx).toExtend<JobContext>();
    })
    .task('observable', () => of({ n: 1 }))
    .task('outcome', async (job) => (job.retries > 1 ? outcome.fail('again') : outcome.complete({ n: 1 })))
    .batch<Order>('many', { size: 10 }, (jobs) => new Map(jobs.map((job) => [job.key, { charged: job.variables.total }])));
  expect(declared).toBeDefined();
});

/** Generic, and inferred where it stands, like the tracing that is given an API. */
const carrying = <T>(value: T): Interceptor<object, { readonly carried: T }> => {
  return (_job, ctx, next) => next({ ...ctx, carried: value });
};

test('an interceptor with a type of its own is inferred in the list, too', () => {
  const api = { trace: { getTracer: () => ({ startSpan: () => span }), setSpan: (context: string) => context } };
  const span: TraceSpan = { setAttribute: () => span, setStatus: () => span, recordException() {}, end() {} };
  const context = { active: () => 'root', with: <T>(_context: string, run: () => T) => run() };
  const declared = typedWorker({
    max: 2,
    use: [user, carrying(7n), tracing({ api: { ...api, context, propagation: { extract: () => 'root' } } })],
  }).task('work', (_job, ctx) => {
    expectTypeOf(ctx.carried).toExtend<bigint>();
    expectTypeOf(ctx.user).toEqualTypeOf<string>();
    expectTypeOf(ctx.span).toEqualTypeOf<TraceSpan>();
  });
  typedWorker().task('plain', (_job, ctx) => void expectTypeOf(ctx).toEqualTypeOf<JobContext>());
  typedWorker({ max: 2 }).task('plain', (_job, ctx) => void expectTypeOf(ctx).toEqualTypeOf<JobContext>());
  expect(declared).toBeDefined();
});

test('what cannot work does not compile, or throws where it is declared', () => {
  // @ts-expect-error audit needs a user in the context
  worker().use(audit);
  // @ts-expect-error a number is no set of variables
  worker().task('number', () => 7);
  expect(() => worker().run()).toThrow(RangeError);
  expect(() => worker().task(' ', () => ({}))).toThrow(RangeError);
  expect(() =>
    worker()
      .task('a', () => ({}))
      .task('a', () => ({})),
  ).toThrow(/twice/);
  expect(() => worker().task('a', { rate: 'fast' }, () => ({}))).toThrow(RangeError);
});
