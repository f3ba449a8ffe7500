/** One broker put together: data folder, management server, partitions, gateway; started in that order and stopped in reverse. Only this file sees all. */
import { type Config, portOf } from './config.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import { partitionNumber } from './core/protocol/key.ts';
import { type Gateway, openGateway } from './shell/gateway/gateway.ts';
import type { BrokerView, ClusterView } from './shell/gateway/gateway-context.ts';
import type { Component } from './shell/management/visit.ts';
import { type Management, openManagement } from './shell/management/management.ts';
import { openPartition } from './shell/partition/open-partition.ts';
import type { OpenedPartition, OpenPartition, PartitionLog } from './shell/partition/open-options.ts';
import type { Partition } from './shell/partition/partition.ts';
import { type ControlledClock, createControlledClock } from './shell/platform/controlled-clock.ts';
import { type Platform, systemPlatform } from './shell/platform/platform.ts';
import { brokerVersion } from './version.ts';

/** A running broker. */
export interface Broker {
  /** host:port that was really taken. */
  readonly gatewayAddress: string;
  readonly managementAddress: string;
  /** The partitions it runs: for tests and tools inside the process. */
  readonly partitions: readonly Partition[];
  /** Stops accepting, answers what is committed, flushes, closes. A second call waits for the first. */
  stop(): Promise<void>;
}

/** What a broker may be given instead of the machine's own. */
export interface BrokerParts {
  readonly platform?: Platform;
  readonly log?: PartitionLog;
  readonly openPartition?: OpenPartition;
}

/** Why a broker cannot start, in one line; nothing of it is left running. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const silent: PartitionLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts a broker; resolves when it takes commands. Rejects with {@link StartError}. */
export async function startBroker(config: Config, parts: BrokerParts = {}): Promise<Broker> {
  const assembly = new Assembly(config, parts);
  try {
    return await assembly.start();
  } catch (error) {
    await assembly.stop();
    throw error;
  }
}

type Working = Extract<OpenedPartition, { partition: Partition }>;

/** The parts of one broker as they come up. */
class Assembly {
  readonly #config: Config;
  readonly #platform: Platform;
  readonly #clock: ControlledClock | undefined;
  readonly #log: PartitionLog;
  readonly #open: OpenPartition;
  readonly #partitions = new Map<number, Working>();
  readonly #metrics = new Map<number, Record<string, number>>();
  #folder: DataFolder | undefined;
  #management: Management | undefined;
  #gateway: Gateway | undefined;
  #stopping: Promise<void> | undefined;

  constructor(config: Config, { platform = systemPlatform, log = silent, openPartition: open = openPartition }: BrokerParts) {
    this.#config = config;
    this.#clock = config.clock === 'controlled' ? createControlledClock(platform.clock) : undefined;
    this.#platform = this.#clock === undefined ? platform : { ...platform, clock: this.#clock };
    this.#log = log;
    this.#open = open;
  }

  async start(): Promise<Broker> {
    const { host, clusterSize } = this.#config;
    if (clusterSize > 1) throw new StartError(`Expected a cluster of 1 broker, but it is to be ${clusterSize}: this version runs alone`);
    if (this.#config.exporter.length > 0) throw new StartError('Expected no exporters, but some are configured: this version has none yet');
    if (!LOOPBACK.has(host))
      this.#log.warn({ host }, 'servers are reachable from other machines, without encryption and without asking who calls');
    const folder = await openDataFolder(this.#platform.disk, this.#config, brokerVersion);
    if ('problem' in folder) throw new StartError(folder.problem);
    this.#folder = folder;
    this.#management = await this.#bind('management port', 'managementPort', (port) => openManagement(host, port, this.#view()));
    await this.#openPartitions(folder);
    this.#gateway = await this.#bind('gateway port', 'port', (port) => openGateway({ ...this.#gatewayOptions(), host, port }));
    return {
      gatewayAddress: this.#gateway.address,
      managementAddress: this.#management.address,
      partitions: this.#list(),
      stop: () => this.stop(),
    };
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#close();
    return this.#stopping;
  }

  async #close(): Promise<void> {
    await this.#gateway?.close();
    await Promise.all([...this.#partitions.values()].map((working) => working.close()));
    await this.#management?.close();
    this.#folder?.release();
  }

  async #bind<S>(what: string, option: 'port' | 'managementPort', open: (port: number) => Promise<S>): Promise<S> {
    const port = portOf(this.#config, option);
    try {
      return await open(port);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? 'it is in use' : String(error);
      throw new StartError(`Expected to bind the ${what} ${this.#config.host}:${port}, but ${reason}`);
    }
  }

  async #openPartitions(folder: DataFolder): Promise<void> {
    const { partitions: partitionCount, clusterId } = this.#config;
    const ids = Array.from({ length: partitionCount }, (_, index) => index + 1);
    const opened = await Promise.all(ids.map((id) => this.#openOne(id, folder, clusterId, partitionCount)));
    const problem = opened.find((result) => 'problem' in result);
    if (problem !== undefined && 'problem' in problem) throw new StartError(problem.problem);
  }

  async #openOne(id: number, folder: DataFolder, clusterId: number, partitionCount: number): Promise<OpenedPartition> {
    const metrics: Record<string, number> = {};
    this.#metrics.set(id, metrics);
    const clock = this.#clock;
    const opened = await this.#open({
      id,
      number: partitionNumber(clusterId, id),
      clusterId,
      partitionCount,
      directory: folder.partition(id),
      platform: this.#platform,
      onClockMove: clock === undefined ? undefined : (listener) => clock.onMove(listener),
      // A partition that is not open yet loses the command: its sender repeats it.
      send: (to, command) => this.#partitions.get(to)?.receive(command),
      metrics,
      log: this.#log,
    });
    if ('partition' in opened) this.#partitions.set(id, opened);
    return opened;
  }

  #list(): readonly Partition[] {
    return [...this.#partitions.values()].map(({ partition }) => partition).sort((left, right) => left.id - right.id);
  }

  #gatewayOptions(): Omit<Parameters<typeof openGateway>[0], 'host' | 'port'> {
    const { clock, timers } = this.#platform;
    return { cluster: this.#cluster(), partitions: this.#list(), clock, timers, clockControl: this.#clock };
  }

  #view(): Parameters<typeof openManagement>[2] {
    return {
      cluster: this.#cluster(),
      components: () => this.#components(),
      started: () => this.#gateway !== undefined,
      partitions: () => this.#list(),
      partitionMetrics: (id) => this.#metrics.get(id) ?? {},
      gatewayMetrics: () => this.#gateway?.metrics,
      clock: this.#platform.clock,
      clockControl: this.#clock,
    };
  }

  #components(): readonly Component[] {
    const leaving = this.#stopping !== undefined;
    const gateway = { name: 'gateway', healthy: this.#gateway !== undefined && !leaving, reason: leaving ? 'is stopping' : 'is starting' };
    const ids = Array.from({ length: this.#config.partitions }, (_, index) => index + 1);
    return [gateway, ...ids.map((id) => this.#partitionComponent(id))];
  }

  #partitionComponent(id: number): Component {
    const status = this.#partitions.get(id)?.partition.status();
    const name = `partition ${id}`;
    return status === undefined
      ? { name, healthy: false, reason: 'is recovering' }
      : { name, healthy: status.health === 'healthy', reason: status.reason };
  }

  #cluster(): ClusterView {
    const { clusterId, nodeId, clusterSize, partitions, replicationFactor } = this.#config;
    return {
      clusterId,
      nodeId,
      clusterSize,
      partitionCount: partitions,
      replicationFactor,
      version: brokerVersion,
      brokers: () => [this.#self()],
    };
  }

  #self(): BrokerView {
    const { nodeId, advertiseHost } = this.#config;
    return {
      nodeId,
      host: advertiseHost,
      internalPort: portOf(this.#config, 'internalPort'),
      gatewayAddress: this.#gateway?.address ?? '',
      version: brokerVersion,
      alive: true,
      partitions: this.#list().map((partition) => partition.status()),
    };
  }
}
