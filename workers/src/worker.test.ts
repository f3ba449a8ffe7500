// The whole worker over a gateway in memory and a virtual clock.
import { Observable, of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { BpmnError, NonRetryable, Retryable } from './errors.ts';
import { outcome } from './outcome.ts';
import type { JobEnd } from './runner.ts';
import { closed, world } from './testing/worker-world.ts';

const never = () => new Promise<never>(() => {});

describe('outcomes', () => {
  test('returned variables complete, thrown errors choose', async () => {
    const { timing, gateway, declare } = world();
    const running = declare()
      .task<{ readonly case: string }>('work', ({ variables }) => {
        switch (variables.case) {
          case 'value':
            return { done: true };
          case 'promise':
            return Promise.resolve({ later: 1n });
          case 'observable':
            return of({ n: 1 }, { n: 2 });
          case 'bpmn':
            throw new BpmnError('NO_ADDRESS', 'where to?', { variables: { a: 1 } });
          case 'retryable':
            throw new Retryable('carrier is down', { backoff: '10s' });
          case 'hopeless':
            throw new NonRetryable('never');
          case 'bug':
            throw new TypeError('undefined is not a function');
          case 'number':
            return 7 as unknown as object;
          default:
            return undefined;
        }
      })
      .run();
    const cases = ['value', 'promise', 'observable', 'nothing', 'bpmn', 'retryable', 'hopeless', 'bug', 'number'];
    const keys = new Map(cases.map((name) => [name, gateway.add('work', { variablesJson: JSON.stringify({ case: name }) })]));
    await timing.settle();
    const answerTo = (name: string) => gateway.answers.find(({ jobKey }) => jobKey === keys.get(name))?.answer;
    expect(answerTo('value')).toMatchObject({ kind: 'complete', variables: { done: true } });
    expect(answerTo('promise')).toMatchObject({ kind: 'complete', variables: { later: 1n } });
    expect(answerTo('observable')).toMatchObject({ kind: 'complete', variables: { n: 2 } });
    expect(answerTo('nothing')).toMatchObject({ kind: 'complete', variables: undefined });
    expect(answerTo('bpmn')).toEqual({ kind: 'error', code: 'NO_ADDRESS', message: 'where to?', variables: { a: 1 } });
    expect(answerTo('retryable')).toMatchObject({ kind: 'fail', retries: 2, backoffMs: 10_000, message: 'carrier is down' });
    expect(answerTo('hopeless')).toMatchObject({ kind: 'fail', retries: 0, message: 'never' });
    expect(answerTo('bug')).toMatchObject({ kind: 'fail', retries: 2, backoffMs: 1_000 });
    expect(answerTo('number')).toMatchObject({ kind: 'fail', retries: 0 });
    expect(await closed(running.drain(), timing)).toMatchObject({ clean: true, left: [] });
  });

  test('jobs that cannot be read fail and give their only slot back', async () => {
    const { timing, gateway, declare } = world({}, { max: 1 });
    const seen: string[] = [];
    const running = declare()
      .task('work', (job) => void seen.push(job.key))
      .run();
    const broken = [
      gateway.add('work', { variablesJson: '{"a":' }),
      gateway.add('work', { variablesJson: '[1]' }),
      gateway.add('work', { headersJson: 'x' }),
    ];
    const good = gateway.add('work');
    await timing.advance(100);
    expect(seen).toEqual([good]);
    for (const key of broken)
      expect(gateway.answers.find(({ jobKey }) => jobKey === key)?.answer).toMatchObject({ kind: 'fail', retries: 0 });
    expect(running.metrics().types['work']).toMatchObject({ unreadable: 3, settled: { completed: 1, failed: 3 } });
    await closed(running.drain(), timing);
  });

  test('an outcome the broker refuses becomes a failure, not a job that waits out its lease', async () => {
    const { timing, gateway, declare } = world();
    const ends: JobEnd[] = [];
    const running = declare()
      .task('work', () => ({ big: true }))
      .run();
    running.outcomes$.subscribe((end) => ends.push(end));
    gateway.fault('answer', 'INVALID_ARGUMENT');
    gateway.add('work');
    await timing.settle();
    expect(ends).toMatchObject([{ kind: 'refused', attempts: 2 }]);
    expect(running.metrics().held).toBe(0);
    await closed(running.drain(), timing);
  });

  test('later keeps or frees the slot', async () => {
    const { timing, gateway, declare } = world({}, { max: 1, lease: '10s' });
    let count = 0;
    const running = declare()
      .task('work', () => outcome.later(++count === 1 ? 'lease' : 'release'))
      .run();
    gateway.add('work');
    gateway.add('work');
    await timing.advance(5_000);
    expect(count).toBe(1);
    await timing.advance(6_000);
    expect(count).toBe(2);
    expect(gateway.answers).toEqual([]);
    expect(running.metrics().held).toBe(0);
    await closed(running.drain(), timing);
  });
});

describe('answers that get lost', () => {
  test('are repeated with backoff until the lease ends, then told as unknown', async () => {
    const { timing, gateway, declare } = world({}, { lease: '20s' });
    const ends: JobEnd[] = [];
    const running = declare()
      .task('work', () => ({}))
      .run();
    running.outcomes$.subscribe((end) => ends.push(end));
    gateway.fault('answer', 'UNAVAILABLE');
    gateway.add('work');
    await timing.advance(60_000);
    expect(ends).toMatchObject([{ kind: 'unknown', ambiguous: true }]);
    expect(ends[0]?.attempts).toBeGreaterThan(3);
    expect(ends[0]?.attempts).toBeLessThanOrEqual(11);
    await closed(running.drain(), timing);
  });

  test('a job that is gone is never failed', async () => {
    const { timing, gateway, declare } = world();
    const ends: JobEnd[] = [];
    const running = declare()
      .task('work', async (job) => {
        gateway.revoke([job.key]);
      })
      .run();
    running.outcomes$.subscribe((end) => ends.push(end));
    gateway.add('work');
    await timing.advance(30_000);
    expect(gateway.answers.map(({ answer }) => answer.kind)).toEqual(['complete']);
    expect(ends).toMatchObject([{ kind: 'gone', ambiguous: false }]);
    await closed(running.drain(), timing);
  });
});

describe('leases', () => {
  test('are renewed while the handler runs, and not after', async () => {
    const { timing, gateway, declare } = world({}, { lease: '30s' });
    const running = declare()
      .task('work', (_job, ctx) => new Promise<void>((resolve) => timing.after(65_000, resolve)).then(() => void ctx.lease.deadline()))
      .run();
    gateway.add('work');
    await timing.advance(64_000);
    expect(gateway.extended.length).toBeGreaterThanOrEqual(5);
    expect(gateway.extended.length).toBeLessThanOrEqual(8);
    const before = gateway.extended.length;
    await timing.advance(100_000);
    expect(gateway.answers).toHaveLength(1);
    expect(gateway.extended.length).toBeLessThanOrEqual(before + 1);
    await closed(running.drain(), timing);
  });

  test('a renewal that finds no job aborts the handler', async () => {
    const { timing, gateway, declare } = world({}, { lease: '9s' });
    const reasons: unknown[] = [];
    const running = declare()
      .task(
        'work',
        (_job, ctx) =>
          new Promise<void>((resolve) => {
            ctx.signal.addEventListener('abort', () => {
              reasons.push(ctx.signal.reason);
              resolve();
            });
          }),
      )
      .run();
    const key = gateway.add('work');
    await timing.settle();
    gateway.revoke([key]);
    await timing.advance(10_000);
    expect(reasons).toMatchObject([{ name: 'LeaseLost', why: 'gone' }]);
    expect(gateway.answers).toEqual([]);
    expect(running.metrics().held).toBe(0);
    await closed(running.drain(), timing);
  });

  test('renewal ends with the longest lifetime', async () => {
    const { timing, gateway, declare } = world({}, { lease: '10s' });
    let abortedAtMs = 0;
    const running = declare()
      .task('work', { maxLifetime: '60s' }, (_job, ctx) => {
        ctx.signal.addEventListener('abort', () => {
          abortedAtMs = timing.now();
        });
        return never();
      })
      .run();
    const beganAtMs = timing.now();
    gateway.add('work');
    await timing.advance(120_000);
    expect(abortedAtMs - beganAtMs).toBeGreaterThan(60_000);
    expect(abortedAtMs - beganAtMs).toBeLessThan(75_000);
    await closed(running.drain({ deadline: 0 }), timing);
  });

  test('a job that comes again joins its running handler', async () => {
    const { timing, gateway, declare } = world();
    let runs = 0;
    const running = declare()
      .task('work', () => {
        runs += 1;
        return new Promise<void>((resolve) => timing.after(1_000, resolve));
      })
      .run();
    const key = gateway.add('work');
    await timing.settle();
    gateway.add('work', { key: key as never });
    await timing.advance(2_000);
    expect(runs).toBe(1);
    expect(gateway.answers).toHaveLength(1);
    expect(running.metrics()).toMatchObject({ held: 0, types: { work: { duplicates: 1 } } });
    await closed(running.drain(), timing);
  });

  test('a handler that never ends is told as a leak', async () => {
    const { timing, gateway, declare } = world({}, { lease: '5s', leakDetection: true });
    const running = declare().task('work', { renew: false }, never).run();
    gateway.add('work');
    await timing.advance(30_000);
    expect(running.metrics().types['work']?.leaks).toBe(1);
    await closed(running.drain({ deadline: 0 }), timing);
  });
});

describe('batches', () => {
  test('fill by size or linger, answer each job, and give back on drain', async () => {
    const { timing, gateway, declare } = world({}, { max: 20, leakDetection: false });
    const sizes: number[] = [];
    const running = declare()
      .batch('mail', { size: 5, linger: '1s', max: 2 }, (jobs) => {
        sizes.push(jobs.length);
        return new Map(jobs.slice(1).map((job) => [job.key, { sent: true }]));
      })
      .run();
    for (let count = 0; count < 7; count += 1) gateway.add('mail');
    await timing.advance(500);
    expect(sizes).toEqual([5]);
    await timing.advance(900);
    expect(sizes.slice(0, 2)).toEqual([5, 2]);
    expect(gateway.answers.filter(({ answer }) => answer.kind === 'complete')).toHaveLength(5);
    expect(gateway.answers.filter(({ answer }) => answer.kind === 'fail').length).toBeGreaterThanOrEqual(2);
    await timing.advance(10_000);
    const key = gateway.add('mail');
    await timing.advance(100);
    await closed(running.drain(), timing);
    expect(gateway.answers.at(-1)).toMatchObject({ jobKey: key, answer: { kind: 'giveBack' } });
  });
});

test('an Observable handler is unsubscribed from when the worker gives up on it', async () => {
  const { timing, gateway, declare } = world({}, { leakDetection: false });
  let unsubscribed = false;
  const running = declare()
    .task(
      'work',
      () =>
        new Observable<object>(() => () => {
          unsubscribed = true;
        }),
    )
    .run();
  gateway.add('work');
  await timing.advance(100);
  const drained = running.drain({ deadline: '1s' });
  await timing.advance(3_000);
  await drained;
  expect(unsubscribed).toBe(true);
});
