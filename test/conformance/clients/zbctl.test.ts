// zbctl 8.4, the reference's command line client in Go, unchanged, against our broker. The npm package brings binaries; the one for Linux on x64 is run.
import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OurBroker, startBroker } from '../runner/our-broker.ts';
import { decision, messageProcess, signalProcess, taskProcess } from './models.ts';
import { createRecordFinder, isEventOf, type RecordFinder } from './records.ts';

const isRunnable = process.platform === 'linux' && process.arch === 'x64';
const zbctlPath = fileURLToPath(new URL('../../../node_modules/zbctl/bin/zbctl-cli.linux', import.meta.url));
/** Longest time a client needs to come back after a restart, by its own waits, ms. */
const comeBackMs = 40_000;

let broker: OurBroker;
let folder: string;
let findRecord: RecordFinder;
const workers: ChildProcess[] = [];

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** What zbctl prints, as an object. */
type Json = Readonly<Record<string, unknown>>;

function launch(words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  // Settings of whoever runs the tests must not point it elsewhere.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ZEEBE_')));
  const child = spawn(zbctlPath, ['--insecure', '--address', broker.gatewayAddress, ...words], { env: environment });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += String(chunk);
  });
  return { child, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors }))) };
}

const zbctl = (...words: readonly string[]): Promise<Ended> => launch(words).ended;

/** Digits beyond 2^53 - 1 do not occur: there is one partition. */
async function json(...words: readonly string[]): Promise<Json> {
  const { code, output, errors } = await zbctl(...words);
  expect({ words, code, errors }).toEqual({ words, code: 0, errors: '' });
  return output.trim() === '' ? {} : (JSON.parse(output) as Json);
}

async function refusal(...words: readonly string[]): Promise<string> {
  const { code, errors } = await zbctl(...words);
  expect(code).toBe(1);
  return errors;
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const deploy = async (id: string, model: string): Promise<Json> =>
  json('deploy', 'resource', await file(`${id}.bpmn`, model), '--resourceNames', `${id}.bpmn`);

const create = async (id: string, variables: object = {}): Promise<string> =>
  String((await json('create', 'instance', id, '--variables', JSON.stringify(variables)))['processInstanceKey']);

async function activate(type: string, ...flags: string[]): Promise<Json> {
  const { jobs } = (await json('activate', 'jobs', type, '--requestTimeout', '10s', ...flags)) as { jobs?: readonly Json[] };
  const job = jobs?.[0];
  if (job === undefined) throw new Error(`Expected a job of type ${type}, but there was none`);
  return job;
}

async function expectCompleted(processInstanceKey: string): Promise<void> {
  const isCompleted = isEventOf(processInstanceKey, 'PROCESS_INSTANCE', 'ELEMENT_COMPLETED');
  await findRecord((record) => isCompleted(record) && record.value['bpmnElementType'] === 'PROCESS');
}

/** A worker whose handler gives the variables back as they came; ended by a signal as from a keyboard. */
function startWorker(type: string, ...flags: string[]): { end(): Promise<Ended> } {
  const { child, ended } = launch(['create', 'worker', type, '--handler', 'cat', ...flags]);
  workers.push(child);
  return {
    end() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-zbctl-'));
  broker = await startBroker('system');
  findRecord = createRecordFinder(broker.recordsUrl);
});
afterAll(async () => {
  for (const child of workers) child.kill('SIGKILL');
  await broker?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(isRunnable)('zbctl', () => {
  test('is there and may be run', async () => {
    await access(zbctlPath, constants.X_OK);
  });

  test('status shows a leader', async () => {
    const { code, output } = await zbctl('status');
    expect(code).toBe(0);
    expect(output).toMatch(/Partition 1 : Leader, Healthy/);
    expect(await json('status', '--output', 'json')).toMatchObject({ clusterSize: 1, partitionsCount: 1 });
  });

  test('deploys, creates, works and completes', async () => {
    expect(await deploy('work', taskProcess('work'))).toMatchObject({ deployments: [{ process: { bpmnProcessId: 'work', version: 1 } }] });
    const processInstanceKey = await create('work', { amount: 21 });
    const job = await activate('work');
    expect(job).toMatchObject({ type: 'work', elementId: 'task', retries: 3, processInstanceKey });
    expect([JSON.parse(String(job['variables'])), JSON.parse(String(job['customHeaders']))]).toEqual([{ amount: 21 }, { region: 'north' }]);
    await zbctl('complete', 'job', String(job['key']), '--variables', '{"done":true}');
    await expectCompleted(processInstanceKey);
    expect(await refusal('complete', 'job', String(job['key']))).toMatch(
      /code = NotFound desc = Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to .*, but no such job was found/,
    );
  });

  test.each([
    ['polls', []],
    ['streams', ['--streamEnabled']],
  ])('a worker %s, its result is awaited, and it ends', async (how, flags) => {
    await deploy(how, taskProcess(how));
    const waiting = await create(how);
    const worker = startWorker(how, ...flags);
    const result = await json('create', 'instance', how, '--withResult', '--variables', '{"amount":21}');
    expect(JSON.parse(String(result['variables']))).toEqual({ amount: 21 });
    await expectCompleted(waiting);
    await worker.end();
  });

  test.each([
    ['polls', []],
    ['streams', ['--streamEnabled']],
  ])('a worker that %s goes on when the broker was killed and started again', { timeout: comeBackMs }, async (how, flags) => {
    const id = `restart-${how}`;
    await deploy(id, taskProcess(id));
    const worker = startWorker(id, ...flags);
    await expectCompleted(await create(id));
    await broker.killAndRestart();
    const after = await create(id);
    await expect.poll(() => expectCompleted(after).then(() => 'completed'), { timeout: comeBackMs }).toBe('completed');
    await worker.end();
  });

  test('a failed job comes back, without retries it is an incident that can be resolved', async () => {
    await deploy('flaky', taskProcess('flaky'));
    const processInstanceKey = await create('flaky');
    const key = String((await activate('flaky'))['key']);
    await json('fail', 'job', key, '--retries', '1', '--errorMessage', 'out of order', '--retryBackoff', '200ms', '--output', 'json');
    expect(await activate('flaky')).toMatchObject({ key, retries: 1 });
    await json('fail', 'job', key, '--retries', '0', '--errorMessage', 'no idea', '--output', 'json');
    const incident = await findRecord(isEventOf(processInstanceKey, 'INCIDENT', 'CREATED'));
    expect(incident.value).toMatchObject({ errorType: 'JOB_NO_RETRIES', errorMessage: 'no idea' });
    expect(await refusal('complete', 'job', key)).toContain('code = FailedPrecondition');
    await json('update', 'retries', key, '--retries', '2', '--output', 'json');
    await json('resolve', 'incident', String(incident.key), '--output', 'json');
    expect(await activate('flaky')).toMatchObject({ key, retries: 2 });
    await json('update', 'timeout', key, '--timeout', '1', '--output', 'json');
    expect(await activate('flaky')).toMatchObject({ key });
    await json('throwError', 'job', key, '--errorCode', 'NO_STOCK', '--variables', '{"reason":"sold out"}', '--output', 'json');
    await expectCompleted(processInstanceKey);
  });

  test('publishes, broadcasts, sets variables and cancels', async () => {
    await deploy('order-paid', messageProcess('order-paid'));
    await deploy('stock-arrived', signalProcess('stock-arrived'));
    await json('publish', 'message', 'order-paid', '--correlationKey', 'early', '--ttl', '1m', '--variables', '{"paid":true}');
    await expectCompleted(await create('order-paid', { order: 'early' }));
    const waiting = await create('stock-arrived');
    await findRecord(({ valueType, intent }) => valueType === 'SIGNAL_SUBSCRIPTION' && intent === 'CREATED');
    await json('broadcast', 'signal', 'stock-arrived', '--variables', '{"boxes":3}');
    await expectCompleted(waiting);

    await deploy('change', taskProcess('change'));
    const key = await create('change', { old: 1 });
    await json('set', 'variables', key, '--variables', '{"old":2,"new":"yes"}', '--output', 'json');
    expect(JSON.parse(String((await activate('change'))['variables']))).toEqual({ old: 2, new: 'yes' });
    await json('cancel', 'instance', key, '--output', 'json');
    expect(await refusal('cancel', 'instance', key)).toContain("Command 'CANCEL' rejected with code 'NOT_FOUND'");
    expect(await refusal('cancel', 'instance', '1')).toContain(
      'code = Unavailable desc = Expected to execute command on partition 0, but either it does not exist, or the gateway is not yet aware of it',
    );
  });

  test('an empty poll ends in time, without an error', async () => {
    const { code, output, errors } = await zbctl('activate', 'jobs', 'nobody-makes-these', '--requestTimeout', '1s');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(output === '' ? '{}' : output)).not.toMatchObject({ jobs: [{}] });
  });

  test('evaluates a decision and deletes it', async () => {
    const path = await file('size.dmn', decision('size'));
    const { deployments } = (await json('deploy', 'resource', path)) as { deployments: readonly Record<string, Json>[] };
    const answer = await json('evaluate', 'decision', 'size', '--variables', '{"total":99}');
    expect(answer).toMatchObject({ decisionId: 'size', decisionOutput: '"size-small"' });
    const graph = deployments.find(({ decisionRequirements }) => decisionRequirements !== undefined)?.['decisionRequirements'];
    await json('delete', 'resource', String(graph?.['decisionRequirementsKey']), '--output', 'json');
    expect(await refusal('evaluate', 'decision', 'size')).toContain('but no decision found for');
  });
});
