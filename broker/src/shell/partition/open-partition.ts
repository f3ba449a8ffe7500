/** Opens one partition: log and store, recovery, then the loop and everything around it. */
import { Engine } from '../../core/engine/engine.ts';
import type { Effect } from '../../core/engine/step.ts';
import { partitionNumber, wireKey } from '../../core/protocol/key.ts';
import type { Log } from '../log/log.ts';
import { openLog } from '../log/open-log.ts';
import { openRocksStore } from '../store/rocksdb-store.ts';
import type { OpenedStore, StateStore } from '../store/state-store.ts';
import { JobDispatch } from './job-dispatch.ts';
import type { OpenedPartition, OpenPartitionOptions } from './open-options.ts';
import type { Partition, PartitionStatus } from './partition.ts';
import { PartitionLoop } from './partition-loop.ts';
import { openRecordReader } from './record-reading.ts';
import { type Recovered, recover } from './recovery.ts';
import { type Replication, singleNode } from './replication.ts';
import { Snapshotting } from './snapshotting.ts';
import { stateDigest } from './state-digest.ts';

/** Follow-up commands processed in one step; the rest is appended behind other instances' commands. With the first, a hundred: as many as Zeebe 8.6, so that the order is the same. */
const FOLLOW_UPS_MAX = 99;
/** Calls of processes inside calls before an incident stops them. */
const CALL_DEPTH_MAX = 20_000;
/** gRPC's usual bound of a message, bytes. */
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

/** Opens the store of a partition; tests give one in memory. */
export type OpenStore = (directory: string) => Promise<OpenedStore>;

/** How a partition's batches become durable; tests give one with a defect. */
export type Replicate = (log: Log) => Replication;

/** See {@link OpenPartitionOptions}. */
export async function openPartition(
  options: OpenPartitionOptions,
  openStore: OpenStore = openRocksStore,
  replicate: Replicate = singleNode,
): Promise<OpenedPartition> {
  const { platform, directory, number, id, segmentBytes } = options;
  platform.disk.makeDirectory(directory);
  const opened = await openLog(platform, { directory: `${directory}/log`, ...(segmentBytes === undefined ? {} : { segmentBytes }) });
  if ('problem' in opened) return { problem: opened.problem.reason };
  if (opened.torn !== null) options.log.warn({ partition: id, torn: opened.torn }, 'cut off a torn batch that was never acknowledged');
  const stored = await openStore(`${directory}/state`);
  if ('problem' in stored) {
    await opened.log.close();
    return { problem: stored.problem.reason };
  }
  const engine = new Engine({
    partitionId: id,
    partition: number,
    partitionCount: options.partitionCount,
    deploymentPartition: partitionNumber(options.clusterId, 1),
    followUpsMax: FOLLOW_UPS_MAX,
    zone: 'UTC',
    messageBytesMax: MESSAGE_BYTES_MAX,
    callDepthMax: CALL_DEPTH_MAX,
  });
  const recovered = await recover(engine, opened.log, stored.store);
  if ('problem' in recovered) {
    await stored.store.close();
    await opened.log.close();
    return recovered;
  }
  return new OpenPartition(options, engine, opened.log, stored.store, replicate(opened.log), recovered).opened();
}

/** Everything of one open partition, tied together. */
class OpenPartition implements Partition {
  readonly id: number;
  readonly number: number;
  readonly #options: OpenPartitionOptions;
  readonly #engine: Engine;
  readonly #log: Log;
  readonly #store: StateStore;
  readonly #loop: PartitionLoop;
  readonly #dispatch: JobDispatch;
  readonly #snapshots: Snapshotting;
  readonly #stopClock: () => void;
  /** Why the state is no longer written behind; empty while it is. */
  #storeProblem = '';

  constructor(options: OpenPartitionOptions, engine: Engine, log: Log, store: StateStore, replication: Replication, recovered: Recovered) {
    this.id = options.id;
    this.number = options.number;
    this.#options = options;
    this.#engine = engine;
    this.#log = log;
    this.#store = store;
    this.#loop = this.#createLoop(replication, recovered);
    this.#dispatch = new JobDispatch({
      waiting: (tenantId, type) => engine.state.jobs.queue.count(tenantId, type),
      submit: (command) => this.#loop.submit(command, { exempt: true }),
      timers: options.platform.timers,
    });
    this.#snapshots = new Snapshotting({
      engine,
      log,
      store,
      timers: options.platform.timers,
      exportedPosition: () => Number.MAX_SAFE_INTEGER - 1,
      wake: () => this.#loop.wake(),
      failed: (reason) => this.#storeFailed(reason),
    });
    this.#stopClock = options.onClockMove?.(() => this.#loop.lookAtDueDates()) ?? (() => {});
    options.log.info(
      { partition: this.id, replayed: recovered.replayed, unprocessed: recovered.unprocessed.length, position: log.lastPosition },
      'partition recovered',
    );
    this.#loop.catchUp(recovered.unprocessed);
  }

  opened(): OpenedPartition {
    return { partition: this, receive: (command) => this.#loop.submitOwn(command), close: () => this.#close() };
  }

  submit: Partition['submit'] = (command, options) => this.#loop.submit(command, options);

  openJobDemand: Partition['openJobDemand'] = (subscription) => this.#dispatch.open(subscription);

  readRecords: Partition['readRecords'] = (position) => openRecordReader(this.#log, position);

  status(): PartitionStatus {
    const failed = this.#loop.failure !== '';
    return {
      id: this.id,
      role: 'leader',
      term: 1,
      health: failed ? 'dead' : this.#storeProblem === '' ? 'healthy' : 'unhealthy',
      reason: failed ? this.#loop.failure : this.#storeProblem,
      firstPosition: this.#log.firstPosition,
      lastPosition: this.#log.lastPosition,
      committedPosition: this.#log.flushedPosition,
      processedPosition: this.#loop.processedPosition,
      exportedPosition: this.#log.flushedPosition,
      snapshotPosition: this.#store.durablePosition,
      bannedInstances: this.#bannedInstances(),
      inbox: { commands: this.#loop.inbox.commands, bytes: this.#loop.inbox.bytes },
    };
  }

  #bannedInstances(): PartitionStatus['bannedInstances'] {
    return [...this.#engine.state.facts.banned.entries()].map(([key, { reason }]) => ({ processInstanceKey: this.#digits(key), reason }));
  }

  #digits(key: number): string {
    return String(wireKey(this.#engine.config.partition, key));
  }

  stateHash: Partition['stateHash'] = () =>
    Promise.resolve({ position: this.#loop.processedPosition, hash: stateDigest(this.#engine.state) });

  #createLoop(replication: Replication, recovered: Recovered): PartitionLoop {
    const { platform, metrics } = this.#options;
    const parts = {
      engine: this.#engine,
      replication,
      clock: platform.clock,
      timers: platform.timers,
      metrics,
      effect: (effect: Effect) => this.#act(effect),
      atRest: (position: number) => this.#snapshots.atRest(position),
      failed: (reason: string) => this.#options.log.error({ partition: this.id }, reason),
    };
    return new PartitionLoop(parts, this.#log.lastPosition, recovered.processedPosition, recovered.lastTimestampMs);
  }

  #act(effect: Effect): void {
    if (effect.kind === 'jobsAvailable') this.#dispatch.available(effect.type);
    else if (effect.kind === 'send') this.#options.send(effect.partitionId, effect.command);
    else if (effect.kind === 'failed') this.#tellFault(effect.processInstanceKey, effect.reason);
  }

  #tellFault(processInstanceKey: number, reason: string): void {
    const banned = processInstanceKey < 0 ? {} : { bannedInstance: this.#digits(processInstanceKey) };
    this.#options.log.error({ partition: this.id, ...banned }, `a command failed by a fault of the broker: ${reason}`);
  }

  /** The log goes on and holds everything; but nothing of it can be deleted any more. */
  #storeFailed(reason: string): void {
    this.#storeProblem = reason;
    this.#options.log.error({ partition: this.id }, reason);
  }

  async #close(): Promise<void> {
    this.#stopClock();
    await this.#loop.close();
    await this.#snapshots.stop();
    // Events that found no room are not in the log: a state that contains them would hide them from every reader of records.
    if (this.#loop.isAtRest) await this.#snapshots.finish(this.#loop.processedPosition);
    await this.#store.close();
    await this.#log.close();
  }
}
