/** The gateway through a real gRPC client: routing, mapping, refusals, time-outs. The partition is a fake that says what it is told to. */
import { status } from '@grpc/grpc-js';
import {
  CompleteJobRequest,
  CreateProcessInstanceRequest,
  CreateProcessInstanceWithResultRequest,
  DeployResourceRequest,
  type DeployResourceResponse,
  MigrateProcessInstanceRequest,
  PublishMessageRequest,
  SetVariablesRequest,
  TopologyRequest,
  type TopologyResponse,
} from '@millrace/proto/gateway';
import { afterEach, expect, test } from 'vitest';
import { wireKey } from '../../core/protocol/key.ts';
import { event, recordOf, rejection } from './testing/fake-partition.ts';
import { type FakeGateway, failure, openFakeGateway, unary } from './testing/fake-gateway.ts';

const open: FakeGateway[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});
async function start(...parameters: Parameters<typeof openFakeGateway>): Promise<FakeGateway> {
  const fake = await openFakeGateway(...parameters);
  open.push(fake);
  return fake;
}

test('topology names the broker, its partitions and versions', async () => {
  const { client } = await start(2);
  const answer: TopologyResponse = await unary(client, client.topology, TopologyRequest.create({}));
  expect(answer).toMatchObject({ clusterSize: 1, partitionsCount: 2, replicationFactor: 1, gatewayVersion: '0.1.0' });
  expect(answer.brokers[0]?.partitions.map(({ partitionId, role, health }) => [partitionId, role, health])).toEqual([
    [1, 0, 0],
    [2, 0, 0],
  ]);
});

test('a deployment goes to partition 1 and its keys are composed', async () => {
  const { client, partition: deployer } = await start(3);
  deployer.script = (command) =>
    event(command, 'CREATED', 7, {
      processesMetadata: [{ bpmnProcessId: 'p', version: 2, processDefinitionKey: 6, resourceName: 'p.bpmn', tenantId: '<default>' }],
    });
  const answer: DeployResourceResponse = await unary(
    client,
    client.deployResource,
    DeployResourceRequest.create({ resources: [{ name: 'p.bpmn', content: Buffer.from('<x/>') }] }),
  );
  expect(answer.key).toBe(wireKey(1, 7));
  expect(answer.deployments[0]?.process).toEqual({
    bpmnProcessId: 'p',
    version: 2,
    processDefinitionKey: wireKey(1, 6),
    resourceName: 'p.bpmn',
    tenantId: '<default>',
  });
  const [command] = deployer.commands;
  if (command?.valueType !== 'DEPLOYMENT') throw new Error('no deployment');
  expect(Buffer.from(command.value.resources[0]?.resource ?? []).toString()).toBe('<x/>');
  const empty = await failure(unary(client, client.deployResource, DeployResourceRequest.create({})));
  expect(empty?.code).toBe(status.INVALID_ARGUMENT);
});

test('creates take turns among partitions, and a full one hands over', async () => {
  const { client, partitions, partitionOf } = await start(2);
  for (const partition of partitions)
    partition.script = (command) =>
      event(command, 'CREATED', 50, { processInstanceKey: 51, processDefinitionKey: 6, version: 1, bpmnProcessId: 'p' });
  const create = (): Promise<{ processInstanceKey: bigint; processDefinitionKey: bigint }> =>
    unary(
      client,
      client.createProcessInstance,
      CreateProcessInstanceRequest.create({ bpmnProcessId: 'p', version: -1, variables: '{"n":1.10}' }),
    );
  const keys = [await create(), await create()].map(({ processInstanceKey }) => processInstanceKey);
  expect(keys).toEqual([wireKey(1, 51), wireKey(2, 51)]);
  partitionOf(1).script = () => ({ kind: 'exhausted', reason: 'full' });
  const elsewhere = await create();
  expect(elsewhere.processInstanceKey).toBe(wireKey(2, 51));
  expect(elsewhere.processDefinitionKey).toBe(wireKey(1, 6));
  partitionOf(2).script = () => ({ kind: 'exhausted', reason: 'full' });
  expect(await failure(create())).toMatchObject({ code: status.RESOURCE_EXHAUSTED, details: 'full' });
  const command = partitions[1]?.commands[0];
  expect(command?.valueType === 'PROCESS_INSTANCE_CREATION' && command.value.variables).toBe('{"n":1.10}');
});

test('create by key: unknown keys and foreign partitions are NOT_FOUND, -1 is left to the engine', async () => {
  const { client, partition } = await start(2);
  const create = (processDefinitionKey: bigint): Promise<unknown> =>
    unary(client, client.createProcessInstance, CreateProcessInstanceRequest.create({ processDefinitionKey }));
  expect(await failure(create(0n))).toMatchObject({
    code: status.NOT_FOUND,
    details: "Command 'CREATE' rejected with code 'NOT_FOUND': Expected to find process definition with key '0', but none found",
  });
  expect((await failure(create(wireKey(2, 5))))?.code).toBe(status.NOT_FOUND);
  partition.script = (command) => rejection(command, 'INVALID_ARGUMENT', 'Expected either');
  expect((await failure(create(-1n)))?.code).toBe(status.INVALID_ARGUMENT);
  expect(partition.commands).toHaveLength(1);
});

test('a message that is left out of a request counts as an empty one', async () => {
  const { client, partition } = await start();
  partition.script = (command) => rejection(command, 'NOT_FOUND', 'Expected to migrate');
  const withResult = unary(client, client.createProcessInstanceWithResult, CreateProcessInstanceWithResultRequest.create({}));
  expect((await failure(withResult))?.code).toBe(status.NOT_FOUND);
  const request = MigrateProcessInstanceRequest.create({ processInstanceKey: wireKey(1, 5) });
  expect((await failure(unary(client, client.migrateProcessInstance, request)))?.code).toBe(status.NOT_FOUND);
  expect(partition.commands).toMatchObject([{ intent: 'MIGRATE', value: { mappingInstructions: [] } }]);
});

test('job outcomes go by key, pass full inboxes, and rejections keep their words', async () => {
  const { client, partitionOf } = await start(2);
  const owner = partitionOf(2);
  owner.script = (command) => rejection(command, 'NOT_FOUND', `Expected to update job, but no such job was found`);
  const refused = await failure(unary(client, client.completeJob, CompleteJobRequest.create({ jobKey: wireKey(2, 9), variables: '{}' })));
  expect(refused).toMatchObject({
    code: status.NOT_FOUND,
    details: "Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to update job, but no such job was found",
  });
  expect(owner.commands[0]).toMatchObject({ valueType: 'JOB', intent: 'COMPLETE', key: 9, exempt: true });
});

test('a command the engine has no part for is UNIMPLEMENTED', async () => {
  const { client, partition } = await start();
  partition.script = (command) =>
    rejection(command, 'INVALID_STATE', "Expected a command that this version supports, but 'X' is not among them");
  const refused = await failure(unary(client, client.publishMessage, PublishMessageRequest.create({ name: 'm' })));
  expect(refused).toMatchObject({
    code: status.UNIMPLEMENTED,
    details: "Expected a command that this version supports, but 'X' is not among them",
  });
});

test('keys of no partition are UNAVAILABLE, but bad documents are found first', async () => {
  const { client } = await start();
  for (const [jobKey, number] of [
    [1n, 0],
    [0n, 0],
    [-1n, -1],
    [wireKey(9, 1), 9],
  ] as const)
    expect(await failure(unary(client, client.completeJob, CompleteJobRequest.create({ jobKey })))).toMatchObject({
      code: status.UNAVAILABLE,
      details: `Expected to execute command on partition ${number}, but either it does not exist, or the gateway is not yet aware of it`,
    });
  const bad = await failure(unary(client, client.completeJob, CompleteJobRequest.create({ jobKey: 1n, variables: '[1]' })));
  expect(bad?.code).toBe(status.INVALID_ARGUMENT);
  const scope = await failure(unary(client, client.setVariables, SetVariablesRequest.create({ elementInstanceKey: 1n, variables: '{' })));
  expect(scope?.code).toBe(status.INVALID_ARGUMENT);
});

test('messages go where their key hashes to; other tenants are refused', async () => {
  const { client, partitions } = await start(3);
  for (const partition of partitions) partition.script = (command) => event(command, 'PUBLISHED', 4);
  const publish = (request: object): Promise<{ key: bigint }> =>
    unary(client, client.publishMessage, PublishMessageRequest.create(request));
  expect((await publish({ name: 'm', correlationKey: '' })).key).toBe(wireKey(1, 4));
  const there = new Set<bigint>();
  for (let count = 0; count < 20; count++) there.add((await publish({ name: 'm', correlationKey: `key-${count}` })).key);
  expect(there.size).toBe(3);
  expect(await failure(publish({ name: 'm', tenantId: 'other' }))).toMatchObject({ code: status.INVALID_ARGUMENT });
});

test('a result that comes too late is DEADLINE_EXCEEDED, the waiter is forgotten and other calls go on', async () => {
  const { client, partition } = await start();
  let forgotten = false;
  partition.script = (command, { signal }) => {
    if (command.intent !== 'CREATE_WITH_AWAITING_RESULT') return event(command, 'COMPLETED', command.key);
    signal?.addEventListener('abort', () => {
      forgotten = true;
    });
    return undefined;
  };
  const request = CreateProcessInstanceRequest.create({ bpmnProcessId: 'p', version: -1 });
  const late = failure(
    unary(client, client.createProcessInstanceWithResult, CreateProcessInstanceWithResultRequest.create({ request, requestTimeout: 100n })),
  );
  await unary(client, client.completeJob, CompleteJobRequest.create({ jobKey: wireKey(1, 5) }));
  expect((await late)?.code).toBe(status.DEADLINE_EXCEEDED);
  expect(forgotten).toBe(true);
});

test('a result is answered with its variables', async () => {
  const { client, partition } = await start();
  partition.script = (command) => ({
    kind: 'record',
    position: 9,
    record: {
      ...recordOf(command, 'EVENT', 'COMPLETED', 12, {
        processInstanceKey: 12,
        processDefinitionKey: 3,
        variables: '{"big":12345678901234567890}',
      }),
      valueType: 'PROCESS_INSTANCE_RESULT',
    } as ReturnType<typeof recordOf>,
  });
  const request = CreateProcessInstanceRequest.create({ bpmnProcessId: 'p', version: -1 });
  const answer = await unary(
    client,
    client.createProcessInstanceWithResult,
    CreateProcessInstanceWithResultRequest.create({ request, fetchVariables: ['big'] }),
  );
  expect(answer).toMatchObject({ processInstanceKey: wireKey(1, 12), variables: '{"big":12345678901234567890}' });
  expect(partition.commands[0]).toMatchObject({ intent: 'CREATE_WITH_AWAITING_RESULT', value: { fetchVariables: ['big'] } });
});

test('a command without an answer is DEADLINE_EXCEEDED after the gateway time-out; a partition that left is UNAVAILABLE', async () => {
  const { client, partition } = await start(1, { commandTimeoutMs: 80 });
  partition.script = () => undefined;
  const complete = (): Promise<unknown> => unary(client, client.completeJob, CompleteJobRequest.create({ jobKey: wireKey(1, 5) }));
  expect((await failure(complete()))?.code).toBe(status.DEADLINE_EXCEEDED);
  partition.script = () => ({ kind: 'unavailable', reason: 'closing', written: 'unknown' });
  expect(await failure(complete())).toMatchObject({ code: status.UNAVAILABLE, details: 'closing' });
  partition.script = () => ({ kind: 'tooLarge', reason: 'above 4 MB' });
  expect((await failure(complete()))?.code).toBe(status.INVALID_ARGUMENT);
});

test('a message above 4 MiB is RESOURCE_EXHAUSTED and the connection lives on', async () => {
  const { client } = await start();
  const variables = `{"x":"${'y'.repeat(4 * 1024 * 1024)}"}`;
  const refused = await failure(unary(client, client.completeJob, CompleteJobRequest.create({ jobKey: wireKey(1, 5), variables })));
  expect(refused?.code).toBe(status.RESOURCE_EXHAUSTED);
  await unary(client, client.topology, TopologyRequest.create({}));
});
