/** A broker inside a test: everything in memory, a clock moved by hand, and a view on who asks for jobs. For test kits; nothing here is durable. */
import { type Broker, startBroker } from './broker.ts';
import { resolveConfig } from './config.ts';
import { partitionNumber } from './core/protocol/key.ts';
import { recordJson } from './core/protocol/record-json.ts';
import { openPartition } from './shell/partition/open-partition.ts';
import type { OpenedPartition } from './shell/partition/open-options.ts';
import type { JobDemand, JobSubscription, Partition, RecordReader } from './shell/partition/partition.ts';
import { systemPlatform } from './shell/platform/platform.ts';
import { createSimDisk } from './shell/platform/simulated/sim-disk.ts';
import { createMemoryStore } from './shell/store/memory-store.ts';
import { brokerVersion } from './version.ts';

/** Somebody who asks for jobs. */
export interface OpenDemand {
  readonly type: string;
  readonly worker: string;
  readonly tenantIds: readonly string[];
  /** Jobs it takes at once. */
  readonly credits: number;
}

/** One record, as exporters write it. */
export interface RecordLine {
  readonly partitionId: number;
  readonly position: number;
  readonly json: string;
}

/** A broker in this process. */
export interface InProcessBroker {
  /** host:port of the gateway. */
  readonly address: string;
  /** host:port of the management server. */
  readonly managementAddress: string;
  /** Who asks for jobs now. */
  demands(): readonly OpenDemand[];
  /** Records committed since the last call, in log order per partition. */
  read(): Promise<readonly RecordLine[]>;
  /** Resolves when there are records to read, when somebody began or ceased to ask for jobs, or when the signal aborts. */
  more(signal: AbortSignal): Promise<void>;
  /** Whether every command is committed and processed, and every record of it has been read. */
  settled(): boolean;
  stop(): Promise<void>;
}

/** How it is set up. */
export interface InProcessOptions {
  /** Default 1. */
  readonly partitions?: number;
}

/** Records read in one go. */
const READ_RECORDS = 1_000;

/** Starts one on free ports of the loopback interface. Rejects with `StartError`. */
export async function startInProcessBroker({ partitions = 1 }: InProcessOptions = {}): Promise<InProcessBroker> {
  const config = resolveConfig({
    flags: { dataDir: '/in-memory', port: '0', managementPort: '0', partitions: String(partitions), clock: 'controlled' },
    environment: {},
    file: undefined,
  });
  const demands = new Demands();
  const broker = await startBroker(config, {
    platform: { ...systemPlatform, disk: createSimDisk() },
    openPartition: async (options) => watched(await openPartition(options, () => Promise.resolve({ store: createMemoryStore() })), demands),
  });
  return inProcess(broker, demands);
}

/** Who asks for jobs, and who wants to know when that changes. */
class Demands {
  readonly open = new Set<() => OpenDemand>();
  readonly #listeners = new Set<() => void>();

  changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves at the next change, or when the signal aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#listeners.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#listeners.add(done);
      signal.addEventListener('abort', done);
    });
  }
}

function inProcess(broker: Broker, demands: Demands): InProcessBroker {
  const feeds = broker.partitions.map((partition) => ({ partition, reader: partition.readRecords(0), read: 0, command: 0 }));
  return {
    address: broker.gatewayAddress,
    managementAddress: broker.managementAddress,
    demands: () => [...demands.open].map((demand) => demand()),
    async read() {
      const lines: RecordLine[] = [];
      for (const feed of feeds) {
        for (;;) {
          const records = await feed.reader.next(READ_RECORDS);
          if (records.length === 0) break;
          for (const record of records) {
            feed.read = record.position;
            if (record.recordType === 'COMMAND') feed.command = record.position;
            lines.push({ partitionId: feed.partition.id, position: record.position, json: recordJson(record, originOf(feed.partition)) });
          }
        }
      }
      return lines;
    },
    more: (signal) =>
      firstOf(
        feeds.map(({ reader }) => reader),
        demands,
        signal,
      ),
    settled: () =>
      feeds.every(({ partition, read, command }) => {
        const { lastPosition, processedPosition, inbox } = partition.status();
        return inbox.commands === 0 && read >= lastPosition && processedPosition >= command;
      }),
    async stop() {
      for (const { reader } of feeds) reader.close();
      await broker.stop();
    },
  };
}

/** Waits for the first reader that has something or a change of demands, and lets the others go. */
async function firstOf(readers: readonly RecordReader[], demands: Demands, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const both = AbortSignal.any([signal, done.signal]);
  await Promise.race([...readers.map((reader) => reader.more(both)), demands.change(both)]);
  done.abort();
}

function originOf({ id, number }: Partition): Parameters<typeof recordJson>[1] {
  return { partition: number, deploymentPartition: partitionNumber(0, 1), partitionId: id, brokerVersion };
}

/** A partition whose demands are written down while they are open. */
function watched(opened: OpenedPartition, demands: Demands): OpenedPartition {
  if ('problem' in opened) return opened;
  const { partition } = opened;
  return {
    partition: {
      id: partition.id,
      number: partition.number,
      submit: (command, options) => partition.submit(command, options),
      readRecords: (position) => partition.readRecords(position),
      status: () => partition.status(),
      stateHash: () => partition.stateHash(),
      openJobDemand: (subscription) => watchedDemand(subscription, partition.openJobDemand(subscription), demands),
    },
    receive: (command) => opened.receive(command),
    close: () => opened.close(),
  };
}

function watchedDemand(subscription: JobSubscription, demand: JobDemand, demands: Demands): JobDemand {
  const { type, worker, tenantIds } = subscription;
  const describe = (): OpenDemand => ({ type, worker, tenantIds, credits: demand.open });
  demands.open.add(describe);
  demands.changed();
  return {
    request: (count) => demand.request(count),
    probed: () => demand.probed(),
    get open() {
      return demand.open;
    },
    async close() {
      demands.open.delete(describe);
      demands.changed();
      await demand.close();
    },
  };
}
