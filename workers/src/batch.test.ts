// The batcher by itself: when a batch goes, how many at once, and that every job of it is answered whatever its handler does.
import { expect, test } from 'vitest';
import { createBatcher, type BatchHandler, type BatchOptions } from './batch.ts';
import type { JobContext } from './context.ts';
import type { Job } from './job.ts';
import { silentLogger } from './log.ts';
import { outcome, type Outcome } from './outcome.ts';
import { createVirtualTiming } from './testing/virtual-timing.ts';

function open(options: BatchOptions, handler: BatchHandler<never>) {
  const timing = createVirtualTiming();
  const batcher = createBatcher(options, handler, timing);
  const ends = new Map<string, Outcome>();
  const add = (key: string, controller = new AbortController()) => {
    const job = { key } as unknown as Job<never>;
    const ctx = { signal: controller.signal, log: silentLogger } as unknown as JobContext;
    void Promise.resolve(batcher.handler(job, ctx)).then((end) => ends.set(key, end as Outcome));
    return controller;
  };
  return { timing, batcher, ends, add };
}

test('a full batch goes at once, a part of one after the wait of its first job', async () => {
  const batches: string[][] = [];
  const { timing, ends, add } = open({ size: 3, linger: '1s', max: 4 }, (jobs) => void batches.push(jobs.map((job) => (job as Job).key)));
  for (const key of ['a', 'b', 'c', 'd']) add(key);
  await timing.settle();
  expect(batches).toEqual([['a', 'b', 'c']]);
  await timing.advance(999);
  expect(batches).toHaveLength(1);
  await timing.advance(1);
  expect(batches[1]).toEqual(['d']);
  expect([...ends.values()].map(({ kind }) => kind)).toEqual(['complete', 'complete', 'complete', 'complete']);
});

test('no more batches than `max` are at work; what waits meanwhile goes as soon as one has ended', async () => {
  let atWork = 0;
  let atWorkMax = 0;
  const { timing, ends, add } = open({ size: 1, max: 2 }, async () => {
    atWorkMax = Math.max(atWorkMax, ++atWork);
    await new Promise<void>((resolve) => timing.after(100, resolve));
    atWork -= 1;
  });
  for (const key of ['a', 'b', 'c', 'd', 'e']) add(key);
  await timing.advance(299);
  expect(ends.size).toBe(4);
  await timing.advance(1);
  expect(ends.size).toBe(5);
  expect(atWorkMax).toBe(2);
});

test('each job has its own end; one that was forgotten fails, and a handler that throws fails all', async () => {
  const { timing, ends, add } = open({ size: 3 }, (jobs) => {
    if ((jobs[0] as Job | undefined)?.key === 'x') throw new Error('no mail today');
    return new Map<string, object | undefined>([
      ['a', { sent: 1 }],
      ['b', outcome.error('BOUNCED')],
    ]);
  });
  for (const key of ['a', 'b', 'c', 'x', 'y', 'z']) add(key);
  await timing.settle();
  expect(ends.get('a')).toMatchObject({ kind: 'complete', variables: { sent: 1 } });
  expect(ends.get('b')).toMatchObject({ kind: 'error', code: 'BOUNCED' });
  expect(ends.get('c')).toMatchObject({ kind: 'fail', message: 'Expected the batch handler to answer job c, but it did not' });
  for (const key of ['x', 'y', 'z']) expect(ends.get(key)).toMatchObject({ kind: 'fail', message: 'no mail today' });
});

test('the signal aborts when the last of its jobs is lost, not before', async () => {
  let signal: AbortSignal | undefined;
  const { timing, add } = open({ size: 2 }, async (_jobs, ctx) => {
    signal = ctx.signal;
    await new Promise(() => {});
  });
  const [first, second] = [add('a'), add('b')];
  await timing.settle();
  first.abort();
  expect(signal?.aborted).toBe(false);
  second.abort();
  expect(signal?.aborted).toBe(true);
});

test('what waits is given back, and so is what comes afterwards', async () => {
  const { timing, batcher, ends, add } = open({ size: 10, linger: '1s' }, () => {});
  add('a');
  batcher.giveBack();
  add('b');
  await timing.advance(5_000);
  expect([...ends]).toMatchObject([
    ['a', { kind: 'giveBack' }],
    ['b', { kind: 'giveBack' }],
  ]);
  batcher.open();
  add('c');
  await timing.advance(5_000);
  expect(ends.get('c')).toMatchObject({ kind: 'complete' });
});
