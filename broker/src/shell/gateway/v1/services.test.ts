/** Records, admin and commands of millrace.v1 through real gRPC clients. */
import { type Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { AdminClient, type GetStateHashResponse, type GetTopologyResponse } from '@millrace/proto/v1/admin';
import { CommandsClient, type CreateProcessInstanceResponse, type CreateProcessInstancesResponse } from '@millrace/proto/v1/commands';
import { type FollowResponse, RecordsClient } from '@millrace/proto/v1/records';
import { afterEach, expect, test } from 'vitest';
import { wireKey } from '../../../core/protocol/key.ts';
import type { AnyCommand, AnyRecord } from '../../../core/protocol/record.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { createControlledClock } from '../../platform/controlled-clock.ts';
import { systemClock } from '../../platform/clock.ts';
import { event, recordOf, rejection } from '../testing/fake-partition.ts';
import { type FakeGateway, openFakeGateway } from '../testing/fake-gateway.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const held of open.splice(0)) await held.close();
});
async function start(...parameters: Parameters<typeof openFakeGateway>): Promise<FakeGateway> {
  const fake = await openFakeGateway(...parameters);
  open.push(fake);
  return fake;
}
function connect<C extends Client>(
  fake: FakeGateway,
  make: new (address: string, how: ReturnType<typeof credentials.createInsecure>) => C,
): C {
  const client = new make(fake.gateway.address, credentials.createInsecure());
  open.unshift(client);
  return client;
}
/** A unary call of any service, request given in parts: what is missing is the wire's default. */
function call<Response>(client: Client, method: string, request: object): Promise<Response> {
  return new Promise((resolve, reject) => {
    const run = Reflect.get(client, method) as (request: object, respond: (error: ServiceError | null, response: Response) => void) => void;
    run.call(client, request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

const complete: AnyCommand = { valueType: 'JOB', intent: 'COMPLETE', key: 5, value: { ...job.codec.initial, processInstanceKey: 9 } };
const record = (position: number, recordType: AnyRecord['recordType'] = 'EVENT'): AnyRecord => ({
  ...recordOf(complete, recordType, 'COMPLETED', 5, {}),
  position,
});

interface Followed {
  readonly answers: FollowResponse[];
  readonly ended: Promise<number>;
  cancel(): void;
}
function follow(client: RecordsClient, request: object): Followed {
  const stream = client.follow({
    partitionIds: [],
    after: [],
    follow: false,
    recordTypes: [],
    valueTypes: [],
    processInstanceKey: 0n,
    includeJson: false,
    batchMax: 0,
    ...request,
  });
  const answers: FollowResponse[] = [];
  stream.on('data', (answer: FollowResponse) => answers.push(answer));
  stream.on('error', () => undefined);
  const ended = new Promise<number>((resolve) => stream.on('status', ({ code }) => resolve(code)));
  return { answers, ended, cancel: () => stream.cancel() };
}
const positions = ({ answers }: Followed): number[] => answers.flatMap(({ records }) => records.map(({ position }) => Number(position)));

test('records are read from a position, filtered, and say how far they go', async () => {
  const fake = await start();
  const client = connect(fake, RecordsClient);
  fake.partition.append(record(4), record(5, 'COMMAND'), record(6));
  const all = follow(client, {});
  expect(await all.ended).toBe(status.OK);
  expect(positions(all)).toEqual([4, 5, 6]);
  expect(all.answers[0]).toMatchObject({ partitionId: 1, position: 3n, firstPosition: 4n, endPosition: 6n, records: [] });
  expect(all.answers.at(-1)).toMatchObject({ position: 6n });
  expect(all.answers[1]?.records[0]).toMatchObject({ key: wireKey(1, 5), valueType: 'JOB', intent: 'COMPLETED', json: '' });
  const after = follow(client, { after: [{ partitionId: 1, position: 5n }], includeJson: true });
  await after.ended;
  expect(positions(after)).toEqual([6]);
  expect(after.answers.at(-1)?.records[0]?.json).toContain('"position":6');
  const commands = follow(client, { recordTypes: [1] });
  await commands.ended;
  expect(positions(commands)).toEqual([5]);
  const instance = follow(client, { processInstanceKey: wireKey(1, 8) });
  await instance.ended;
  expect(positions(instance)).toEqual([]);
});

test('records that are gone, partitions and value types that do not exist are refused', async () => {
  const fake = await start();
  const client = connect(fake, RecordsClient);
  fake.partition.append(record(4));
  expect(await follow(client, { after: [{ partitionId: 1, position: 1n }] }).ended).toBe(status.OUT_OF_RANGE);
  expect(await follow(client, { partitionIds: [9] }).ended).toBe(status.INVALID_ARGUMENT);
  expect(await follow(client, { valueTypes: ['NOTHING'] }).ended).toBe(status.INVALID_ARGUMENT);
});

test('following goes on until the reader or the gateway leaves', async () => {
  const fake = await start();
  const client = connect(fake, RecordsClient);
  fake.partition.append(record(1));
  const followed = follow(client, { follow: true });
  while (positions(followed).length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  fake.partition.append(record(2));
  while (positions(followed).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const closed = fake.gateway.close();
  expect(await followed.ended).toBe(status.UNAVAILABLE);
  await closed;
});

test('the topology shows positions, the state hash is that of a position', async () => {
  const fake = await start(2);
  const client = connect(fake, AdminClient);
  fake.partition.append(record(7));
  const topology = await call<GetTopologyResponse>(client, 'getTopology', { after: [] });
  expect(topology).toMatchObject({
    partitionCount: 2,
    brokers: [{ nodeId: 0, alive: true, replicas: [{ partitionId: 1, committedPosition: 7n }, { partitionId: 2 }] }],
  });
  const hash = (position: bigint, partitionId = 1): Promise<GetStateHashResponse> =>
    call(client, 'getStateHash', { partitionId, position, timeoutMs: 0n });
  expect(await hash(0n)).toMatchObject({ hash: '00', position: { partitionId: 1, position: 7n } });
  await expect(hash(3n)).rejects.toMatchObject({ code: status.OUT_OF_RANGE });
  await expect(hash(9n)).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
  await expect(hash(0n, 9)).rejects.toMatchObject({ code: status.NOT_FOUND });
});

const instance = {
  processDefinitionKey: 0n,
  bpmnProcessId: 'p',
  version: -1,
  variables: '',
  startInstructions: [],
  tenantId: '',
  runtimeInstructions: [],
  tags: [],
};
const create = (change: object = {}): object => ({
  instance,
  requestId: '',
  awaitResult: false,
  requestTimeoutMs: 0n,
  fetchVariables: [],
  ...change,
});

test('a create with a request id goes to the partition of that id, and a repeat is told', async () => {
  const fake = await start(3);
  const client = connect(fake, CommandsClient);
  for (const partition of fake.partitions) partition.script = (command) => event(command, 'CREATED', 5, { processInstanceKey: 6 });
  const answers: CreateProcessInstanceResponse[] = [];
  for (let count = 0; count < 3; count++) answers.push(await call(client, 'createProcessInstance', create({ requestId: 'r-1' })));
  expect(new Set(answers.map(({ processInstanceKey }) => processInstanceKey)).size).toBe(1);
  expect(answers[0]).toMatchObject({ repeated: false, positions: [{ position: 1n }] });
  const owner = fake.partitions.find(({ commands }) => commands.length > 0);
  expect(owner?.commands.every(({ value }) => 'requestId' in value && value.requestId === 'r-1')).toBe(true);
  const repeat = (command: AnyCommand): ReturnType<typeof event> => {
    const answer = event(command, 'CREATED', 5, { processInstanceKey: 6 });
    return answer.kind === 'record' ? { ...answer, record: { ...answer.record, sourcePosition: -1 } } : answer;
  };
  for (const partition of fake.partitions) partition.script = repeat;
  expect(await call(client, 'createProcessInstance', create({ requestId: 'r-1' }))).toMatchObject({ repeated: true });
  await expect(call(client, 'createProcessInstance', create({ requestId: 'x'.repeat(129) }))).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
});

test('a message and a correlation with a request id carry it on, and a repeat is told', async () => {
  const fake = await start(3);
  const client = connect(fake, CommandsClient);
  for (const partition of fake.partitions) partition.script = (command) => event(command, 'PUBLISHED', 5);
  const published = {
    message: { name: 'm', correlationKey: 'k', timeToLive: 0n, messageId: '', variables: '', tenantId: '' },
    requestId: 'r',
  };
  expect(await call(client, 'publishMessage', published)).toMatchObject({ repeated: false });
  for (const partition of fake.partitions)
    partition.script = (command) => {
      const answer = event(command, 'CORRELATED', 5);
      return answer.kind === 'record' ? { ...answer, record: { ...answer.record, sourcePosition: -1 } } : answer;
    };
  const correlated = { name: 'm', correlationKey: 'k', variables: '', tenantId: '', requestId: 'r' };
  expect(await call(client, 'correlateMessage', correlated)).toMatchObject({ repeated: true });
  const commands = fake.partitions.flatMap((partition) => partition.commands);
  expect(commands.map(({ value }) => 'requestId' in value && value.requestId)).toEqual(['r', 'r']);
  await expect(call(client, 'correlateMessage', { ...correlated, requestId: 'x'.repeat(129) })).rejects.toMatchObject({
    code: status.INVALID_ARGUMENT,
  });
});

test('many creates in one call succeed and fail by themselves', async () => {
  const fake = await start();
  const client = connect(fake, CommandsClient);
  fake.partition.script = (command) =>
    command.valueType === 'PROCESS_INSTANCE_CREATION' && command.value.bpmnProcessId === 'q'
      ? rejection(command, 'NOT_FOUND', 'no such process')
      : event(command, 'CREATED', 5, { processInstanceKey: 6 });
  const items = [
    create(),
    create({ instance: { ...instance, bpmnProcessId: 'q' } }),
    create({ awaitResult: true }),
    create({ instance: { ...instance, variables: '[' } }),
  ];
  const { results, positions: tokens } = await call<CreateProcessInstancesResponse>(client, 'createProcessInstances', { items });
  expect(results.map(({ code }) => code)).toEqual([0, 5, 3, 3]);
  expect(tokens).toEqual([{ partitionId: 1, position: 1n }]);
  await expect(call(client, 'createProcessInstances', { items: [] })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('user tasks, jobs and ad-hoc elements are addressed by key', async () => {
  const fake = await start();
  const client = connect(fake, CommandsClient);
  const key = wireKey(1, 7);
  await call(client, 'completeUserTask', { userTaskKey: key, variables: '{"a":1}', action: '' });
  await call(client, 'assignUserTask', { userTaskKey: key, assignee: 'anna', allowOverride: false, action: '' });
  await call(client, 'updateUserTask', { userTaskKey: key, changes: { priority: 7 }, action: '' });
  await call(client, 'updateJob', { jobKey: key, retries: 2 });
  await call(client, 'activateAdHocElements', {
    adHocSubProcessInstanceKey: key,
    elements: [{ elementId: 'a', variables: '' }],
    cancelRemainingInstances: false,
  });
  expect(fake.partition.commands.map(({ valueType, intent, key: counter }) => `${valueType} ${intent} ${counter}`)).toEqual([
    'USER_TASK COMPLETE 7',
    'USER_TASK CLAIM 7',
    'USER_TASK UPDATE 7',
    'JOB UPDATE 7',
    'AD_HOC_SUB_PROCESS_INSTRUCTION ACTIVATE 7',
  ]);
  expect(fake.partition.commands[2]?.value).toMatchObject({ priority: 7, changedAttributes: ['priority'] });
  for (const [method, request] of [
    ['claimUserTask', { userTaskKey: key, assignee: '', action: '' }],
    ['updateUserTask', { userTaskKey: key, action: '' }],
    ['updateJob', { jobKey: key }],
    ['activateAdHocElements', { adHocSubProcessInstanceKey: key, elements: [], cancelRemainingInstances: false }],
    ['correlateMessage', { name: '', correlationKey: '', variables: '', tenantId: '', requestId: '' }],
  ] as const)
    await expect(call(client, method, request)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('the clock moves only when it is controlled', async () => {
  const plain = connect(await start(), CommandsClient);
  await expect(call(plain, 'pinClock', { timeMs: 1n })).rejects.toMatchObject({ code: status.FAILED_PRECONDITION });
  const clock = createControlledClock(systemClock);
  const fake = await start(1, { clock, clockControl: clock });
  const client = connect(fake, CommandsClient);
  fake.partition.script = (command) => event(command, `${command.intent}ED`, 5);
  expect(await call(client, 'pinClock', { timeMs: 1000n })).toMatchObject({ timeMs: 1000n, positions: [{ partitionId: 1, position: 1n }] });
  expect(await call(client, 'advanceClock', { durationMs: 500n })).toMatchObject({ timeMs: 1500n });
  await expect(call(client, 'advanceClock', { durationMs: -1n })).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  await call(client, 'resetClock', {});
  expect(fake.partition.commands.map(({ intent }) => intent)).toEqual(['PIN', 'ADVANCE', 'RESET']);
  expect(fake.partition.commands[1]?.value).toEqual({ time: 1500 });
  expect(clock.nowMs()).toBeGreaterThan(1500);
});
