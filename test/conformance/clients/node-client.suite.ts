// One story after another that both Node clients must live through with our broker. Each uses a name of its own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OurBroker, startBroker } from '../runner/our-broker.ts';
import { decision, messageProcess, signalProcess, taskProcess, twoTaskProcess } from './models.ts';
import type { NodeClient, NodeJob, NodeWorkerConfig } from './node-client.ts';
import { createRecordFinder, isEventOf, type RecordFinder } from './records.ts';

/** What the suite hands to tests of one client only. */
export interface NodeStage {
  readonly broker: OurBroker;
  readonly client: NodeClient;
  readonly findRecord: RecordFinder;
}

/** Longest time a client may take to close, ms. */
const closeMs = 5_000;
/** Longest time a client needs to come back after a restart, by its own waits, ms. */
const comeBackMs = 40_000;
const leaseMs = 60_000;
const retryBackOffMs = 300;

/** Runs the suite; `open` makes a client as its manual says. Answers the stage, to be asked inside of tests. */
export function nodeClientSuite(open: (address: string) => NodeClient): () => NodeStage {
  let stage: NodeStage | undefined;
  const now = (): NodeStage => {
    if (stage === undefined) throw new Error('Expected the broker to be there, but it did not start');
    return stage;
  };
  beforeAll(async () => {
    const broker = await startBroker('system');
    stage = { broker, client: open(broker.gatewayAddress), findRecord: createRecordFinder(broker.recordsUrl) };
  });
  afterAll(async () => {
    await stage?.client.close();
    await stage?.broker.stop();
  });
  basics(now);
  events(now);
  failures(now);
  changes(now);
  lifetime(now, open);
  return now;
}

type Now = () => NodeStage;

/** Deploys a model under the name of its process. */
export function deploy({ client }: NodeStage, id: string, model: string): ReturnType<NodeClient['deployResource']> {
  return client.deployResource({ name: `${id}.bpmn`, process: Buffer.from(model) });
}

/** The next job of a type, waiting up to 10 s for it. */
export async function nextJob({ client }: NodeStage, type: string): Promise<Omit<NodeJob, 'complete' | 'fail' | 'error'>> {
  const [job] = await client.activateJobs({ type, worker: 'suite', timeout: leaseMs, maxJobsToActivate: 1, requestTimeout: 10_000 });
  if (job === undefined) throw new Error(`Expected a job of type ${type} within 10 s, but there was none`);
  return job;
}

async function withWorker<T>({ client }: NodeStage, config: NodeWorkerConfig, during: () => Promise<T>): Promise<T> {
  const worker = client.createWorker(config);
  try {
    return await during();
  } finally {
    await worker.close();
  }
}

function basics(now: Now): void {
  test('topology names a leader of each partition and a version', async () => {
    const { gatewayVersion, brokers } = await now().client.topology();
    expect(gatewayVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(brokers.flatMap(({ partitions }) => partitions)).toMatchObject([{ partitionId: 1, role: 'LEADER' }]);
  });

  test('a worker gets a job with everything in it; its variables are in the result', async () => {
    const { deployments } = await deploy(now(), 'work', taskProcess('work'));
    expect(deployments).toMatchObject([{ process: { bpmnProcessId: 'work', version: 1, resourceName: 'work.bpmn' } }]);
    const jobs: NodeJob[] = [];
    const config: NodeWorkerConfig = {
      taskType: 'work',
      taskHandler: (job) => {
        jobs.push(job);
        return job.complete({ doubled: Number(job.variables['amount']) * 2 });
      },
    };
    const result = await withWorker(now(), config, () =>
      now().client.createProcessInstanceWithResult({ bpmnProcessId: 'work', variables: { amount: 21 }, requestTimeout: 10_000 }),
    );
    expect(result).toMatchObject({ bpmnProcessId: 'work', version: 1, variables: { amount: 21, doubled: 42 } });
    expect(jobs).toMatchObject([
      { type: 'work', elementId: 'task', bpmnProcessId: 'work', retries: 3, variables: { amount: 21 }, customHeaders: { region: 'north' } },
    ]);
    expect(jobs[0]?.processInstanceKey).toBe(result.processInstanceKey);
  });

  test('a hundred jobs reach one worker once each', async () => {
    await deploy(now(), 'hundred', taskProcess('hundred'));
    const keys: string[] = [];
    const config: NodeWorkerConfig = {
      taskType: 'hundred',
      taskHandler: (job) => {
        keys.push(job.key);
        return job.complete();
      },
    };
    await withWorker(now(), config, () =>
      Promise.all(
        Array.from({ length: 100 }, () =>
          now().client.createProcessInstanceWithResult({ bpmnProcessId: 'hundred', variables: {}, requestTimeout: 20_000 }),
        ),
      ),
    );
    expect(new Set(keys).size).toBe(100);
    expect(keys.length).toBe(100);
  });

  test('what does not exist is refused with the text that clients parse', async () => {
    const { client } = now();
    await expect(client.createProcessInstance({ bpmnProcessId: 'unheard-of', variables: {} })).rejects.toThrow(
      "5 NOT_FOUND: Command 'CREATE' rejected with code 'NOT_FOUND': Expected to find process definition",
    );
    await expect(client.completeJob({ jobKey: '2251799813685248', variables: {} })).rejects.toThrow(/^5 NOT_FOUND: Command 'COMPLETE'/);
    await expect(deploy(now(), 'broken', '<definitions')).rejects.toThrow(/^3 INVALID_ARGUMENT: /);
  });
}

function events(now: Now): void {
  test('a message is kept until somebody waits for it, and taken by who waits already', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'order-paid', messageProcess('order-paid'));
    const message = { name: 'order-paid', correlationKey: 'early', timeToLive: 60_000, variables: { paid: 'before' } };
    await client.publishMessage({ ...message, messageId: 'once' });
    await expect(client.publishMessage({ ...message, messageId: 'once' })).rejects.toThrow(/^6 ALREADY_EXISTS: /);
    const early = await client.createProcessInstanceWithResult({
      bpmnProcessId: 'order-paid',
      variables: { order: 'early' },
      requestTimeout: 10_000,
    });
    expect(early.variables).toMatchObject({ order: 'early', paid: 'before' });

    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'order-paid', variables: { order: 'late' } });
    await findRecord(isEventOf(processInstanceKey, 'PROCESS_MESSAGE_SUBSCRIPTION', 'CREATED'));
    await client.publishMessage({ name: 'order-paid', correlationKey: 'late', timeToLive: 0, variables: { paid: 'after' } });
    await expectCompleted(now(), processInstanceKey, 'order-paid');
  });

  test('a signal wakes everybody who waits for it', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'stock-arrived', signalProcess('stock-arrived'));
    const keys: string[] = [];
    for (let count = 0; count < 2; count++) {
      const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'stock-arrived', variables: {} });
      keys.push(processInstanceKey);
      // The subscription is open before the element that waits is active.
      const isActivated = isEventOf(processInstanceKey, 'PROCESS_INSTANCE', 'ELEMENT_ACTIVATED');
      await findRecord((record) => isActivated(record) && record.value['elementId'] === 'catch');
    }
    const { key } = await client.broadcastSignal({ signalName: 'stock-arrived', variables: { boxes: 3 } });
    expect(BigInt(key)).toBeGreaterThan(0n);
    for (const processInstanceKey of keys) await expectCompleted(now(), processInstanceKey, 'stock-arrived');
  });

  test('a decision is evaluated by its id', async () => {
    const { client } = now();
    const { deployments } = await client.deployResource({ name: 'size.dmn', decision: Buffer.from(decision('size')) });
    expect(deployments[0]).toMatchObject({ decision: { dmnDecisionId: 'size', version: 1 } });
    const answer = await client.evaluateDecision({ decisionId: 'size', variables: { total: 250 } });
    expect(answer).toMatchObject({ decisionId: 'size', decisionName: 'size of size' });
    expect(JSON.parse(answer.decisionOutput)).toBe('size-large');
    await expect(client.evaluateDecision({ decisionId: 'unheard-of', variables: {} })).rejects.toThrow(
      /^3 INVALID_ARGUMENT: .*but no decision found for/,
    );
  });
}

function failures(now: Now): void {
  test('a failed job comes back with fewer retries, not before its back-off', async () => {
    await deploy(now(), 'flaky', taskProcess('flaky'));
    const seen: { readonly atMs: number; readonly retries: number }[] = [];
    const config: NodeWorkerConfig = {
      taskType: 'flaky',
      taskHandler: (job) => {
        seen.push({ atMs: performance.now(), retries: job.retries });
        if (seen.length > 1) return job.complete({ tries: seen.length });
        return job.fail({ errorMessage: 'out of order', retries: 1, retryBackOff: retryBackOffMs });
      },
    };
    const { variables } = await withWorker(now(), config, () =>
      now().client.createProcessInstanceWithResult({ bpmnProcessId: 'flaky', variables: {}, requestTimeout: 15_000 }),
    );
    expect(variables).toEqual({ tries: 2 });
    expect(seen.map(({ retries }) => retries)).toEqual([3, 1]);
    expect((seen[1]?.atMs ?? 0) - (seen[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(retryBackOffMs - 1);
  });

  test('an error of a job is caught by the boundary event', async () => {
    await deploy(now(), 'stock', taskProcess('stock'));
    const config: NodeWorkerConfig = {
      taskType: 'stock',
      taskHandler: (job) => job.error({ errorCode: 'NO_STOCK', errorMessage: 'none left', variables: { reason: 'sold out' } }),
    };
    const { variables } = await withWorker(now(), config, () =>
      now().client.createProcessInstanceWithResult({ bpmnProcessId: 'stock', variables: {}, requestTimeout: 10_000 }),
    );
    expect(variables).toEqual({ reason: 'sold out' });
  });

  test('no retries left is an incident; with new retries it is resolved and the job comes again', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'repair', taskProcess('repair'));
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'repair', variables: {} });
    const { key: jobKey } = await nextJob(now(), 'repair');
    await client.failJob({ jobKey, retries: 0, errorMessage: 'no idea', retryBackOff: 0 });
    await expect(client.completeJob({ jobKey, variables: {} })).rejects.toThrow(/^9 FAILED_PRECONDITION: .*'FAILED'/);
    const incident = await findRecord(isEventOf(processInstanceKey, 'INCIDENT', 'CREATED'));
    expect(incident.value).toMatchObject({ errorType: 'JOB_NO_RETRIES', errorMessage: 'no idea' });
    await client.updateJobRetries({ jobKey, retries: 2 });
    await client.resolveIncident({ incidentKey: String(incident.key) });
    expect(await nextJob(now(), 'repair')).toMatchObject({ key: jobKey, retries: 2 });
    await client.completeJob({ jobKey, variables: {} });
    await expectCompleted(now(), processInstanceKey, 'repair');
    await expect(client.resolveIncident({ incidentKey: String(incident.key) })).rejects.toThrow(/^5 NOT_FOUND: /);
  });

  test('an error that nobody catches is an incident', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'uncaught', taskProcess('uncaught'));
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'uncaught', variables: {} });
    const { key: jobKey } = await nextJob(now(), 'uncaught');
    await client.throwError({ jobKey, errorCode: 'OTHER', errorMessage: 'unheard of' });
    const incident = await findRecord(isEventOf(processInstanceKey, 'INCIDENT', 'CREATED'));
    expect(incident.value).toMatchObject({ errorType: 'UNHANDLED_ERROR_EVENT' });
    await client.cancelProcessInstance(processInstanceKey);
  });
}

function changes(now: Now): void {
  test('variables are set on a running instance and reach its next job', async () => {
    const { client } = now();
    await deploy(now(), 'variables', twoTaskProcess('variables'));
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'variables', variables: { kept: 1, old: 2 } });
    const { key: jobKey } = await nextJob(now(), 'variables-first');
    await client.setVariables({ elementInstanceKey: processInstanceKey, variables: { old: 3, new: { list: [1, 'two'] } }, local: false });
    await client.completeJob({ jobKey, variables: {} });
    const job = await nextJob(now(), 'variables-second');
    expect(job.variables).toEqual({ kept: 1, old: 3, new: { list: [1, 'two'] } });
    await client.cancelProcessInstance(processInstanceKey);
  });

  test('an instance is modified: another element is active with variables of its own', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'modify', twoTaskProcess('modify'));
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'modify', variables: {} });
    const { value } = await findRecord(isEventOf(processInstanceKey, 'JOB', 'CREATED'));
    await client.modifyProcessInstance({
      processInstanceKey,
      activateInstructions: [
        { elementId: 'second', ancestorElementInstanceKey: '-1', variableInstructions: [{ scopeId: '', variables: { skipped: true } }] },
      ],
      terminateInstructions: [{ elementInstanceKey: String(value['elementInstanceKey']) }],
    });
    const job = await nextJob(now(), 'modify-second');
    expect(job.variables).toEqual({ skipped: true });
    await client.completeJob({ jobKey: job.key, variables: {} });
    await expectCompleted(now(), processInstanceKey, 'modify');
  });

  test('a cancelled instance is gone', async () => {
    const { client, findRecord } = now();
    await deploy(now(), 'cancel', taskProcess('cancel'));
    const { processInstanceKey } = await client.createProcessInstance({ bpmnProcessId: 'cancel', variables: {} });
    await client.cancelProcessInstance(processInstanceKey);
    await findRecord(isEventOf(processInstanceKey, 'JOB', 'CANCELED'));
    await expect(client.cancelProcessInstance(processInstanceKey)).rejects.toThrow(/^5 NOT_FOUND: Command 'CANCEL'/);
  });
}

function lifetime(now: Now, open: (address: string) => NodeClient): void {
  test('a worker whose broker is killed and started again goes on', { timeout: comeBackMs }, async () => {
    const { broker, client } = now();
    await deploy(now(), 'restart', taskProcess('restart'));
    const done: string[] = [];
    let told: (() => void) | undefined;
    const config: NodeWorkerConfig = {
      taskType: 'restart',
      taskHandler: async (job) => {
        const outcome = await job.complete();
        done.push(job.processInstanceKey);
        told?.();
        return outcome;
      },
    };
    const completed = (count: number): Promise<void> =>
      new Promise((resolve) => {
        told = () => {
          if (done.length >= count) resolve();
        };
        told();
      });
    await withWorker(now(), config, async () => {
      const before = await client.createProcessInstance({ bpmnProcessId: 'restart', variables: {} });
      await completed(1);
      await broker.killAndRestart();
      // A new client speaks for somebody else, who has lost no connection.
      const other = open(broker.gatewayAddress);
      const after = await other.createProcessInstance({ bpmnProcessId: 'restart', variables: {} });
      await completed(2);
      expect(done).toEqual([before.processInstanceKey, after.processInstanceKey]);
      await other.close();
    });
  });

  test('a client with a waiting worker closes', { timeout: closeMs }, async () => {
    const client = open(now().broker.gatewayAddress);
    client.createWorker({ taskType: 'idle', taskHandler: (job) => job.complete() });
    await client.topology();
    await client.close();
  });
}

/** The process itself reached its end. */
async function expectCompleted({ findRecord }: NodeStage, processInstanceKey: string, id: string): Promise<void> {
  const isCompleted = isEventOf(processInstanceKey, 'PROCESS_INSTANCE', 'ELEMENT_COMPLETED');
  const record = await findRecord((candidate) => isCompleted(candidate) && candidate.value['bpmnElementType'] === 'PROCESS');
  expect(record.value['bpmnProcessId']).toBe(id);
}
