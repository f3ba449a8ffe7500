// The gRPC client of @camunda8/sdk, unchanged, against our broker: what it shares with zeebe-node, and what it has beyond.
import { Camunda8 } from '@camunda8/sdk';
import { expect, test } from 'vitest';
import { signalProcess, taskProcess, twoTaskProcess } from './models.ts';
import type { NodeClient, NodeJob } from './node-client.ts';
import { deploy, type NodeStage, nextJob, nodeClientSuite } from './node-client.suite.ts';

/** What the SDK has and zeebe-node has not. */
interface SdkClient extends NodeClient {
  updateJobTimeout(request: { readonly jobKey: string; readonly timeout: number }): Promise<unknown>;
  deleteResource(request: { readonly resourceKey: string }): Promise<unknown>;
  migrateProcessInstance(request: {
    readonly processInstanceKey: string;
    readonly migrationPlan: {
      readonly targetProcessDefinitionKey: string;
      readonly mappingInstructions: readonly { readonly sourceElementId: string; readonly targetElementId: string }[];
    };
  }): Promise<unknown>;
  streamJobs(request: {
    readonly type: string;
    readonly worker: string;
    readonly timeout: number;
    readonly tenantIds: readonly string[];
    taskHandler(job: NodeJob): Promise<string>;
  }): Promise<{ close(): void }>;
}

const leaseMs = 60_000;

function open(address: string): SdkClient {
  const camunda = new Camunda8({
    ZEEBE_GRPC_ADDRESS: `grpc://${address}`,
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    CAMUNDA_LOG_LEVEL: 'none',
    zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: 'NONE', ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS: 10 },
  });
  return camunda.getZeebeGrpcApiClient() as unknown as SdkClient;
}

const now = nodeClientSuite(open);
const sdk = (): NodeStage & { readonly client: SdkClient } => now() as NodeStage & { readonly client: SdkClient };

test('a stream gets waiting jobs and new ones, each once, and closes', async () => {
  const { client } = sdk();
  await deploy(sdk(), 'stream', taskProcess('stream'));
  const create = (): Promise<{ readonly processInstanceKey: string }> =>
    client.createProcessInstance({ bpmnProcessId: 'stream', variables: {} });
  const waiting = await Promise.all([create(), create()]);
  const done: string[] = [];
  let told: (() => void) | undefined;
  const stream = await client.streamJobs({
    type: 'stream',
    worker: 'suite',
    timeout: leaseMs,
    tenantIds: ['<default>'],
    taskHandler: async (job) => {
      const outcome = await job.complete();
      done.push(job.processInstanceKey);
      told?.();
      return outcome;
    },
  });
  const created = [...waiting, ...(await Promise.all(Array.from({ length: 20 }, create)))];
  await new Promise<void>((resolve) => {
    told = () => {
      if (done.length >= created.length) resolve();
    };
    told();
  });
  stream.close();
  expect(done.toSorted()).toEqual(created.map(({ processInstanceKey }) => processInstanceKey).toSorted());
});

test('a lease that is cut short lets the job go to the next who asks', async () => {
  const { client } = sdk();
  await deploy(sdk(), 'lease', taskProcess('lease'));
  const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'lease', variables: {} });
  const first = await nextJob(sdk(), 'lease');
  await client.updateJobTimeout({ jobKey: first.key, timeout: 1 });
  expect(await nextJob(sdk(), 'lease')).toMatchObject({ key: first.key, retries: first.retries });
  await client.cancelProcessInstance(processInstanceKey);
});

test('an instance migrates to another version and its job goes with it', async () => {
  const { client } = sdk();
  await deploy(sdk(), 'migrate', taskProcess('migrate'));
  const { deployments } = await deploy(sdk(), 'migrate-target', twoTaskProcess('migrate-target'));
  const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'migrate', variables: { kept: true } });
  const { key: jobKey } = await nextJob(sdk(), 'migrate');
  await client.migrateProcessInstance({
    processInstanceKey,
    migrationPlan: {
      targetProcessDefinitionKey: String(deployments[0]?.['process']?.['processDefinitionKey']),
      mappingInstructions: [{ sourceElementId: 'task', targetElementId: 'first' }],
    },
  });
  await client.completeJob({ jobKey, variables: {} });
  const second = await nextJob(sdk(), 'migrate-target-second');
  expect(second).toMatchObject({ bpmnProcessId: 'migrate-target', processInstanceKey, variables: { kept: true } });
  await client.completeJob({ jobKey: second.key, variables: {} });
});

test('a process is deleted once nothing of it runs, and can be started no longer', async () => {
  const { client } = sdk();
  const { deployments } = await deploy(sdk(), 'delete', signalProcess('delete'));
  const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'delete', variables: {} });
  const resourceKey = String(deployments[0]?.['process']?.['processDefinitionKey']);
  await expect(client.deleteResource({ resourceKey })).rejects.toThrow(/^9 FAILED_PRECONDITION: .* there are still running instances/);
  await client.cancelProcessInstance(processInstanceKey);
  await client.deleteResource({ resourceKey });
  await expect(client.createProcessInstance({ bpmnProcessId: 'delete', variables: {} })).rejects.toThrow(/^5 NOT_FOUND: Command 'CREATE'/);
  await expect(client.deleteResource({ resourceKey })).rejects.toThrow(/^5 NOT_FOUND: Command 'DELETE'/);
});
