/**
 * Measures one broker with the one-task process, payload of 460 bytes in and out, closed loop: `npm run bench one-task [-- flags]`. Not a test.
 * Flags: `--in-flight 64,128`, `--seconds 8`, `--protocol zeebe,millrace`, `--profile DIR` (writes a CPU profile of the broker there).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CreateProcessInstanceRequest, DeployResourceRequest, StreamActivatedJobsRequest } from '@millrace/proto/gateway';
import { CreateProcessInstancesRequest, CreateProcessInstancesResponse } from '@millrace/proto/v1/commands';
import { type DeepPartial, WorkRequest, WorkResponse } from '@millrace/proto/v1/job_stream';
import { type BareConnection, connectBare } from '../bare-grpc.ts';
import { type BrokerProcess, startBrokerProcess } from '../broker-process.ts';

/** Instances before the measurement, so that the broker's code is compiled; and the longest wait for them, milliseconds. */
const WARM_UP_INSTANCES = 20_000;
const WARM_UP_MS_MAX = 60_000;
const PAYLOAD_BYTES = 460;
const LEASE_MS = 60_000;
/** Time a broker without work is left alone before its memory is read. Milliseconds. */
const IDLE_MS = 2_000;

const { values: flags } = parseArgs({
  options: {
    'in-flight': { type: 'string', default: '64,128' },
    seconds: { type: 'string', default: '8' },
    protocol: { type: 'string', default: 'zeebe,millrace' },
    profile: { type: 'string' },
  },
});

/** One slot of the closed loop. */
interface Slot {
  startedMs: number;
  /** Answers still to come: of the create and of the completion. */
  open: number;
}

/** Figures of one run. */
interface Figures {
  completed: number;
  errors: number;
  readonly toJobMs: number[];
  readonly toEndMs: number[];
}

/** What drives the broker: starts an instance for a slot, tells when its job and its end have come. */
type Driver = (connections: readonly BareConnection[], loop: Loop) => { start(slot: number): void };

/** The closed loop: as many instances under way as there are slots. */
class Loop {
  figures: Figures = { completed: 0, errors: 0, toJobMs: [], toEndMs: [] };
  readonly #slots: Slot[];
  #start: (slot: number) => void = () => {};
  #running = true;

  constructor(inFlight: number) {
    this.#slots = Array.from({ length: inFlight }, () => ({ startedMs: 0, open: 0 }));
  }

  run(start: (slot: number) => void): void {
    this.#start = start;
    for (let slot = 0; slot < this.#slots.length; slot++) this.#begin(slot);
  }

  stop(): void {
    this.#running = false;
  }

  /** Forgets what was measured so far. */
  reset(): void {
    this.figures = { completed: 0, errors: 0, toJobMs: [], toEndMs: [] };
  }

  job(slot: number): void {
    this.figures.toJobMs.push(performance.now() - (this.#slots[slot]?.startedMs ?? 0));
  }

  created(slot: number, isGood: boolean): void {
    if (!isGood) this.figures.errors++;
    this.#answered(slot);
  }

  completed(slot: number, isGood: boolean): void {
    if (isGood) this.figures.completed++;
    else this.figures.errors++;
    this.figures.toEndMs.push(performance.now() - (this.#slots[slot]?.startedMs ?? 0));
    this.#answered(slot);
  }

  #begin(index: number): void {
    const slot = this.#slots[index];
    if (slot === undefined) return;
    slot.startedMs = performance.now();
    slot.open = 2;
    this.#start(index);
  }

  #answered(index: number): void {
    const slot = this.#slots[index];
    if (slot !== undefined && --slot.open === 0 && this.#running) this.#begin(index);
  }
}

const DIGITS = 6;
const MARK = '"slot":"';
/** A payload whose slot number stands at a fixed place. */
function payload(): string {
  const head = `{${MARK}${'0'.repeat(DIGITS)}","fill":"`;
  return `${head}${'x'.repeat(PAYLOAD_BYTES - head.length - 2)}"}`;
}

function slotOf(message: Buffer): number {
  const at = message.indexOf(MARK) + MARK.length;
  return Number(message.toString('latin1', at, at + DIGITS));
}

function withSlot(template: Buffer, slot: number): Buffer {
  const copy = Buffer.from(template);
  copy.write(String(slot).padStart(DIGITS, '0'), copy.indexOf(MARK) + MARK.length, 'latin1');
  return copy;
}

const gatewayPath = (method: string): string => `/gateway_protocol.Gateway/${method}`;
const createTemplate = Buffer.from(
  CreateProcessInstanceRequest.encode(
    CreateProcessInstanceRequest.fromPartial({ bpmnProcessId: 'service-task', version: -1, variables: payload() }),
  ).finish(),
);

/** The protocol of the field: a push stream, one call a command. */
const zeebe: Driver = ([commands, work], loop) => {
  const variables = Buffer.concat([Buffer.from([0x12, 0xcc, 0x03]), Buffer.from(payload())]);
  const request = StreamActivatedJobsRequest.fromPartial({ type: 'work', worker: 'bench', timeout: BigInt(LEASE_MS) });
  const stream = work?.stream(gatewayPath('StreamActivatedJobs'), (message) => {
    const slot = slotOf(message);
    loop.job(slot);
    // The key is the first field of both messages: its bytes are taken as they are.
    let end = 1;
    while ((message[end++] ?? 0) >= 0x80);
    const complete = Buffer.concat([message.subarray(0, end), variables]);
    work.unary(gatewayPath('CompleteJob'), complete, (code) => loop.completed(slot, code === 0));
  });
  stream?.send(StreamActivatedJobsRequest.encode(request).finish());
  stream?.end();
  return {
    start: (slot) =>
      commands?.unary(gatewayPath('CreateProcessInstance'), withSlot(createTemplate, slot), (code) => loop.created(slot, code === 0)),
  };
};

/** Ours: creates of one turn of the event loop go in one call, jobs and outcomes in batches over one stream. */
const millrace: Driver = ([commands, work], loop) => {
  const slots: number[] = [];
  const batches = new Map<bigint, number[]>();
  let lastBatch = 0n;
  const stream = work?.stream('/millrace.v1.JobStream/Work', (message) => {
    const { jobs, results } = WorkResponse.decode(message);
    if (results !== undefined) {
      const done = batches.get(results.batch) ?? [];
      batches.delete(results.batch);
      for (const [index, slot] of done.entries()) loop.completed(slot, results.results[index]?.code === 0);
    }
    if (jobs === undefined) return;
    const taken = jobs.jobs.map((job) => Number((JSON.parse(job.variables) as { slot: string }).slot));
    for (const slot of taken) loop.job(slot);
    batches.set(++lastBatch, taken);
    const outcomes = jobs.jobs.map((job) => ({ jobKey: job.key, complete: { variables: payload() } }));
    send({ outcomes: { batch: lastBatch, outcomes } });
    send({ deliveryAck: { subscription: 1, sequence: jobs.sequence } });
    send({ credit: { subscription: 1, count: taken.length } });
  });
  const send = (frame: DeepPartial<WorkRequest>): void => stream?.send(WorkRequest.encode(WorkRequest.fromPartial(frame)).finish());
  send({ subscribe: { subscription: 1, type: 'work', worker: 'bench', leaseMs: BigInt(LEASE_MS), credits: 256 } });
  const flush = (): void => {
    const taken = slots.splice(0);
    const items = taken.map((slot) => ({ instance: CreateProcessInstanceRequest.decode(withSlot(createTemplate, slot)) }));
    const request = CreateProcessInstancesRequest.encode(CreateProcessInstancesRequest.fromPartial({ items })).finish();
    commands?.unary('/millrace.v1.Commands/CreateProcessInstances', request, (code, answer) => {
      const results = code === 0 ? CreateProcessInstancesResponse.decode(answer).results : [];
      for (const [index, slot] of taken.entries()) loop.created(slot, results[index]?.code === 0);
    });
  };
  return {
    start(slot) {
      if (slots.push(slot) === 1) setImmediate(flush);
    },
  };
};

const drivers: Readonly<Record<string, Driver>> = { zeebe, millrace };

async function deploy(connection: BareConnection): Promise<void> {
  const content = readFileSync(new URL('../models/service-task.bpmn', import.meta.url));
  const request = DeployResourceRequest.fromPartial({ resources: [{ name: 'service-task.bpmn', content }] });
  const code = await new Promise((resolve) =>
    connection.unary(gatewayPath('DeployResource'), DeployResourceRequest.encode(request).finish(), resolve),
  );
  if (code !== 0) throw new Error(`Expected to deploy, but the gateway answered ${String(code)}`);
}

/** Counters of the partition, as the management server tells them. */
async function counters(broker: BrokerProcess): Promise<{ readonly batches: number; readonly commands: number; readonly records: number }> {
  const text = await (await fetch(`http://${broker.management}/metrics`)).text();
  const read = (name: string): number =>
    Number(new RegExp(`^millrace_partition_${name}(?:_total)?(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return { batches: read('batches'), commands: read('commands'), records: read('records') };
}

function quantile(values: number[], share: number): number {
  values.sort((left, right) => left - right);
  return Number((values[Math.floor((values.length - 1) * share)] ?? 0).toFixed(1));
}

async function warmUp(loop: Loop): Promise<void> {
  const startedMs = performance.now();
  while (loop.figures.completed < WARM_UP_INSTANCES && performance.now() - startedMs < WARM_UP_MS_MAX)
    await new Promise((resolve) => setTimeout(resolve, 100));
}

async function measure(protocol: string, inFlight: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const profile = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`];
  const broker = await startBrokerProcess(folder, [], profile);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const idleMegabytes = Math.round(broker.residentBytes() / 2 ** 20);
  const connections = [connectBare(broker.gateway), connectBare(broker.gateway)];
  await deploy(connections[0] as BareConnection);
  const loop = new Loop(inFlight);
  const driver = drivers[protocol];
  if (driver === undefined) throw new Error(`Expected a protocol of ${Object.keys(drivers).join(', ')}, but got ${protocol}`);
  loop.run(driver(connections, loop).start);
  await warmUp(loop);
  loop.reset();
  const before = { cpu: broker.cpuMicros(), own: process.cpuUsage(), counters: await counters(broker), atMs: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, Number(flags.seconds) * 1000));
  const { completed, errors, toJobMs, toEndMs } = loop.figures;
  const own = process.cpuUsage(before.own);
  const after = await counters(broker);
  const commands = after.commands - before.counters.commands;
  const line = {
    protocol,
    inFlight,
    instancesPerSecond: Math.round(completed / ((performance.now() - before.atMs) / 1000)),
    brokerCpuMicros: Math.round((broker.cpuMicros() - before.cpu) / completed),
    driverCpuMicros: Math.round((own.user + own.system) / completed),
    createToJobMs: { p50: quantile(toJobMs, 0.5), p99: quantile(toJobMs, 0.99) },
    createToCompletedMs: { p50: quantile(toEndMs, 0.5), p99: quantile(toEndMs, 0.99) },
    syncsPerCommand: Number(((after.batches - before.counters.batches) / commands).toFixed(3)),
    recordsPerInstance: Number(((after.records - before.counters.records) / completed).toFixed(1)),
    errors,
    startMs: Math.round(broker.startMs),
    idleMegabytes,
    loadedMegabytes: Math.round(broker.residentBytes() / 2 ** 20),
  };
  console.log(JSON.stringify(line));
  loop.stop();
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const connection of connections) connection.close();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}

for (const protocol of flags.protocol.split(','))
  for (const inFlight of flags['in-flight'].split(',')) await measure(protocol, Number(inFlight));
