/** The scripted run of 200 commands, crashed at the operations of its disk; every crash image is restarted and held to the promises made so far. */
import type { Answer } from '../../broker/src/shell/partition/partition.ts';
import { createSeededRandom, type Random } from '../../broker/src/shell/platform/random.ts';
import type { SimDiskOperation } from '../../broker/src/shell/platform/simulated/sim-disk.ts';
import type { CrashKeeps } from '../../broker/src/shell/platform/simulated/sim-file.ts';
import { type Fate, Promises, type SeenJob } from './promises.ts';
import {
  activateCommand,
  cancelCommand,
  completeCommand,
  createCommand,
  type Defects,
  deployCommand,
  jobsOf,
  newRemains,
  type Remains,
  SimulatedPartition,
} from './simulated-partition.ts';

/** Commands of a whole run. */
const COMMANDS = 200;
/** Commands under way at once, at most. */
const GROUP_MAX = 6;
/** Jobs of the large instances: more than one step takes, more bytes than one frame. */
const MANY_JOBS = 260;
const LEASE_MS = 60_000;
/** One image of so many is run to its end. */
const FINISH_EVERY = 10;

/** How a run is crashed. */
export interface CrashPlan {
  readonly seed: number;
  /** Every so many operations of the disk an image is taken; 1: at each. */
  readonly every: number;
  /** The part of the commands that are run, 0 to 1; default 1. */
  readonly share?: number;
  readonly defects?: Defects;
  /** Makes single operations fail. */
  readonly fault?: (operation: SimDiskOperation) => 'EIO' | null;
}

/** What a crashed run showed. */
export interface CrashReport {
  readonly images: number;
  /** Images whose state was compared with the state of the run at the same position. */
  readonly compared: number;
  readonly commands: number;
  readonly violations: readonly string[];
}

interface Image {
  readonly name: string;
  readonly remains: Remains;
  readonly promises: Promises;
  readonly deployed: boolean;
}

/** Runs the script, restarts every image. The same plan gives the same report. */
export async function crashRun(plan: CrashPlan): Promise<CrashReport> {
  return new CrashRun(plan).run();
}

class CrashRun {
  readonly #plan: CrashPlan;
  readonly #random: Random;
  readonly #promises = new Promises();
  readonly #violations: string[] = [];
  /** State by processed position, as the run itself saw it. */
  readonly #hashes = new Map<number, string>();
  #images: Image[] = [];
  #partition: SimulatedPartition | undefined;
  #deployed = false;
  #checked = 0;
  #compared = 0;
  #commands = 0;
  #label = 0;
  #held: SeenJob[] = [];

  constructor(plan: CrashPlan) {
    this.#plan = plan;
    this.#random = createSeededRandom(plan.seed);
  }

  async run(): Promise<CrashReport> {
    const remains = newRemains();
    this.#partition = await SimulatedPartition.open(remains, this.#plan.defects, (operation) => this.#operation(remains, operation));
    const commands = COMMANDS * (this.#plan.share ?? 1);
    while (this.#commands < commands && this.#violations.length === 0 && this.#partition.partition.status().health !== 'dead') {
      await this.#step(this.#partition);
      await this.#checkImages();
    }
    this.#take('the end', remains, { kind: 'none' });
    this.#take('the end', remains, { kind: 'all' });
    await this.#checkImages();
    this.#partition.kill();
    return { images: this.#checked, compared: this.#compared, commands: this.#commands, violations: this.#violations.slice(0, 5) };
  }

  /** Before every operation of the disk: the moment to crash. */
  #operation(remains: Remains, operation: SimDiskOperation): 'EIO' | null {
    if (operation.kind === 'read') return null;
    this.#noteHash();
    if (operation.order % this.#plan.every === 0) {
      const name = `${operation.order} ${operation.kind} ${operation.path}`;
      this.#take(name, remains, { kind: 'none' });
      this.#take(name, remains, { kind: 'all' });
      this.#take(name, remains, { kind: 'prefix', random: this.#random });
      this.#take(name, remains, { kind: 'torn', bytes: this.#random.integer(3000) });
    }
    return this.#plan.fault?.(operation) ?? null;
  }

  #noteHash(): void {
    const position = this.#partition?.partition.status().processedPosition;
    if (position === undefined || this.#hashes.has(position)) return;
    this.#hashes.set(position, '');
    void this.#partition?.hash().then(({ position, hash }) => this.#hashes.set(position, hash));
  }

  #take(name: string, remains: Remains, keeps: CrashKeeps): void {
    const store = this.#partition?.store;
    const image = store === undefined ? remains.store : store.crash(this.#random.integer(store.unflushedCommits + 1));
    const left = { disk: remains.disk.crash(keeps), store: image, elapsedMs: this.#partition?.elapsedMs ?? 0 };
    this.#images.push({ name: `${name}, ${keeps.kind}`, remains: left, promises: this.#promises.copy(), deployed: this.#deployed });
  }

  async #step(partition: SimulatedPartition): Promise<void> {
    if (!this.#deployed) {
      this.#commands++;
      this.#deployed = (await partition.submit(deployCommand)).kind === 'record';
      return;
    }
    const group = Array.from({ length: 1 + this.#random.integer(GROUP_MAX) }, () => this.#command(partition));
    this.#commands += group.length;
    await partition.all(group);
    this.#noteHash();
    // Long enough for the write-behind, and now and then for leases to run out.
    if (this.#random.integer(3) === 0) await partition.pass(this.#random.integer(8) === 0 ? LEASE_MS : 5_100);
  }

  #command(partition: SimulatedPartition): Promise<void> {
    const draw = this.#random.integer(20);
    if (draw < 8) return this.#create(partition, ++this.#label, this.#label % 40 === 10 ? MANY_JOBS : 1);
    if (draw < 12) return this.#activate(partition);
    const job = this.#held.shift();
    if (draw < 19 && job !== undefined) return this.#complete(partition, job);
    const [label] = this.#promises.open();
    return label === undefined ? this.#activate(partition) : this.#cancel(partition, label);
  }

  async #create(partition: SimulatedPartition, label: number, jobs: number): Promise<void> {
    const command = createCommand(label, jobs, label % 2 === 0 ? `request-${label}` : '');
    this.#promises.creating(label, jobs);
    const answer = await partition.partition.submit(command);
    this.#promises.created(label, fateOf(answer), keyOf(answer));
    if (label % 4 !== 0 || answer.kind !== 'record') return;
    const again = await partition.partition.submit(command);
    if (again.kind === 'record' && keyOf(again) !== keyOf(answer)) this.#violations.push(`request id of instance ${label} was used twice`);
  }

  async #activate(partition: SimulatedPartition): Promise<void> {
    this.#held.push(...jobsOf(await partition.partition.submit(activateCommand(4, LEASE_MS))));
  }

  async #complete(partition: SimulatedPartition, job: SeenJob): Promise<void> {
    this.#promises.completing(job);
    const answer = await partition.partition.submit(completeCommand(job));
    this.#promises.completed(job, fateOf(answer));
  }

  async #cancel(partition: SimulatedPartition, label: number): Promise<void> {
    this.#promises.cancelling(label);
    const answer = await partition.partition.submit(cancelCommand(this.#promises.instanceKey(label)));
    this.#promises.cancelled(label, fateOf(answer));
  }

  async #checkImages(): Promise<void> {
    const images = this.#images;
    this.#images = [];
    for (const image of images) {
      if (this.#violations.length > 0) return;
      this.#checked++;
      try {
        for (const found of await this.#check(image)) this.#violations.push(`${image.name}: ${found}`);
      } catch (error) {
        this.#violations.push(`${image.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  /** Restarts an image twice, compares both states, then looks at every job there is. */
  async #check({ remains, promises, deployed }: Image): Promise<string[]> {
    const first = await SimulatedPartition.open(remains);
    const { position, hash } = await first.hash();
    const expected = this.#hashes.get(position);
    if (expected !== undefined && expected !== '') {
      this.#compared++;
      if (expected !== hash) return [`the state at position ${position} is another than in the run`];
    }
    first.kill();
    const left = { disk: remains.disk.crash({ kind: 'all' }), store: first.store.crash(first.store.unflushedCommits) };
    const second = await SimulatedPartition.open({ ...left, elapsedMs: remains.elapsedMs });
    const again = await second.hash();
    if (again.position === position && again.hash !== hash) return [`a second restart has another state at position ${position}`];
    if (again.position < position) return [`a second restart went back from position ${position} to ${again.position}`];
    const found = deployed ? await inspect(second, promises, this.#checked % FINISH_EVERY === 0) : [];
    second.kill();
    return found;
  }
}

/** Everything promised is there, everything there was asked for, and all of it can be finished. */
async function inspect(partition: SimulatedPartition, promises: Promises, isToFinish: boolean): Promise<string[]> {
  const open = await partition.openJobs();
  const found = promises.violations(open);
  if (found.length > 0 || !isToFinish) return found;
  const answers = await partition.all(open.map((job) => partition.partition.submit(completeCommand(job))));
  const refused = answers.filter((answer) => fateOf(answer) !== 'acknowledged').length;
  if (refused > 0) return [`${refused} of ${open.length} open jobs could not be completed`];
  return (await partition.openJobs()).map((job) => `job ${job.key} is open after all were completed`);
}

/** What an answer tells the client. */
export function fateOf(answer: Answer): Fate {
  if (answer.kind === 'record') return answer.record.recordType === 'COMMAND_REJECTION' ? 'refused' : 'acknowledged';
  return answer.kind === 'unavailable' && answer.written === 'unknown' ? 'unknown' : 'refused';
}

function keyOf(answer: Answer): string {
  return answer.kind === 'record' && answer.record.valueType === 'PROCESS_INSTANCE_CREATION'
    ? String(answer.record.value.processInstanceKey)
    : '';
}
