// The retry table of answers, status by status.
import { expect, test } from 'vitest';
import { type Answer, GatewayError, type Status } from './gateway.ts';
import { outcome } from './outcome.ts';
import { report } from './report.ts';
import { answerClassOf } from './status-class.ts';
import { createVirtualTiming } from './testing/virtual-timing.ts';
import { testJob } from './testing/run-handler.ts';

async function reported(statuses: readonly (Status | undefined)[], message = 'scripted') {
  const timing = createVirtualTiming();
  const beganAtMs = timing.now();
  let tookMs = 0;
  const answers: Answer[] = [];
  const settled = report(testJob(), outcome.complete({ a: 1 }), {
    timing,
    deadlineMs: timing.now() + 60_000,
    stop: new AbortController().signal,
    failure: {},
    async answer(_key, answer) {
      const status = statuses[Math.min(answers.length, statuses.length - 1)];
      answers.push(answer);
      if (status) throw new GatewayError(status, message);
    },
  });
  void settled.then(() => {
    tookMs = timing.now() - beganAtMs;
  });
  await timing.advance(120_000);
  return { settled: await settled, kinds: answers.map(({ kind }) => kind), tookMs };
}

test('what was not written, or perhaps was, is sent again', async () => {
  for (const status of [
    'RESOURCE_EXHAUSTED',
    'UNAUTHENTICATED',
    'UNAVAILABLE',
    'DEADLINE_EXCEEDED',
    'ABORTED',
    'INTERNAL',
    'UNKNOWN',
    'CANCELLED',
  ] as const) {
    expect(await reported([status, status, undefined])).toMatchObject({
      settled: { kind: 'completed', attempts: 3 },
      kinds: ['complete', 'complete', 'complete'],
    });
  }
});

test('it is unknown when the lease has ended, not before, for until then the broker counts the job as ours', async () => {
  const { settled, kinds, tookMs } = await reported(['UNAVAILABLE']);
  expect(settled.kind).toBe('unknown');
  expect(tookMs).toBe(60_000);
  expect(kinds.length).toBeGreaterThan(12);
  expect(kinds.length).toBeLessThan(30);
});

test('NOT_FOUND ends it, and says whether an attempt before may have been the cause', async () => {
  expect(await reported(['NOT_FOUND'])).toMatchObject({ settled: { kind: 'gone', ambiguous: false }, kinds: ['complete'] });
  expect(await reported(['RESOURCE_EXHAUSTED', 'NOT_FOUND'])).toMatchObject({ settled: { kind: 'gone', ambiguous: false } });
  expect(await reported(['UNAVAILABLE', 'NOT_FOUND'])).toMatchObject({ settled: { kind: 'gone', ambiguous: true } });
});

test('an answer that will never be taken becomes a failure without retries', async () => {
  for (const status of ['INVALID_ARGUMENT', 'FAILED_PRECONDITION', 'PERMISSION_DENIED', 'UNIMPLEMENTED', 'OUT_OF_RANGE'] as const) {
    expect(await reported([status, undefined])).toMatchObject({ settled: { kind: 'failed', attempts: 2 }, kinds: ['complete', 'fail'] });
  }
  expect(await reported(['RESOURCE_EXHAUSTED', undefined], 'Sent message larger than max (9 vs. 4)')).toMatchObject({
    kinds: ['complete', 'fail'],
  });
});

test('every status has a class', () => {
  expect(answerClassOf('RESOURCE_EXHAUSTED', 'busy')).toBe('retry-unwritten');
  expect(answerClassOf('RESOURCE_EXHAUSTED', 'gRPC message exceeds maximum size 4194304: 5')).toBe('refused');
});
