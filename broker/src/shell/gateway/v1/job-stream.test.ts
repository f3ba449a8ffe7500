/** The job stream through a real gRPC client: credits, batches, acknowledgements, outcomes, give-backs and both endings. */
import { type ClientDuplexStream, credentials, status } from '@grpc/grpc-js';
import { type JobBatch, JobStreamClient, type OutcomeResult, type WorkRequest, type WorkResponse } from '@millrace/proto/v1/job_stream';
import { afterEach, expect, test } from 'vitest';
import { wireKey } from '../../../core/protocol/key.ts';
import type { AnyCommand } from '../../../core/protocol/record.ts';
import { event, rejection } from '../testing/fake-partition.ts';
import { type FakeGateway, openFakeGateway } from '../testing/fake-gateway.ts';

const open: FakeGateway[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!condition()) throw new Error('Expected it to happen within 10 s');
}

interface Worker {
  readonly call: ClientDuplexStream<WorkRequest, WorkResponse>;
  readonly frames: WorkResponse[];
  readonly batches: JobBatch[];
  /** gRPC status once the stream has ended. */
  code: number | undefined;
  send(frame: WorkRequest): void;
}

async function work(partitionCount = 1, options: object = {}): Promise<FakeGateway & Worker> {
  const fake = await openFakeGateway(partitionCount, { leaveGraceMs: 200, ...options });
  open.push(fake);
  const client = new JobStreamClient(fake.gateway.address, credentials.createInsecure());
  const call = client.work();
  const worker: Worker = { call, frames: [], batches: [], code: undefined, send: (frame) => void call.write(frame) };
  call.on('data', (frame: WorkResponse) => {
    worker.frames.push(frame);
    if (frame.jobs !== undefined) worker.batches.push(frame.jobs);
  });
  call.on('error', () => undefined);
  call.on('status', ({ code }) => {
    worker.code = code;
    client.close();
  });
  return Object.assign(worker, fake, { close: fake.close });
}

const subscribe = (credits: number, change: object = {}): WorkRequest => ({
  subscribe: {
    subscription: 1,
    type: 't',
    worker: 'w',
    tenantIds: [],
    tenantFilter: 0,
    fetchVariables: [],
    leaseMs: 60_000n,
    credits,
    ...change,
  },
});
const outcome = (jobKey: bigint, kind: object): object => ({ jobKey, ...kind });
const complete = (jobKey: bigint): object => outcome(jobKey, { complete: { variables: '{}' } });
const results = (worker: Worker): OutcomeResult[] => worker.frames.flatMap(({ results: batch }) => batch?.results ?? []);

test('jobs come against credits only, in numbered batches, oldest first', async () => {
  const worker = await work();
  for (let count = 0; count < 5; count++) worker.partition.addJob('t');
  worker.send(subscribe(2));
  await until(() => worker.batches.length === 1);
  expect(worker.frames[0]?.subscribed).toMatchObject({ subscription: 1, active: true, code: 0, creditsMax: 10_000 });
  expect(worker.batches[0]).toMatchObject({ subscription: 1, sequence: 1n });
  expect(worker.batches[0]?.jobs.map(({ key }) => key)).toEqual([wireKey(1, 100), wireKey(1, 101)]);
  worker.send({ credit: { subscription: 1, count: 2 } });
  await until(() => worker.batches.length === 2);
  expect(worker.batches[1]).toMatchObject({ sequence: 2n });
  expect(worker.batches[1]?.jobs).toHaveLength(2);
});

test('credits can be taken back, as far as they are unused', async () => {
  const worker = await work();
  worker.send(subscribe(5));
  worker.send({ credit: { subscription: 1, count: -3 } });
  await until(() => worker.frames.some(({ creditReturned }) => creditReturned !== undefined));
  expect(worker.frames.at(-1)?.creditReturned).toEqual({ subscription: 1, count: 3 });
  for (let count = 0; count < 5; count++) worker.partition.addJob('t');
  await until(() => worker.batches.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(worker.batches.flatMap(({ jobs }) => jobs)).toHaveLength(2);
  worker.send({ credit: { subscription: 1, count: -3 } });
  await until(() => worker.frames.at(-1)?.creditReturned?.count === 0);
});

test('every outcome has its result, in order, refusals included', async () => {
  const worker = await work();
  const answers: Record<string, (command: AnyCommand) => ReturnType<typeof event>> = {
    COMPLETE: (command) => event(command, 'COMPLETED', command.key),
    FAIL: (command) => rejection(command, 'NOT_FOUND', 'Expected a job, but there is none'),
    THROW_ERROR: (command) => rejection(command, 'INVALID_STATE', 'Expected it open, but it is not'),
    YIELD: (command) => rejection(command, 'INVALID_STATE', 'Expected it leased, but it is not'),
    UPDATE_TIMEOUT: (command) => event(command, 'TIMEOUT_UPDATED', command.key, { deadline: 4711 }),
  };
  worker.partition.script = (command) => answers[command.intent]?.(command);
  const key = wireKey(1, 7);
  const outcomes = [
    complete(key),
    outcome(key, { fail: { retries: 2, backoffMs: 50n, message: 'no', variables: '' } }),
    outcome(key, { throwError: { code: 'E', message: '', variables: '' } }),
    outcome(key, { giveBack: {} }),
    outcome(key, { extendLease: { leaseMs: 1000n } }),
    outcome(key, { extendLease: { leaseMs: 0n } }),
    outcome(key, { complete: { variables: '[]' } }),
    outcome(key, {}),
    complete(wireKey(9, 1)),
  ];
  worker.send({ outcomes: { batch: 42n, outcomes: outcomes as never } });
  await until(() => results(worker).length > 0);
  expect(worker.frames.at(-1)?.results?.batch).toBe(42n);
  expect(results(worker).map(({ code }) => code)).toEqual([0, 5, 9, 0, 0, 3, 3, 3, 14]);
  expect(results(worker)[4]?.deadlineMs).toBe(4711n);
  expect(worker.frames.at(-1)?.results?.positions).toEqual([{ partitionId: 1, position: 1n }]);
  expect(worker.partition.commands.every(({ exempt }) => exempt)).toBe(true);
});

test('a stream that breaks gives back what it had not acknowledged, and nothing else', async () => {
  const worker = await work();
  const keys = [worker.partition.addJob('t'), worker.partition.addJob('t')];
  worker.send(subscribe(1));
  await until(() => worker.batches.length === 1);
  worker.send({ deliveryAck: { subscription: 1, sequence: 1n } });
  worker.send({ credit: { subscription: 1, count: 1 } });
  await until(() => worker.batches.length === 2);
  worker.call.cancel();
  await until(() => worker.partition.returned.length > 0);
  expect(worker.partition.returned).toEqual([keys[1]]);
  expect(worker.partition.demands).toBe(0);
});

test('half-close: results still come, then the stream ends with OK', async () => {
  const worker = await work();
  let answer: (() => void) | undefined;
  worker.partition.script = () => undefined;
  const submit = worker.partition.submit.bind(worker.partition);
  worker.partition.submit = (command, options) => {
    void submit(command, options);
    return new Promise((resolve) => {
      answer = () => resolve(event(command, 'COMPLETED', command.key));
    });
  };
  worker.send({ outcomes: { batch: 1n, outcomes: [complete(wireKey(1, 7))] as never } });
  worker.call.end();
  await until(() => answer !== undefined);
  expect(worker.code).toBeUndefined();
  answer?.();
  await until(() => worker.code !== undefined);
  expect([worker.code, results(worker).length]).toEqual([status.OK, 1]);
});

test('faults of a subscription are answered, faults of a frame end the stream', async () => {
  const worker = await work();
  worker.send(subscribe(1, { type: ' ' }));
  worker.send(subscribe(1, { leaseMs: 0n }));
  worker.send(subscribe(1));
  worker.send(subscribe(1));
  await until(() => worker.frames.length === 4);
  expect(worker.frames.map(({ subscribed }) => subscribed?.code)).toEqual([3, 3, 0, 6]);
  worker.send({ unsubscribe: { subscription: 1 } });
  await until(() => worker.frames.length === 5);
  expect(worker.frames[4]?.subscribed).toMatchObject({ active: false, code: 0 });
  worker.send({ credit: { subscription: 9, count: 1 } });
  await until(() => worker.code !== undefined);
  expect(worker.code).toBe(status.INVALID_ARGUMENT);
});

test('a gateway that leaves says so, still takes outcomes, and ends with UNAVAILABLE', async () => {
  const worker = await work();
  worker.send(subscribe(5));
  await until(() => worker.frames.length === 1);
  const closed = worker.gateway.close();
  await until(() => worker.frames.some(({ drain }) => drain !== undefined));
  worker.send({ outcomes: { batch: 1n, outcomes: [complete(wireKey(1, 7))] as never } });
  await until(() => results(worker).length === 1);
  expect(results(worker)[0]?.code).toBe(0);
  worker.partition.addJob('t');
  await closed;
  await until(() => worker.code !== undefined);
  expect([worker.code, worker.batches.length]).toEqual([status.UNAVAILABLE, 0]);
});

test('with several partitions a worker gets as many jobs as it has credits, wherever they are', async () => {
  const worker = await work(3);
  worker.send(subscribe(4));
  await until(() => worker.partitions.every(({ demands }) => demands === 1));
  for (let count = 0; count < 4; count++) worker.partitionOf(3).addJob('t');
  await until(() => worker.batches.flatMap(({ jobs }) => jobs).length === 4);
  worker.partitionOf(1).addJob('t');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(worker.batches.flatMap(({ jobs }) => jobs)).toHaveLength(4);
  worker.send({ credit: { subscription: 1, count: 1 } });
  await until(() => worker.batches.flatMap(({ jobs }) => jobs).length === 5);
});
