// Observables with credits: however slow the subscriber, no more jobs are held than were asked for.
import { map, type Observable, pipe, toArray, firstValueFrom, take } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { silentLogger } from '../log.ts';
import { outcome } from '../outcome.ts';
import type { JobEnd } from '../runner.ts';
import { createMemoryGateway } from '../testing/memory-gateway.ts';
import { createVirtualTiming } from '../testing/virtual-timing.ts';
import { fromPoll, fromStream, mergeClusters } from './from.ts';
import type { LeasedJob } from './leased-job.ts';
import { batchJobs, groupByKey, mergeJobs } from './operators.ts';

function world(max: number) {
  const timing = createVirtualTiming();
  const gateway = createMemoryGateway(timing, { push: true });
  const options = { max, timing, log: silentLogger, leakDetection: false };
  return { timing, gateway, options, cluster: { id: 'test', gateway } };
}

const slowly = (timing: { after(delayMs: number, run: () => void): unknown }, ms: number) =>
  new Promise<void>((resolve) => timing.after(ms, resolve));

test('mergeJobs holds no more than max, and an error of a handler does not end the stream', async () => {
  const { timing, gateway, options, cluster } = world(5);
  const ends: JobEnd[] = [];
  const subscription = fromPoll(cluster, 'work', options)
    .pipe(
      mergeJobs(async (job) => {
        await slowly(timing, 100);
        if (job.retries === 3) throw new Error('boom');
      }),
    )
    .subscribe((end) => ends.push(end));
  for (let count = 0; count < 1_000; count += 1) gateway.add('work', { retries: count % 10 === 0 ? 3 : 1 });
  await timing.advance(2_000);
  expect(gateway.heldMax).toBe(5);
  expect(ends.length).toBeGreaterThan(80);
  expect(new Set(ends.map(({ kind }) => kind))).toEqual(new Set(['completed', 'failed']));
  subscription.unsubscribe();
  await timing.advance(15_000);
});

test('unsubscribing stops asking and lets what runs be settled', async () => {
  const { timing, gateway, options, cluster } = world(3);
  const subscription = fromStream(cluster, 'work', options)
    .pipe(mergeJobs(() => slowly(timing, 1_000)))
    .subscribe();
  for (let count = 0; count < 10; count += 1) gateway.add('work');
  await timing.advance(500);
  subscription.unsubscribe();
  await timing.advance(30_000);
  expect(gateway.answers.filter(({ answer }) => answer.kind === 'complete')).toHaveLength(3);
  expect(gateway.heldMax).toBe(3);
});

test('groupByKey works in order within a key and side by side between keys', async () => {
  const { timing, gateway, options, cluster } = world(6);
  const running = new Map<string, number>();
  const order: string[] = [];
  let widest = 0;
  const subscription = fromPoll<{ customer: string; n: number }>(cluster, 'work', options)
    .pipe(
      groupByKey(
        (job) => job.variables.customer,
        async (job) => {
          const { customer, n } = job.variables;
          expect(running.get(customer) ?? 0).toBe(0);
          running.set(customer, 1);
          widest = Math.max(
            widest,
            [...running.values()].reduce((sum, count) => sum + count, 0),
          );
          await slowly(timing, 10);
          running.set(customer, 0);
          order.push(`${customer}${n}`);
        },
      ),
    )
    .subscribe();
  for (let n = 0; n < 12; n += 1) gateway.add('work', { variablesJson: JSON.stringify({ customer: 'ab'[n % 2], n }) });
  await timing.advance(2_000);
  expect(order.filter((name) => name.startsWith('a'))).toEqual(['a0', 'a2', 'a4', 'a6', 'a8', 'a10']);
  expect(order).toHaveLength(12);
  expect(widest).toBe(2);
  subscription.unsubscribe();
  await timing.advance(15_000);
});

test('batchJobs collects, settles each, and gives back what waited when the subscriber left', async () => {
  const { timing, gateway, options, cluster } = world(10);
  const sizes: number[] = [];
  const subscription = fromPoll(cluster, 'work', options)
    .pipe(batchJobs({ size: 4, linger: '1s', timing }))
    .subscribe((batch) => {
      sizes.push(batch.jobs.length);
      void batch.settle(new Map(), outcome.complete());
    });
  for (let count = 0; count < 6; count += 1) gateway.add('work');
  await timing.advance(2_000);
  expect(sizes).toEqual([4, 2]);
  gateway.add('work');
  await timing.advance(100);
  subscription.unsubscribe();
  await timing.advance(20_000);
  const kinds = gateway.answers.map(({ answer }) => answer.kind);
  expect(kinds.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'complete'));
  // The poll that is just being ended may bring it once more: then it is given back once more.
  expect(kinds.slice(6).length).toBeGreaterThanOrEqual(1);
  expect(new Set(kinds.slice(6))).toEqual(new Set(['giveBack']));
  expect(gateway.answers.at(-1)?.taken).toBe(true);
});

describe('composition', () => {
  test('several clusters have one demand', async () => {
    const timing = createVirtualTiming();
    const gateways = [createMemoryGateway(timing), createMemoryGateway(timing)] as const;
    const clusters = gateways.map((gateway, index) => ({ id: `c${index}`, gateway }));
    let heldMax = 0;
    let held = 0;
    const subscription = mergeClusters(clusters, 'work', { max: 4, timing, log: silentLogger, leakDetection: false, source: 'poll' })
      .pipe(
        mergeJobs(async () => {
          held += 1;
          heldMax = Math.max(heldMax, held);
          await slowly(timing, 10);
          held -= 1;
        }),
      )
      .subscribe();
    for (let count = 0; count < 40; count += 1) for (const gateway of gateways) gateway.add('work');
    await timing.advance(3_000);
    expect(gateways.map(({ answers }) => answers.length)).toEqual([40, 40]);
    expect(heldMax).toBe(4);
    subscription.unsubscribe();
    await timing.advance(15_000);
  });

  test('plain operators may follow the settle point', async () => {
    const { timing, gateway, options, cluster } = world(2);
    const kinds = (jobs$: Observable<LeasedJob>) =>
      jobs$.pipe(
        mergeJobs(() => ({})),
        pipe(
          map(({ kind }) => kind),
          take(3),
          toArray(),
        ),
      );
    const result = firstValueFrom(kinds(fromPoll(cluster, 'work', options)));
    for (let count = 0; count < 5; count += 1) gateway.add('work');
    await timing.advance(15_000);
    expect(await result).toEqual(['completed', 'completed', 'completed']);
  });
});
