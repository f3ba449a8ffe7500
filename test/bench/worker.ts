/**
 * Measures our worker with a handler that does nothing, against an endless backlog: `npm run bench worker [-- flags]`. Not a test.
 * Flags: `--case stream,poll,broker`, `--max 32,256`, `--seconds 6`, `--backlog 40000` (instances prepared for `broker`),
 * `--node-flags=--max-semi-space-size=64` (of the worker's process), `--broker-node-flags` (of the broker's; as `npm start` gives them), `--profile DIR`
 * (CPU profiles of worker and broker). One JSON line a run: jobs a second, and the CPU of each process per job as the kernel counts it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CreateProcessInstanceRequest, DeployResourceRequest } from '@millrace/proto/gateway';
import { CreateProcessInstancesRequest, CreateProcessInstancesResponse } from '@millrace/proto/v1/commands';
import { type BareConnection, connectBare } from '../bare-grpc.ts';
import { startBrokerProcess } from '../broker-process.ts';

/** Time the worker runs before it is measured, so that its code is compiled. Milliseconds. */
const WARM_UP_MS = 2_000;
/** Jobs of a prepared backlog that go into that. */
const WARM_UP_JOBS = 8_000;
const LOOK_MS = 50;
const PAYLOAD_BYTES = 460;
/** Instances created by one call, and calls under way, while a backlog is prepared. */
const CREATE_BATCH = 100;
const CREATES_UNDER_WAY = 4;
const TICKS_PER_SECOND = 100;

const { values: flags } = parseArgs({
  options: {
    case: { type: 'string', default: 'stream,poll,broker' },
    max: { type: 'string', default: '32,256' },
    seconds: { type: 'string', default: '6' },
    backlog: { type: 'string', default: '40000' },
    profile: { type: 'string' },
    'node-flags': { type: 'string', default: '' },
    'broker-node-flags': { type: 'string', default: '--max-semi-space-size=64' },
  },
});

const listOf = (text: string): string[] => text.split(',').filter((flag) => flag !== '');
const payload = JSON.stringify({ fill: 'x'.repeat(PAYLOAD_BYTES - '{"fill":""}'.length) });
const typescript = ['--import', new URL('../../scripts/typescript.mjs', import.meta.url).href];
const profiling = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];

function start(file: string, args: readonly string[], nodeFlags: readonly string[] = []): ChildProcess {
  const child = fork(fileURLToPath(new URL(`./worker/${file}`, import.meta.url)), args, { execArgv: [...typescript, ...nodeFlags] });
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

/** User and system time of all threads of a process so far, microseconds. */
function cpuMicros(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

interface Figures {
  readonly completed: number;
  readonly polls: number;
  readonly settled: Readonly<Record<string, number>>;
}

async function figuresOf(program: ChildProcess): Promise<Figures> {
  program.send('figures');
  const [figures] = (await once(program, 'message')) as [Figures];
  return figures;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the worker against a gateway, and prints what was seen. `jobs` is how many there are. */
async function measure(name: string, address: string, max: string, gatewayPid: number | undefined, jobs: number): Promise<void> {
  const program = start(
    'program.ts',
    [address, name === 'poll' ? 'poll' : 'job-stream', max],
    [...profiling, ...listOf(flags['node-flags'])],
  );
  const beganMs = performance.now();
  let first = await figuresOf(program);
  while (performance.now() - beganMs < WARM_UP_MS || first.completed === 0) {
    await wait(LOOK_MS);
    first = await figuresOf(program);
    if (Number.isFinite(jobs) && first.completed >= WARM_UP_JOBS) break;
  }
  const before = { atMs: performance.now(), worker: cpuMicros(program.pid), gateway: cpuMicros(gatewayPid) };
  let last = first;
  let after = before;
  while (after.atMs - before.atMs < Number(flags.seconds) * 1_000 && last.completed < jobs * 0.95) {
    await wait(LOOK_MS);
    last = await figuresOf(program);
    after = { atMs: performance.now(), worker: cpuMicros(program.pid), gateway: cpuMicros(gatewayPid) };
  }
  const done = last.completed - first.completed;
  const line = {
    case: name,
    max: Number(max),
    jobsPerSecond: Math.round((done / (after.atMs - before.atMs)) * 1_000),
    workerCpuMicros: Math.round((after.worker - before.worker) / done),
    gatewayCpuMicros: Math.round((after.gateway - before.gateway) / done),
    jobs: done,
    polls: last.polls - first.polls,
    notCompleted: Object.entries(last.settled).reduce((sum, [kind, count]) => sum + (kind === 'completed' ? 0 : count), 0),
  };
  console.log(JSON.stringify(line));
  program.send('end');
  await once(program, 'exit');
}

async function measureStub(name: string, max: string): Promise<void> {
  const stub = start('stub.ts', [payload]);
  const [address] = (await once(stub, 'message')) as [string];
  await measure(name, address, max, stub.pid, Number.POSITIVE_INFINITY);
  stub.disconnect();
}

const unary = (connection: BareConnection, path: string, message: Uint8Array): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    connection.unary(path, message, (code, answer) =>
      code === 0 ? resolve(answer) : reject(new Error(`Expected ${path} to succeed, but it answered ${code}`)),
    ),
  );

/** Deploys the one-task process and starts so many instances. */
async function prepare(connection: BareConnection, count: number): Promise<void> {
  const content = readFileSync(new URL('../models/service-task.bpmn', import.meta.url));
  const deployment = DeployResourceRequest.fromPartial({ resources: [{ name: 'service-task.bpmn', content }] });
  await unary(connection, '/gateway_protocol.Gateway/DeployResource', DeployResourceRequest.encode(deployment).finish());
  const instance = CreateProcessInstanceRequest.fromPartial({ bpmnProcessId: 'service-task', version: -1, variables: payload });
  const items = Array.from({ length: CREATE_BATCH }, () => ({ instance }));
  const request = CreateProcessInstancesRequest.encode(CreateProcessInstancesRequest.fromPartial({ items })).finish();
  let left = count;
  const create = async (): Promise<void> => {
    while (left > 0) {
      const { results } = CreateProcessInstancesResponse.decode(
        await unary(connection, '/millrace.v1.Commands/CreateProcessInstances', request),
      );
      left -= results.filter(({ code }) => code === 0).length;
    }
  };
  await Promise.all(Array.from({ length: CREATES_UNDER_WAY }, create));
}

async function measureBroker(name: string, max: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const broker = await startBrokerProcess(folder, [], [...profiling, ...listOf(flags['broker-node-flags'])]);
  const connection = connectBare(broker.gateway);
  const jobs = Number(flags.backlog);
  await prepare(connection, jobs);
  connection.close();
  await measure(name, broker.gateway, max, broker.child.pid, jobs);
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}

for (const name of flags.case.split(','))
  for (const max of flags.max.split(',')) await (name === 'broker' ? measureBroker(name, max) : measureStub(name, max));
