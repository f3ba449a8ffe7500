/** Bad input against a real broker: the code Zeebe answers (keys of no partition: UNAVAILABLE), nothing half done, and the next call is served. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import {
  ActivateJobsRequest,
  CancelProcessInstanceRequest,
  CompleteJobRequest,
  CreateProcessInstanceRequest,
  DeployResourceRequest,
  FailJobRequest,
  PublishMessageRequest,
  ResolveIncidentRequest,
  SetVariablesRequest,
  StreamActivatedJobsRequest,
  ThrowErrorRequest,
  UpdateJobRetriesRequest,
  UpdateJobTimeoutRequest,
} from '@millrace/proto/gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BareConnection, connectBare } from '../bare-grpc.ts';
import { type BrokerProcess, startBrokerProcess } from '../broker-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-hostile-'));
const good = readFileSync(new URL('../models/service-task.bpmn', import.meta.url), 'utf8');
let broker: BrokerProcess;
let connection: BareConnection;

beforeAll(async () => {
  broker = await startBrokerProcess(folder);
  connection = connectBare(broker.gateway);
  expect(await deploy({ 'good.bpmn': good })).toBe('OK');
}, 90_000);

afterAll(async () => {
  connection.close();
  await broker.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** The name of the status a call ends with. */
function call(method: string, message: Uint8Array): Promise<string> {
  return new Promise((resolve) =>
    connection.unary(`/gateway_protocol.Gateway/${method}`, message, (code) => resolve(status[code] ?? String(code))),
  );
}

function deploy(files: Readonly<Record<string, string>>): Promise<string> {
  const resources = Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }));
  return call('DeployResource', DeployResourceRequest.encode(DeployResourceRequest.fromPartial({ resources })).finish());
}

function create(request: Partial<CreateProcessInstanceRequest>): Promise<string> {
  const complete = { bpmnProcessId: 'service-task', version: -1, ...request };
  return call('CreateProcessInstance', CreateProcessInstanceRequest.encode(CreateProcessInstanceRequest.fromPartial(complete)).finish());
}

/** The broker as its next client finds it. */
async function expectAlive(): Promise<void> {
  expect(await create({ variables: '{}' })).toBe('OK');
  const health = await fetch(`http://${broker.management}/health/ready`);
  expect(health.status).toBe(200);
}

function model(body: string, head = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${head}
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="x">
  <bpmn:process id="hostile" isExecutable="true">${body}</bpmn:process>
</bpmn:definitions>`;
}

function nested(tag: string, bytes: number): string {
  const depth = Math.floor(bytes / (2 * tag.length + 5));
  return `<${tag}>`.repeat(depth) + `</${tag}>`.repeat(depth);
}

const laughs = `<!DOCTYPE x [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, index) => `<!ENTITY a${index + 1} "&a${index};&a${index};">`).join('')}]>`;
const plain =
  '<bpmn:startEvent id="s"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent><bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e"/>';
const KEY = 2_251_799_813_685_248n;
const TOO_LARGE = 'x'.repeat(5 * 1024 * 1024);

describe('files to deploy', { timeout: 60_000 }, () => {
  it.each([
    ['no file', {}, 'INVALID_ARGUMENT'],
    ['an empty file', { 'a.bpmn': '' }, 'INVALID_ARGUMENT'],
    ['text that is no XML', { 'a.bpmn': 'hello' }, 'INVALID_ARGUMENT'],
    ['XML that is no BPMN', { 'a.bpmn': '<html><body/></html>' }, 'INVALID_ARGUMENT'],
    ['XML that ends early', { 'a.bpmn': good.slice(0, good.length / 2) }, 'INVALID_ARGUMENT'],
    ['bytes of another encoding', { 'a.bpmn': `\uFEFF\u0000${good}` }, 'INVALID_ARGUMENT'],
    ['entities that grow', { 'a.bpmn': model(`<bpmn:documentation>&a30;</bpmn:documentation>${plain}`, laughs) }, 'INVALID_ARGUMENT'],
    [
      'an entity of a file',
      { 'a.bpmn': model(`&f;${plain}`, '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>') },
      'INVALID_ARGUMENT',
    ],
    ['elements nested 3 MB deep', { 'a.bpmn': model(nested('bpmn:subProcess', 3_000_000)) }, 'INVALID_ARGUMENT'],
    ['elements nested 10 MB deep', { 'a.bpmn': model(nested('bpmn:subProcess', 10_000_000)) }, 'RESOURCE_EXHAUSTED'],
    ['an unknown kind of file', { 'a.exe': 'MZ' }, 'INVALID_ARGUMENT'],
    ['a file without a kind', { bpmn: good }, 'INVALID_ARGUMENT'],
    [
      'a task without a type',
      {
        'a.bpmn': model(
          '<bpmn:startEvent id="s"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent><bpmn:serviceTask id="t"><bpmn:incoming>f</bpmn:incoming></bpmn:serviceTask><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/>',
        ),
      },
      'INVALID_ARGUMENT',
    ],
    [
      'a flow to nowhere',
      { 'a.bpmn': model('<bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="nowhere"/>') },
      'INVALID_ARGUMENT',
    ],
    ['broken DMN', { 'a.dmn': '<definitions' }, 'INVALID_ARGUMENT'],
    ['a form that is no JSON', { 'a.form': '{' }, 'INVALID_ARGUMENT'],
  ] as const)('%s', async (_, files, code) => {
    expect(await deploy(files)).toBe(code);
    expect(await create({ bpmnProcessId: 'hostile', variables: '{}' })).toBe('NOT_FOUND');
    await expectAlive();
  });

  it('a good file beside a broken one is not deployed', async () => {
    expect(await deploy({ 'good.bpmn': model(plain).replace('"hostile"', '"beside"'), 'broken.bpmn': '<' })).toBe('INVALID_ARGUMENT');
    expect(await create({ bpmnProcessId: 'beside', variables: '{}' })).toBe('NOT_FOUND');
    await expectAlive();
  });
});

describe('instances to create', { timeout: 60_000 }, () => {
  it.each<[string, Partial<CreateProcessInstanceRequest>, string]>([
    ['an unknown process', { bpmnProcessId: 'unknown' }, 'NOT_FOUND'],
    ['an unknown version', { version: 99 }, 'NOT_FOUND'],
    ['an unknown key', { bpmnProcessId: '', processDefinitionKey: KEY + 999_999n }, 'NOT_FOUND'],
    ['neither id nor key', { bpmnProcessId: '' }, 'NOT_FOUND'],
    ['a negative key', { bpmnProcessId: '', processDefinitionKey: -1n }, 'INVALID_ARGUMENT'],
    ['variables that are no JSON', { variables: 'hello' }, 'INVALID_ARGUMENT'],
    ['variables that end early', { variables: '{"a":' }, 'INVALID_ARGUMENT'],
    ['variables behind the object', { variables: '{} {}' }, 'INVALID_ARGUMENT'],
    ['a list as variables', { variables: '[1]' }, 'INVALID_ARGUMENT'],
    ['a number as variables', { variables: '1' }, 'INVALID_ARGUMENT'],
    ['a text as variables', { variables: '"a"' }, 'INVALID_ARGUMENT'],
    ['an unknown start element', { startInstructions: [{ elementId: 'nowhere' }] }, 'INVALID_ARGUMENT'],
    ['5 MB of variables', { variables: JSON.stringify({ a: TOO_LARGE }) }, 'RESOURCE_EXHAUSTED'],
  ])('%s', async (_, request, code) => {
    expect(await create({ variables: '{}', ...request })).toBe(code);
    await expectAlive();
  });

  it('variables of 1.5 MB nested deep neither break the broker nor the next call', async () => {
    const depth = 750_000;
    expect(['OK', 'INVALID_ARGUMENT']).toContain(await create({ variables: `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}` }));
    await expectAlive();
  });

  it('variables of 3.9 MB are taken', async () => {
    expect(await create({ variables: JSON.stringify({ a: 'x'.repeat(3_900_000) }) })).toBe('OK');
    await expectAlive();
  });
});

describe('variables that grow', { timeout: 60_000 }, () => {
  const growing = (expression: string): string =>
    model(`<bpmn:startEvent id="s"/><bpmn:scriptTask id="t"><bpmn:extensionElements><zeebe:script expression="=${expression}" resultVariable="r"/></bpmn:extensionElements></bpmn:scriptTask>
      <bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f" sourceRef="s" targetRef="t"/><bpmn:sequenceFlow id="g" sourceRef="t" targetRef="e"/>`);

  it.each(['for i in 1..100 return s', 's + s + s + s + s + s + s + s + s', 'for i in 1..1000 return {a: s, b: [s, s, s]}'])(
    'to more than a record holds stop their instance only: %s',
    async (expression) => {
      expect(await deploy({ 'growing.bpmn': growing(expression) })).toBe('OK');
      expect(await create({ bpmnProcessId: 'hostile', variables: JSON.stringify({ s: 'x'.repeat(1_000_000) }) })).toBe('OK');
      await expectAlive();
    },
  );
});

describe('commands about what is not there, or not so', { timeout: 60_000 }, () => {
  const jobKey = KEY + 123_456n;
  it.each([
    ['CompleteJob', CompleteJobRequest.encode(CompleteJobRequest.fromPartial({ jobKey })), 'NOT_FOUND'],
    ['CompleteJob', CompleteJobRequest.encode(CompleteJobRequest.fromPartial({ jobKey, variables: '[]' })), 'INVALID_ARGUMENT'],
    ['CompleteJob', CompleteJobRequest.encode(CompleteJobRequest.fromPartial({ jobKey: -1n })), 'UNAVAILABLE'],
    ['CompleteJob', CompleteJobRequest.encode(CompleteJobRequest.fromPartial({ jobKey: 0n })), 'UNAVAILABLE'],
    ['FailJob', FailJobRequest.encode(FailJobRequest.fromPartial({ jobKey, retries: -5 })), 'NOT_FOUND'],
    ['ThrowError', ThrowErrorRequest.encode(ThrowErrorRequest.fromPartial({ jobKey, errorCode: 'x' })), 'NOT_FOUND'],
    ['UpdateJobRetries', UpdateJobRetriesRequest.encode(UpdateJobRetriesRequest.fromPartial({ jobKey, retries: 1 })), 'NOT_FOUND'],
    ['UpdateJobTimeout', UpdateJobTimeoutRequest.encode(UpdateJobTimeoutRequest.fromPartial({ jobKey, timeout: 1000n })), 'NOT_FOUND'],
    [
      'CancelProcessInstance',
      CancelProcessInstanceRequest.encode(CancelProcessInstanceRequest.fromPartial({ processInstanceKey: jobKey })),
      'NOT_FOUND',
    ],
    [
      'SetVariables',
      SetVariablesRequest.encode(SetVariablesRequest.fromPartial({ elementInstanceKey: jobKey, variables: '{}' })),
      'NOT_FOUND',
    ],
    [
      'SetVariables',
      SetVariablesRequest.encode(SetVariablesRequest.fromPartial({ elementInstanceKey: jobKey, variables: '1' })),
      'INVALID_ARGUMENT',
    ],
    ['ResolveIncident', ResolveIncidentRequest.encode(ResolveIncidentRequest.fromPartial({ incidentKey: jobKey })), 'NOT_FOUND'],
    [
      'PublishMessage',
      PublishMessageRequest.encode(PublishMessageRequest.fromPartial({ name: 'm', correlationKey: 'k', variables: '3' })),
      'INVALID_ARGUMENT',
    ],
    ['ActivateJobs', activation({ type: '' }), 'INVALID_ARGUMENT'],
    ['ActivateJobs', activation({ timeout: 0n }), 'INVALID_ARGUMENT'],
    ['ActivateJobs', activation({ timeout: -1n }), 'INVALID_ARGUMENT'],
    ['ActivateJobs', activation({ maxJobsToActivate: 0 }), 'OK'],
    ['ActivateJobs', activation({ maxJobsToActivate: -1 }), 'OK'],
    [
      'StreamActivatedJobs',
      StreamActivatedJobsRequest.encode(StreamActivatedJobsRequest.fromPartial({ type: '', timeout: 1n })),
      'INVALID_ARGUMENT',
    ],
    [
      'StreamActivatedJobs',
      StreamActivatedJobsRequest.encode(StreamActivatedJobsRequest.fromPartial({ type: 'work', timeout: -1n })),
      'INVALID_ARGUMENT',
    ],
    ['NoSuchMethod', CompleteJobRequest.encode(CompleteJobRequest.fromPartial({ jobKey })), 'UNIMPLEMENTED'],
  ] as const)('%s (%#)', async (method, request, code) => {
    expect(await call(method, request.finish())).toBe(code);
    await expectAlive();
  });

  it('bytes that are no message end their own call only', async () => {
    // What gRPC itself says of a request that cannot be read; the reference lets it end as UNKNOWN.
    expect(await call('CompleteJob', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0x01]))).toBe('INTERNAL');
    expect(await call('CreateProcessInstance', Buffer.from([0x22, 0xff, 0xff, 0xff, 0x7f]))).toBe('INTERNAL');
    await expectAlive();
  });
});

function activation(request: Partial<ActivateJobsRequest>) {
  const sound = { type: 'work', worker: 'w', timeout: 1000n, maxJobsToActivate: 1, requestTimeout: -1n };
  return ActivateJobsRequest.encode(ActivateJobsRequest.fromPartial({ ...sound, ...request }));
}
