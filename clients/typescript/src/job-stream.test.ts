// The job stream against a scripted gateway, the ends of the stream above all.
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { WorkRequest, WorkResponse } from '@millrace/proto/v1/job_stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fault, startStubGateway, wireJob } from '../test/stub-gateway.ts';
import type { StubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { key } from './keys.ts';
import type { JobStream, JobStreamOptions } from './job-stream-types.ts';

type Call = ServerDuplexStream<WorkRequest, WorkResponse>;
const open: { client?: Client; stub?: StubGateway } = {};
const jobKey = key<'job'>('4503599627370497');

/** A stream to a gateway that does what `onFrame` says; `frames` are all that arrived there. */
async function start(onFrame: (call: Call, frame: WorkRequest) => void, options?: JobStreamOptions) {
  const frames: WorkRequest[] = [];
  const calls: Call[] = [];
  open.stub = await startStubGateway({
    work(call) {
      calls.push(call);
      call.on('error', () => {});
      call.on('data', (frame: WorkRequest) => {
        frames.push(frame);
        onFrame(call, frame);
      });
      call.on('end', () => call.end());
    },
  });
  open.client = createClient({ address: open.stub.address, env: {}, tenantId: 'acme' });
  const stream = await open.client.openJobStream(options);
  return { stream, frames, calls };
}

/** Accepts every subscription and writes every outcome. */
function obliging(call: Call, frame: WorkRequest): void {
  if (frame.subscribe) call.write(accepted(frame.subscribe.subscription));
  if (frame.unsubscribe)
    call.write({
      subscribed: { subscription: frame.unsubscribe.subscription, active: false, code: 0, message: '', ackTimeoutMs: 0n, creditsMax: 0 },
    });
  if (frame.outcomes) {
    const results = frame.outcomes.outcomes.map((outcome) => ({
      jobKey: outcome.jobKey,
      code: 0,
      message: '',
      deadlineMs: outcome.extendLease ? 99n : 0n,
    }));
    call.write({ results: { batch: frame.outcomes.batch, results, positions: [{ partitionId: 1, position: 5n }] } });
  }
}

function accepted(subscription: number): WorkResponse {
  return { subscribed: { subscription, active: true, code: 0, message: '', ackTimeoutMs: 1_000n, creditsMax: 64 } };
}

async function subscribed(stream: JobStream, onJobs: Parameters<JobStream['subscribe']>[0]['onJobs'] = () => {}) {
  return stream.subscribe({ type: 'charge', worker: 'w', lease: '30s', fetchVariables: ['total'], credits: 4, onJobs });
}

afterEach(async () => {
  await open.client?.close();
  open.stub?.stop();
});

describe('job stream', () => {
  it('subscribes, takes jobs, acknowledges them and grants credits', async () => {
    const { stream, frames, calls } = await start(obliging);
    const keys: string[] = [];
    const waits: number[] = [];
    const subscription = await subscribed(stream, (jobs, waiting) => {
      keys.push(...jobs.map((job) => job.key));
      waits.push(waiting);
    });
    expect(subscription).toMatchObject({ type: 'charge', creditsMax: 64 });
    calls[0]?.write({ jobs: { subscription: 1, sequence: 1n, jobs: [wireJob({ key: 1n }), wireJob({ key: 2n })], waiting: 7 } });
    await vi.waitFor(() => expect(keys).toEqual(['1', '2']));
    subscription.addCredits(2);
    await vi.waitFor(() => expect(frames).toHaveLength(3));
    expect(frames[0]?.subscribe).toMatchObject({
      type: 'charge',
      worker: 'w',
      leaseMs: 30_000n,
      fetchVariables: ['total'],
      credits: 4,
      tenantIds: ['acme'],
    });
    expect(frames[1]?.deliveryAck).toEqual({ subscription: 1, sequence: 1n });
    expect(frames[2]?.credit).toEqual({ subscription: 1, count: 2 });
    expect(waits).toEqual([7]);
  });

  it('sends outcomes of the same moment in one batch and gives each its result', async () => {
    const { stream, frames } = await start((call, frame) => {
      if (frame.outcomes === undefined) return;
      const codes = [0, 5, 8, 0];
      const results = frame.outcomes.outcomes.map((outcome, index) => ({
        jobKey: outcome.jobKey,
        code: codes[index] ?? 0,
        message: codes[index] ? 'Expected it, but no' : '',
        deadlineMs: outcome.extendLease ? 1_234n : 0n,
      }));
      call.write({ results: { batch: frame.outcomes.batch, results, positions: [{ partitionId: 2, position: 9n }] } });
    });
    const [complete, fail, raise, extend] = await Promise.allSettled([
      stream.report({ kind: 'complete', jobKey, variables: { id: 12345678901234567890n } }),
      stream.report({ kind: 'fail', jobKey, retries: 1, backoff: '10s', message: 'down' }),
      stream.report({ kind: 'error', jobKey, code: 'E', message: 'm' }),
      stream.report({ kind: 'extend', jobKey, lease: '1m' }),
    ]);
    expect(complete).toMatchObject({ value: { deadline: undefined, positions: [{ partitionId: 2, position: '9' }] } });
    expect(fail).toMatchObject({ reason: { code: 'NOT_FOUND', retryable: false } });
    expect(raise).toMatchObject({ reason: { code: 'RESOURCE_EXHAUSTED', retryable: true, details: { notWritten: true } } });
    expect(extend).toMatchObject({ value: { deadline: 1_234 } });
    expect(frames).toHaveLength(1);
    expect(frames[0]?.outcomes?.outcomes).toMatchObject([
      { jobKey: 4503599627370497n, complete: { variables: '{"id":12345678901234567890}' } },
      { fail: { retries: 1, backoffMs: 10_000n, message: 'down' } },
      { throwError: { code: 'E', message: 'm' } },
      { extendLease: { leaseMs: 60_000n } },
    ]);
    expect(stream.pendingOutcomes).toBe(0);
  });

  it('splits what does not fit into one batch', async () => {
    const { stream, frames } = await start(obliging);
    await Promise.all(Array.from({ length: 2_500 }, () => stream.report({ kind: 'giveBack', jobKey })));
    expect(frames.map((frame) => frame.outcomes?.outcomes.length)).toEqual([1_000, 1_000, 500]);
    const large = { text: 'x'.repeat(300_000) };
    await Promise.all([1, 2, 3].map(() => stream.report({ kind: 'complete', jobKey, variables: large })));
    expect(frames.slice(3).map((frame) => frame.outcomes?.outcomes.length)).toEqual([1, 1, 1]);
  });

  it('refuses a bad outcome without harming the others', async () => {
    const { stream, frames } = await start(obliging);
    const bad = stream.report({ kind: 'complete', jobKey, variables: [] });
    const good = stream.report({ kind: 'complete', jobKey });
    await expect(bad).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(good).resolves.toMatchObject({ deadline: undefined });
    expect(frames[0]?.outcomes?.outcomes).toHaveLength(1);
  });

  it('takes credits back and unsubscribes', async () => {
    const { stream, frames } = await start((call, frame) => {
      obliging(call, frame);
      if (frame.credit && frame.credit.count < 0) call.write({ creditReturned: { subscription: frame.credit.subscription, count: 3 } });
    });
    const subscription = await subscribed(stream);
    await expect(subscription.takeCredits(10)).resolves.toBe(3);
    const unsubscribed = Promise.all([subscription.unsubscribe(), subscription.unsubscribe()]);
    subscription.addCredits(5);
    await expect(subscription.takeCredits(1)).resolves.toBe(0);
    await unsubscribed;
    await expect(subscription.takeCredits(1)).resolves.toBe(0);
    await subscription.unsubscribe();
    expect(frames.filter((frame) => frame.unsubscribe)).toHaveLength(1);
    expect(frames.at(-1)?.unsubscribe).toBeDefined();
  });

  it('tells a refused subscription', async () => {
    const { stream } = await start((call, frame) => {
      const subscription = frame.subscribe?.subscription ?? 0;
      call.write({
        subscribed: { subscription, active: false, code: 3, message: 'Expected a type, but it is blank', ackTimeoutMs: 0n, creditsMax: 0 },
      });
    });
    await expect(subscribed(stream)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      details: { reason: 'Expected a type, but it is blank' },
    });
  });

  it('passes on revoked jobs and the notice that the gateway leaves', async () => {
    const onRevoked = vi.fn<NonNullable<JobStreamOptions['onRevoked']>>();
    const onDrain = vi.fn<NonNullable<JobStreamOptions['onDrain']>>();
    const { stream, calls } = await start(obliging, { onRevoked, onDrain });
    await subscribed(stream);
    calls[0]?.write({ revoked: { jobKeys: [7n], reason: 2 } });
    calls[0]?.write({ drain: { graceMs: 5_000n, reason: 'stop' } });
    await vi.waitFor(() => expect(onDrain).toHaveBeenCalledWith(5_000, 'stop'));
    expect(onRevoked).toHaveBeenCalledWith(['7'], 'timedOut');
  });

  it('fails what is open when the stream breaks, and says that it may be repeated', async () => {
    const { stream, calls } = await start((call, frame) => {
      if (frame.subscribe) call.write(accepted(frame.subscribe.subscription));
    });
    const subscription = await subscribed(stream);
    const ends = Promise.allSettled([stream.report({ kind: 'complete', jobKey }), subscription.takeCredits(1), subscription.unsubscribe()]);
    await vi.waitFor(() => expect(stream.pendingOutcomes).toBe(1));
    calls[0]?.emit('error', fault('UNAVAILABLE', 'leaving'));
    await expect(stream.closed).resolves.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await ends).toMatchObject([
      { reason: { code: 'UNAVAILABLE', retryable: true, details: { maybeWritten: true } } },
      { reason: { code: 'UNAVAILABLE' } },
      { status: 'fulfilled' },
    ]);
    await expect(stream.report({ kind: 'complete', jobKey })).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(subscribed(stream)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(stream.pendingOutcomes).toBe(0);
  });

  it('takes an end with OK for a loss', async () => {
    const { stream } = await start((call) => call.end());
    const [refused, closed] = await Promise.allSettled([subscribed(stream), stream.closed]);
    expect(refused).toMatchObject({ reason: { code: 'UNAVAILABLE' } });
    expect(closed).toMatchObject({ value: { code: 'UNAVAILABLE' } });
  });

  it('ends after the last result is there', async () => {
    let release: (() => void) | undefined;
    const { stream } = await start((call, frame) => (release = () => obliging(call, frame)));
    const report = stream.report({ kind: 'complete', jobKey });
    const ended = stream.end();
    await vi.waitFor(() => expect(release).toBeDefined());
    await expect(stream.report({ kind: 'complete', jobKey })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    release?.();
    await expect(report).resolves.toMatchObject({ positions: [{ position: '5' }] });
    await ended;
    await expect(stream.closed).resolves.toBeUndefined();
  });

  it.each(['cancel', 'signal'] as const)('ends at once by %s', async (way) => {
    const stop = new AbortController();
    const { stream } = await start(() => {}, { signal: stop.signal });
    const report = stream.report({ kind: 'complete', jobKey });
    const failed = Promise.allSettled([report]);
    if (way === 'cancel') stream.cancel();
    else stop.abort();
    expect(await failed).toMatchObject([{ reason: { code: 'CANCELLED' } }]);
    await expect(stream.closed).resolves.toBeUndefined();
    await stream.end();
  });

  it('gives jobs back by ending when a callback throws', async () => {
    const { stream, calls } = await start(obliging);
    await subscribed(stream, () => {
      throw new Error('a bug');
    });
    calls[0]?.write({ jobs: { subscription: 1, sequence: 1n, jobs: [wireJob()], waiting: 0 } });
    await expect(stream.closed).resolves.toMatchObject({ code: 'UNKNOWN', details: { reason: 'a bug' } });
  });

  it('rejects the first subscription with UNIMPLEMENTED at a gateway of the field', async () => {
    open.stub = await startStubGateway();
    open.client = createClient({ address: open.stub.address, env: {} });
    const stream = await open.client.openJobStream();
    await expect(subscribed(stream)).rejects.toMatchObject({ code: 'UNIMPLEMENTED' });
  });

  it('ends with the client', async () => {
    const { stream } = await start(obliging);
    await open.client?.close();
    await expect(stream.closed).resolves.toMatchObject({ code: 'CANCELLED' });
  });
});
