/** One partition on a simulated machine: opened on a crash image, driven through its own door, killed without goodbye. */
import { readFileSync } from 'node:fs';
import type { AnyCommand } from '../../broker/src/core/protocol/record.ts';
import { valueTypes } from '../../broker/src/core/protocol/value-types.ts';
import { openPartition, type Replicate } from '../../broker/src/shell/partition/open-partition.ts';
import type { Answer, Partition } from '../../broker/src/shell/partition/partition.ts';
import { singleNode } from '../../broker/src/shell/partition/replication.ts';
import { createSeededRandom } from '../../broker/src/shell/platform/random.ts';
import { createSimDisk, type SimDisk } from '../../broker/src/shell/platform/simulated/sim-disk.ts';
import { createSimPlatform, type SimPlatform } from '../../broker/src/shell/platform/simulated/sim-platform.ts';
import { createSimScheduler, type SimScheduler } from '../../broker/src/shell/platform/simulated/sim-scheduler.ts';
import { createMemoryStore, type MemoryImage, type MemoryStore } from '../../broker/src/shell/store/memory-store.ts';
import type { StateStore } from '../../broker/src/shell/store/state-store.ts';
import type { SeenJob } from './promises.ts';

/** Small segments: a step of many events does not fit into one frame, and segments come and go within a short run. */
const SEGMENT_BYTES = 24 * 1024;
/** Virtual milliseconds a sync takes: other commands arrive meanwhile. */
const SYNC_MS = 1;
/** Longest wait for an answer, virtual milliseconds. */
const ANSWER_MS_MAX = 30_000;
/** Longer than any lease of the script. */
const LEASES_MS = 120_000;

/** What survives a crash. */
export interface Remains {
  readonly disk: SimDisk;
  readonly store: MemoryImage;
  /** Virtual time of the crash: clocks go on. */
  readonly elapsedMs: number;
}

/** Parts that may be planted with a defect, to see it found. */
export interface Defects {
  readonly replicate?: Replicate;
  readonly store?: (sound: StateStore) => StateStore;
}

/** An empty machine. */
export function newRemains(capacityBytes = Number.MAX_SAFE_INTEGER): Remains {
  return { disk: createSimDisk({ capacityBytes }), store: { position: 0, rows: new Map(), meta: new Map() }, elapsedMs: 0 };
}

/** A partition that runs on a simulated machine. */
export class SimulatedPartition {
  readonly partition: Partition;
  readonly store: MemoryStore;
  readonly platform: SimPlatform;
  readonly #scheduler: SimScheduler;
  readonly #startedMs: number;
  readonly #close: () => Promise<void>;

  private constructor(world: World, partition: Partition, close: () => Promise<void>) {
    this.partition = partition;
    this.#close = close;
    this.store = world.store;
    this.platform = world.platform;
    this.#scheduler = world.scheduler;
    this.#startedMs = world.startedMs;
  }

  /** Opens it on what an earlier life left; rejects when the partition says why it cannot. */
  static async open(remains: Remains, defects: Defects = {}, plan?: SimDisk['plan']): Promise<SimulatedPartition> {
    const { replicate = singleNode, store = (sound) => sound } = defects;
    const world = createWorld(remains, plan);
    const options = {
      id: 1,
      number: 1,
      clusterId: 0,
      partitionCount: 1,
      directory: '/partition',
      platform: world.platform,
      segmentBytes: SEGMENT_BYTES,
      send: () => {},
      metrics: {},
      log: { info: () => {}, warn: () => {}, error: () => {} },
    };
    const opening = openPartition(options, () => Promise.resolve({ store: store(world.store) }), replicate);
    const opened = await run(world.scheduler, opening);
    if ('problem' in opened) throw new Error(opened.problem);
    const simulated = new SimulatedPartition(world, opened.partition, opened.close);
    await simulated.pass(SYNC_MS * 20);
    return simulated;
  }

  get elapsedMs(): number {
    return this.#startedMs + this.#scheduler.elapsedMs();
  }

  /** Lets virtual time pass. */
  pass(spanMs: number): Promise<void> {
    return this.#scheduler.runFor(spanMs);
  }

  submit(command: AnyCommand): Promise<Answer> {
    return run(this.#scheduler, this.partition.submit(command));
  }

  async hash(): Promise<{ readonly position: number; readonly hash: string }> {
    return this.partition.stateHash();
  }

  /** Waits for several promises at once. */
  all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
    return run(this.#scheduler, Promise.all(promises));
  }

  async close(): Promise<void> {
    await run(this.#scheduler, this.#close());
  }

  /** The process is gone; its timers never fire again. */
  kill(): void {
    this.platform.timers.kill();
  }

  /** Activates every job there is, leased ones too: their time runs out first. */
  async openJobs(): Promise<SeenJob[]> {
    await this.pass(LEASES_MS);
    const jobs: SeenJob[] = [];
    for (;;) {
      const more = await this.activate(500, LEASES_MS);
      if (more.length === 0) return jobs;
      jobs.push(...more);
    }
  }

  /** Activates up to `count` jobs. */
  async activate(count: number, timeoutMs: number): Promise<SeenJob[]> {
    const answer = await this.submit(activateCommand(count, timeoutMs));
    return jobsOf(answer);
  }
}

interface World {
  readonly scheduler: SimScheduler;
  readonly platform: SimPlatform;
  readonly store: MemoryStore;
  readonly startedMs: number;
}

function createWorld(remains: Remains, plan?: SimDisk['plan']): World {
  const random = createSeededRandom(7);
  const scheduler = createSimScheduler(createSeededRandom(3));
  const { disk } = remains;
  if (plan !== undefined) disk.plan = plan;
  const delayed = { ...disk };
  const slow = <R>(act: () => Promise<R>) =>
    new Promise<void>((resolve) => void scheduler.at(scheduler.elapsedMs() + SYNC_MS, resolve)).then(act);
  Object.defineProperties(delayed, Object.getOwnPropertyDescriptors(disk));
  delayed.open = (path, access) => {
    const file = disk.open(path, access);
    return { ...file, sync: () => slow(() => file.sync()) };
  };
  const platform = createSimPlatform(scheduler, random, { foundDisk: delayed, clock: { offsetMs: remains.elapsedMs } });
  return { scheduler, platform, store: createMemoryStore(remains.store), startedMs: remains.elapsedMs };
}

/** Runs the world until a promise is settled. */
async function run<T>(scheduler: SimScheduler, promise: Promise<T>): Promise<T> {
  let done = false;
  const settled = promise.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  const untilMs = scheduler.elapsedMs() + ANSWER_MS_MAX;
  await scheduler.runFor(0);
  while (!done && scheduler.elapsedMs() < untilMs) await scheduler.runFor(1);
  if (!done) throw new Error(`Expected an answer within ${ANSWER_MS_MAX} ms of virtual time, but there was none`);
  return settled;
}

/** Commands of the script. */
export const deployCommand: AnyCommand = {
  valueType: 'DEPLOYMENT',
  intent: 'CREATE',
  key: -1,
  value: valueTypes.DEPLOYMENT.codec.complete({
    resources: ['service-task', 'multi-instance-parallel'].map((name) => ({
      resourceName: `${name}.bpmn`,
      resource: readFileSync(new URL(`../models/${name}.bpmn`, import.meta.url)),
    })),
  }),
};

/** Creates an instance with `jobs` jobs of type "work" that carry its label. */
export function createCommand(label: number, jobs: number, requestId = ''): AnyCommand {
  const items = Array.from({ length: jobs }, (_, index) => index);
  const bpmnProcessId = jobs === 1 ? 'service-task' : 'multi-instance-parallel';
  const variables = JSON.stringify(jobs === 1 ? { label } : { label, items });
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId, variables, requestId });
  return { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value };
}

/** Completes a job. */
export function completeCommand(job: SeenJob): AnyCommand {
  return {
    valueType: 'JOB',
    intent: 'COMPLETE',
    key: Number(job.key),
    value: valueTypes.JOB.codec.complete({ variables: '{"result":1}' }),
  };
}

/** Cancels an instance. */
export function cancelCommand(instanceKey: string): AnyCommand {
  return { valueType: 'PROCESS_INSTANCE', intent: 'CANCEL', key: Number(instanceKey), value: valueTypes.PROCESS_INSTANCE.codec.initial };
}

/** Activates jobs. */
export function activateCommand(maxJobsToActivate: number, timeout: number): AnyCommand {
  const value = valueTypes.JOB_BATCH.codec.complete({
    type: 'work',
    worker: 'w',
    timeout,
    maxJobsToActivate,
    tenantIds: ['<default>'],
    fetchVariables: ['label'],
  });
  return { valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: -1, value };
}

/** The jobs in the answer to an activation; none when it was not one. */
export function jobsOf(answer: Answer): SeenJob[] {
  if (answer.kind !== 'record' || answer.record.valueType !== 'JOB_BATCH') return [];
  const { jobs, jobKeys } = answer.record.value;
  return jobs.map((job, index) => ({
    key: String(jobKeys[index]),
    instanceKey: String(job.processInstanceKey),
    label: (JSON.parse(job.variables) as { label: number }).label,
  }));
}
