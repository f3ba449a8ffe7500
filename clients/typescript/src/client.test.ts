// Each command against a stub gateway: what goes over the wire and what comes back.
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fault, startStubGateway, wireJob } from '../test/stub-gateway.ts';
import type { StubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import type { Job } from './job.ts';
import { key } from './keys.ts';

const open: { client?: Client; stub?: StubGateway } = {};

async function connect(stubs: Parameters<typeof startStubGateway>[0], options: Parameters<typeof createClient>[0] = {}): Promise<Client> {
  open.stub = await startStubGateway(stubs);
  open.client = createClient({ address: open.stub.address, env: {}, ...options });
  return open.client;
}

afterEach(async () => {
  await open.client?.close();
  open.stub?.stop();
});

/** Records the request and answers. */
function seen<Q>(answer: object): { requests: Q[]; stub: (request: never) => object } {
  const requests: Q[] = [];
  return {
    requests,
    stub(request) {
      requests.push(request);
      return answer;
    },
  };
}

describe('client', () => {
  it('starts an instance with every digit of its variables and keys', async () => {
    const create = seen<{ variables: string; bpmnProcessId: string; version: number }>({
      processDefinitionKey: 9_223_372_036_854_775_807n,
      bpmnProcessId: 'order',
      version: 2,
      processInstanceKey: 18_014_398_509_481_985n,
      tenantId: '<default>',
      tags: [],
    });
    const client = await connect({ unary: { createProcessInstance: create.stub } });
    const created = await client.createInstance({ processId: 'order', variables: { id: 12345678901234567890n, total: 12.5 } });
    expect(created).toMatchObject({
      processInstanceKey: '18014398509481985',
      processDefinitionKey: '9223372036854775807',
      processId: 'order',
      version: 2,
      repeated: false,
    });
    expect(create.requests[0]).toMatchObject({
      bpmnProcessId: 'order',
      version: -1,
      variables: '{"id":12345678901234567890,"total":12.5}',
    });
  });

  it('waits for a result and reads its variables', async () => {
    const create = seen<{ requestTimeout: bigint; request: { bpmnProcessId: string } }>({
      processDefinitionKey: 1n,
      bpmnProcessId: 'order',
      version: 1,
      processInstanceKey: 2n,
      variables: '{"id":98765432109876543210}',
      tenantId: '<default>',
      tags: [],
    });
    const client = await connect({ unary: { createProcessInstanceWithResult: create.stub } });
    const { variables } = await client.createInstance<{ id: bigint }>({ processId: 'order', awaitResult: true, requestTimeout: '3s' });
    expect(variables.id).toBe(98765432109876543210n);
    expect(create.requests[0]).toMatchObject({ requestTimeout: 3_000n, request: { bpmnProcessId: 'order' } });
  });

  it('starts with a request id over our own service, and says when it was a repeat', async () => {
    const create = seen<{ requestId: string; awaitResult: boolean }>({
      processDefinitionKey: 1n,
      bpmnProcessId: 'order',
      version: 1,
      processInstanceKey: 2n,
      tenantId: '<default>',
      variables: '',
      repeated: true,
      positions: [{ partitionId: 1, position: 77n }],
    });
    const client = await connect({ unary: { createProcessInstance: create.stub } });
    const created = await client.createInstance({ processId: 'order', requestId: 'r-1' });
    expect(created).toMatchObject({ repeated: true, positions: [{ partitionId: 1, position: '77' }] });
    expect(create.requests[0]).toMatchObject({ requestId: 'r-1', awaitResult: false });
  });

  it('tells where each command of ours was written, and nothing where the gateway does not', async () => {
    const positions = [{ partitionId: 3, position: 2n ** 60n }];
    const unary = Object.fromEntries(
      ['completeUserTask', 'assignUserTask', 'claimUserTask', 'updateUserTask', 'activateAdHocElements', 'updateJob'].map((name) => [
        name,
        () => ({ positions }),
      ]),
    );
    const client = await connect({
      unary: {
        ...unary,
        correlateMessage: () => ({ messageKey: 1n, processInstanceKey: 2n, tenantId: '', positions }),
        publishMessage: () => ({ messageKey: 1n, key: 1n, tenantId: '', positions }),
        evaluateConditional: () => ({ conditionalEvaluationKey: 1n, processInstances: [], tenantId: '', positions }),
      },
    });
    const task = { userTaskKey: key<'userTask'>('7') };
    const answers = await Promise.all([
      client.completeUserTask(task),
      client.assignUserTask({ ...task, assignee: 'ada' }),
      client.claimUserTask({ ...task, assignee: 'ada' }),
      client.updateUserTask({ ...task, changes: { priority: 3 } }),
      client.activateAdHocElements({ adHocSubProcessInstanceKey: key('8'), elements: [{ elementId: 'a' }] }),
      client.updateJob({ jobKey: key('9'), retries: 2 }),
      client.correlateMessage({ name: 'paid' }),
      client.publishMessage({ name: 'paid', requestId: 'r-1' }),
      client.evaluateConditional({ requestId: 'r-2' }),
    ]);
    for (const answer of answers) expect(answer.positions).toEqual([{ partitionId: 3, position: String(2n ** 60n) }]);
    expect((await client.publishMessage({ name: 'paid' })).positions).toEqual([]);
  });

  it('answers each item of a batch by itself', async () => {
    const one = {
      processDefinitionKey: 1n,
      bpmnProcessId: 'order',
      version: 1,
      processInstanceKey: 2n,
      tenantId: '',
      variables: '',
      repeated: false,
      positions: [],
    };
    const answer = {
      results: [
        { code: 0, message: '', instance: one },
        { code: 5, message: 'Expected to find it, but no' },
      ],
      positions: [],
    };
    const client = await connect({ unary: { createProcessInstances: () => answer } });
    const [first, second] = await client.createInstances([{ processId: 'order' }, { processId: 'gone' }]);
    expect(first).toMatchObject({ processInstanceKey: '2' });
    expect(second).toMatchObject({ name: 'MillraceError', code: 'NOT_FOUND', retryable: false });
  });

  it('deploys files and contents, and sorts what comes back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-client-'));
    const deploy = seen<{ resources: { name: string; content: Buffer }[]; tenantId: string }>({
      key: 5n,
      tenantId: 'acme',
      deployments: [
        { process: { bpmnProcessId: 'order', version: 1, processDefinitionKey: 6n, resourceName: 'order.bpmn', tenantId: 'acme' } },
        { form: { formId: 'f', version: 1, formKey: 7n, resourceName: 'f.form', tenantId: 'acme' } },
      ],
    });
    try {
      await writeFile(join(folder, 'order.bpmn'), '<bpmn/>');
      const client = await connect({ unary: { deployResource: deploy.stub } }, { tenantId: 'acme' });
      const deployed = await client.deploy([join(folder, 'order.bpmn'), { name: 'f.form', content: '{}' }]);
      expect(deployed.processes[0]).toMatchObject({ processId: 'order', processDefinitionKey: '6' });
      expect(deployed.forms[0]).toMatchObject({ formId: 'f', formKey: '7' });
      expect(deploy.requests[0]?.tenantId).toBe('acme');
      expect(deploy.requests[0]?.resources.map(({ name, content }) => `${name}:${content.toString()}`)).toEqual([
        'order.bpmn:<bpmn/>',
        'f.form:{}',
      ]);
      await expect(client.deploy(join(folder, 'missing.bpmn'))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['an array', [1]],
    ['null', null],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['text', 'a'],
  ])('refuses %s as variables before anything is sent', async (_name, variables) => {
    const client = await connect({ unary: { completeJob: () => ({}) } });
    const call = client.completeJob({ jobKey: key('1'), variables: variables as never });
    await expect(call).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', details: { notWritten: true } });
    expect(open.stub?.calls.get('completeJob')).toBeUndefined();
  });

  it('sends job commands as the contract has them', async () => {
    const fail = seen({});
    const complete = seen({});
    const raise = seen({});
    const timeout = seen({});
    const client = await connect({
      unary: { failJob: fail.stub, completeJob: complete.stub, throwError: raise.stub, updateJobTimeout: timeout.stub },
    });
    const jobKey = key<'job'>('9007199254740993');
    await client.failJob({ jobKey, retries: 2, message: 'down', backoff: '10s' });
    await client.completeJob({ jobKey, variables: { done: true }, result: { type: 'userTask', denied: true, deniedReason: 'no' } });
    await client.throwError({ jobKey, code: 'NO_ADDRESS' });
    await client.updateJobTimeout({ jobKey, timeout: '1.5m' });
    expect(fail.requests[0]).toMatchObject({ jobKey: 9007199254740993n, retries: 2, errorMessage: 'down', retryBackOff: 10_000n });
    expect(complete.requests[0]).toMatchObject({
      variables: '{"done":true}',
      result: { type: 'userTask', denied: true, deniedReason: 'no' },
    });
    expect(raise.requests[0]).toMatchObject({ errorCode: 'NO_ADDRESS', variables: '' });
    expect(timeout.requests[0]).toMatchObject({ timeout: 90_000n });
  });

  it('reads decisions with their failure', async () => {
    const answer = {
      decisionKey: 1n,
      decisionId: 'price',
      decisionName: 'Price',
      decisionVersion: 1,
      decisionRequirementsId: 'drg',
      decisionRequirementsKey: 2n,
      decisionOutput: '{"price":12345678901234567890}',
      evaluatedDecisions: [],
      failedDecisionId: 'inner',
      failureMessage: 'Expected one match, but two',
      tenantId: '',
      decisionInstanceKey: 0n,
      decisionEvaluationKey: 3n,
    };
    const client = await connect({ unary: { evaluateDecision: () => answer } });
    const result = await client.evaluateDecision({ decisionId: 'price', variables: { age: 3 } });
    expect(result.output).toEqual({ price: 12345678901234567890n });
    expect(result.failure).toEqual({ decisionId: 'inner', message: 'Expected one match, but two' });
  });

  it('answers UNIMPLEMENTED for our own services at a gateway of the field', async () => {
    const client = await connect({});
    await expect(client.correlateMessage({ name: 'paid' })).rejects.toMatchObject({ code: 'UNIMPLEMENTED', retryable: false });
    await expect(client.completeUserTask({ userTaskKey: key('1') })).rejects.toMatchObject({ code: 'UNIMPLEMENTED' });
  });

  it('keeps the words of a refusal', async () => {
    const text = "Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete job with key '1', but no such job was found";
    const client = await connect({ unary: { completeJob: () => Promise.reject(fault('NOT_FOUND', text)) } });
    const call = client.completeJob({ jobKey: key('1') });
    await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND', retryable: false, details: { method: 'CompleteJob', reason: text } });
    expect(open.stub?.calls.get('completeJob')).toBe(1);
  });

  it('iterates over the jobs of a poll, and over records', async () => {
    const client = await connect({
      streams: {
        activateJobs(call) {
          call.write({ jobs: [wireJob({ key: 1n }), wireJob({ key: 2n })] });
          call.write({ jobs: [wireJob({ key: 3n, variables: 'not json' })] });
          call.end();
        },
        follow(call) {
          const record = {
            partitionId: 1,
            position: 9n,
            sourcePosition: -1n,
            key: 5n,
            timestampMs: 7n,
            recordType: 2,
            valueType: 'JOB',
            intent: 'CREATED',
          };
          call.write({
            partitionId: 1,
            records: [{ ...record, rejectionType: '', rejectionReason: '', operationReference: 0n, json: '{}' }],
            position: 9n,
            firstPosition: 1n,
            endPosition: 9n,
          });
          call.end();
        },
      },
    });
    const jobs: Job[] = [];
    for await (const job of client.activateJobs({ type: 'charge', lease: '30s', max: 3, requestTimeout: '1s' })) jobs.push(job);
    expect(jobs.map((job) => job.key)).toEqual(['1', '2', '3']);
    expect(jobs[0]).toMatchObject({
      variables: { total: 12 },
      headers: { region: 'eu' },
      processId: 'order',
      deadline: 1_700_000_000_000,
      listenerEvent: undefined,
    });
    expect(() => jobs[2]?.variables).toThrow(expect.objectContaining({ code: 'MALFORMED_ANSWER' }));
    const records = [];
    for await (const record of client.followRecords()) records.push(record);
    expect(records).toMatchObject([{ position: '9', recordType: 'EVENT', valueType: 'JOB', json: '{}' }]);
  });
});
