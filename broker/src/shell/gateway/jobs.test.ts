/** Jobs on their way out, through real gRPC clients: polls, push streams, and what happens when the client is gone. */
import { connect, constants } from 'node:http2';
import { type ClientReadableStream, status } from '@grpc/grpc-js';
import {
  type ActivatedJob,
  ActivateJobsRequest,
  type ActivateJobsResponse,
  type GatewayClient,
  StreamActivatedJobsRequest,
} from '@millrace/proto/gateway';
import { afterEach, expect, test } from 'vitest';
import { wireKey } from '../../core/protocol/key.ts';
import { type FakeGateway, openFakeGateway } from './testing/fake-gateway.ts';

const open: FakeGateway[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});
async function start(...parameters: Parameters<typeof openFakeGateway>): Promise<FakeGateway> {
  const fake = await openFakeGateway(...parameters);
  open.push(fake);
  return fake;
}

interface Ended {
  readonly messages: ActivateJobsResponse[];
  readonly code: number;
  readonly tookMs: number;
}

function poll(
  client: GatewayClient,
  request: Partial<ActivateJobsRequest>,
): Promise<Ended> & { call: ClientReadableStream<ActivateJobsResponse> } {
  const started = performance.now();
  const call = client.activateJobs(
    ActivateJobsRequest.create({ type: 't', worker: 'w', timeout: 60_000n, maxJobsToActivate: 10, ...request }),
  );
  const messages: ActivateJobsResponse[] = [];
  const ended = new Promise<Ended>((resolve) => {
    call.on('data', (message: ActivateJobsResponse) => messages.push(message));
    call.on('error', () => undefined);
    call.on('status', ({ code }) => resolve({ messages, code, tookMs: performance.now() - started }));
  });
  return Object.assign(ended, { call });
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  if (!condition()) throw new Error('Expected it to happen within 10 s');
}

test('a poll takes what waits and ends', async () => {
  const { client, partition } = await start();
  const first = partition.addJob('t', {
    processInstanceKey: 5,
    processDefinitionKey: 3,
    elementInstanceKey: 6,
    variables: '{"n":1.10}',
    customHeaders: { a: 'b' },
    retries: -2,
  });
  partition.addJob('t');
  partition.addJob('other');
  const { messages, code } = await poll(client, { requestTimeout: 5000n });
  expect(code).toBe(status.OK);
  const [message] = messages;
  expect(message?.jobs).toHaveLength(2);
  expect(message?.jobs[0]).toMatchObject({
    key: wireKey(1, first),
    processInstanceKey: wireKey(1, 5),
    processDefinitionKey: wireKey(1, 3),
    elementInstanceKey: wireKey(1, 6),
    variables: '{"n":1.10}',
    customHeaders: '{"a":"b"}',
    worker: 'w',
    retries: -2,
    deadline: 1_700_000_060_000n,
    tenantId: '<default>',
    kind: 0,
    listenerEventType: 6,
  });
  expect(partition.demands).toBe(0);
});

test('a parked poll is woken by a new job', async () => {
  const { client, partition } = await start();
  const ended = poll(client, { requestTimeout: 20_000n });
  await until(() => partition.demands === 1);
  partition.addJob('t');
  expect((await ended).messages).toHaveLength(1);
});

test('an empty poll ends OK between 100 ms before its time-out and the time-out', async () => {
  const { client } = await start();
  const { messages, code, tookMs } = await poll(client, { requestTimeout: 400n });
  expect([messages.length, code]).toEqual([0, status.OK]);
  expect(tookMs).toBeGreaterThan(290);
});

test('a negative time-out ends at once, fewer than one job waits all the same', async () => {
  const { client, partition } = await start();
  expect(await poll(client, { requestTimeout: -1n })).toMatchObject({ code: status.OK, messages: [] });
  partition.addJob('t');
  expect((await poll(client, { requestTimeout: -1n })).messages).toHaveLength(1);
  partition.addJob('t');
  const none = await poll(client, { requestTimeout: 300n, maxJobsToActivate: 0 });
  expect(none).toMatchObject({ code: status.OK, messages: [] });
  expect(none.tookMs).toBeGreaterThan(200);
});

test('the time-out is checked before the type; blanks pass in polls and not in streams', async () => {
  const { client } = await start();
  expect((await poll(client, { timeout: 0n, type: '' })).code).toBe(status.INVALID_ARGUMENT);
  expect((await poll(client, { type: '' })).code).toBe(status.INVALID_ARGUMENT);
  expect((await poll(client, { type: ' ', requestTimeout: -1n })).code).toBe(status.OK);
  expect((await poll(client, { tenantIds: ['<default>'], requestTimeout: -1n })).code).toBe(status.OK);
  expect((await poll(client, { tenantIds: ['other'], requestTimeout: -1n })).code).toBe(status.INVALID_ARGUMENT);
  const stream = client.streamActivatedJobs(StreamActivatedJobsRequest.create({ type: ' ', timeout: 1n }));
  const code = await new Promise<number>((resolve) => stream.on('error', (error) => resolve((error as unknown as { code: number }).code)));
  expect(code).toBe(status.INVALID_ARGUMENT);
});

test('large jobs come in messages that clients accept', async () => {
  const { client, partition } = await start();
  for (let count = 0; count < 6; count++) partition.addJob('t', { variables: `{"x":"${'y'.repeat(1_200_000)}"}` });
  const { messages, code } = await poll(client, { requestTimeout: 5000n });
  expect(code).toBe(status.OK);
  expect(messages.map(({ jobs }) => jobs.length)).toEqual([3, 3]);
});

test('jobs of several partitions come in one poll, never more than asked for', async () => {
  const { client, partitions } = await start(3);
  for (const partition of partitions) for (let count = 0; count < 4; count++) partition.addJob('t');
  const { messages } = await poll(client, { requestTimeout: 5000n, maxJobsToActivate: 6 });
  const jobs = messages.flatMap((message) => message.jobs);
  expect(jobs.length).toBeGreaterThan(0);
  expect(jobs.length).toBeLessThanOrEqual(6);
  const returned = partitions.reduce((sum, partition) => sum + partition.returned.length, 0);
  const rest = await poll(client, { requestTimeout: 500n, maxJobsToActivate: 50 });
  const all = new Set([...jobs, ...rest.messages.flatMap((message) => message.jobs)].map(({ key }) => key));
  expect(all.size).toBeGreaterThanOrEqual(jobs.length);
  expect(returned).toBeLessThanOrEqual(12);
});

test('a cancelled poll leaves no demand, and a job that comes later stays', async () => {
  const { client, partition } = await start();
  const ended = poll(client, { requestTimeout: 20_000n });
  await until(() => partition.demands === 1);
  ended.call.cancel();
  await ended;
  await until(() => partition.demands === 0);
  const job = partition.addJob('t');
  const { messages } = await poll(client, { requestTimeout: 5000n });
  expect(messages[0]?.jobs[0]?.key).toBe(wireKey(1, job));
});

test('jobs the client did not take in before it left are given back', async () => {
  const { gateway, partition } = await start();
  // A plain http2 client that never reads: its window is full after 64 KiB. A gRPC client would take in megabytes on its own.
  const session = connect(`http://${gateway.address}`);
  const path = '/gateway_protocol.Gateway/StreamActivatedJobs';
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' });
  stream.on('error', () => undefined);
  const request = StreamActivatedJobsRequest.encode(
    StreamActivatedJobsRequest.create({ type: 't', worker: 'w', timeout: 60_000n }),
  ).finish();
  stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, request.length]), request]));
  await until(() => partition.demands === 1);
  for (let count = 0; count < 10; count++) partition.addJob('t', { variables: `{"x":"${'y'.repeat(300_000)}"}` });
  await new Promise((resolve) => setTimeout(resolve, 50));
  stream.close(constants.NGHTTP2_CANCEL);
  await until(() => partition.demands === 0 && partition.returned.length > 0);
  expect(partition.returned).toHaveLength(10);
  expect(partition.commands.every(({ valueType, intent, exempt }) => valueType === 'JOB' && intent === 'YIELD' && exempt)).toBe(true);
  session.destroy();
});

test('a stream is pushed to as jobs come, keeps its window when nobody reads, and never ends by itself', async () => {
  const { client, partition } = await start();
  const stream = client.streamActivatedJobs(
    StreamActivatedJobsRequest.create({ type: 't', worker: 'w', timeout: 60_000n, fetchVariable: ['a', 'a'] }),
  );
  const jobs: ActivatedJob[] = [];
  stream.on('data', (job: ActivatedJob) => jobs.push(job));
  let ended = false;
  stream.on('error', () => undefined);
  stream.on('end', () => {
    ended = true;
  });
  await until(() => partition.demands === 1);
  for (let count = 0; count < 500; count++) partition.addJob('t');
  await until(() => jobs.length === 500);
  expect(new Set(jobs.map(({ key }) => key)).size).toBe(500);
  expect(ended).toBe(false);
  stream.cancel();
  await until(() => partition.demands === 0);
});

test('a gateway that leaves ends streams and polls with UNAVAILABLE and answers nothing new', async () => {
  const { gateway, client, partition } = await start();
  const stream = client.streamActivatedJobs(StreamActivatedJobsRequest.create({ type: 't', timeout: 60_000n }));
  const streamCode = new Promise<number>((resolve) => stream.on('error', (error) => resolve((error as unknown as { code: number }).code)));
  const parked = poll(client, { requestTimeout: 20_000n });
  await until(() => partition.demands === 2);
  await gateway.close();
  expect(await streamCode).toBe(status.UNAVAILABLE);
  expect((await parked).code).toBe(status.UNAVAILABLE);
  expect(partition.demands).toBe(0);
});

test('the bytes written by hand are what the generated code reads', async () => {
  const { client, partitionOf } = await start(60);
  const far = partitionOf(60);
  far.addJob('t', {
    jobKind: 'EXECUTION_LISTENER',
    jobListenerEventType: 'START',
    tags: ['x', 'y'],
    elementId: 'Ä😀',
    processDefinitionVersion: 300,
    elementInstanceKey: 2 ** 51 - 1,
    processInstanceKey: -1,
  });
  const { messages } = await poll(client, { requestTimeout: 5000n });
  expect(messages[0]?.jobs[0]).toMatchObject({
    kind: 1,
    listenerEventType: 5,
    tags: ['x', 'y'],
    elementId: 'Ä😀',
    processDefinitionVersion: 300,
    elementInstanceKey: wireKey(60, 2 ** 51 - 1),
    processInstanceKey: -1n,
  });
});
