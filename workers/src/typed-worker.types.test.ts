// What the compiler checks of a worker with listed job types; at run time only that declaring connects to nothing.
import { expect, expectTypeOf, test } from 'vitest';
import type { JobContext } from './context.ts';
import { outcome } from './outcome.ts';
import type { RunningWorker } from './running-worker.ts';
import type { Schema } from '@millrace/client';
import { worker } from './typed-worker.ts';

interface JobTypes {
  readonly 'charge-card': {
    readonly headers: { readonly currency: string; readonly note?: string };
    readonly inputs: { readonly amount: unknown };
  };
  readonly ship: { readonly headers: Record<never, never>; readonly inputs: Record<never, never> };
}
const schema: Schema<unknown, { readonly amount: number }> = {
  '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { amount: 1 } }) },
};

test('headers and inputs are known, and a schema says more', () => {
  const declared = worker<JobTypes>()
    .task('charge-card', { input: schema, max: 2 }, (job, ctx) => {
      expectTypeOf(job.variables).toEqualTypeOf<{ readonly amount: number }>();
      expectTypeOf(job.headers.currency).toEqualTypeOf<string>();
      expectTypeOf(ctx).toEqualTypeOf<JobContext>();
      return { charged: job.variables.amount };
    })
    .task('ship', async (job) => {
      expectTypeOf(job.variables['anything']).toEqualTypeOf<unknown>();
      return outcome.complete({ shipped: true });
    });
  expectTypeOf(declared.run).toEqualTypeOf<() => RunningWorker>();
  worker<JobTypes>().task('charge-card', (job) => expectTypeOf(job.variables.amount).toEqualTypeOf<unknown>() && undefined);
  expect(declared).toBeDefined();
});

test('a type that is not listed, one that comes twice, and one that is forgotten do not compile', () => {
  // @ts-expect-error nobody knows this type
  worker<JobTypes>().task('chip', () => ({}));
  const twice = () =>
    worker<JobTypes>()
      .task('ship', () => ({}))
      // @ts-expect-error it has a handler already
      .task('ship', () => ({}));
  expect(twice).toThrow(/twice/);
  const half = worker<JobTypes>().task('ship', () => ({}));
  expectTypeOf(half.run).parameters.toEqualTypeOf<[{ readonly 'a handler is missing for': 'charge-card' }]>();
  // @ts-expect-error a handler is missing for charge-card
  const run = () => half.run();
  expect(run).toBeTypeOf('function');
  expectTypeOf(half.without('charge-card').run).toEqualTypeOf<() => RunningWorker>();
});

test('without a list everything is as before', () => {
  const declared = worker({ max: 3 }).task('any', () => ({}));
  expectTypeOf(declared.run).toEqualTypeOf<() => RunningWorker>();
});
