// A whole broker in this thread: partitions in memory, the gateway's handlers, and time that only moves when it is told to. It writes nothing anywhere.
import type { GatewayClient } from '@millrace/proto/gateway';
import type { CommandsClient } from '@millrace/proto/v1/commands';
import type { State } from '../../../broker/src/core/engine/state/state.ts';
import type { AnyCommand } from '../../../broker/src/core/protocol/record.ts';
import { recordJson } from '../../../broker/src/core/protocol/record-json.ts';
import type { ClusterView, GatewayContext } from '../../../broker/src/shell/gateway/gateway-context.ts';
import { GatewayMetrics } from '../../../broker/src/shell/gateway/gateway-metrics.ts';
import { Router } from '../../../broker/src/shell/gateway/router.ts';
import { TimerWheel } from '../../../broker/src/shell/gateway/timer-wheel.ts';
import { createSeededRandom } from '../../../broker/src/shell/platform/random.ts';
import { createSimClock } from '../../../broker/src/shell/platform/simulated/sim-clock.ts';
import { createSimScheduler } from '../../../broker/src/shell/platform/simulated/sim-scheduler.ts';
import { createSimTimers } from '../../../broker/src/shell/platform/simulated/sim-timers.ts';
import type { LogRecord } from '../../conformance/runner/record.ts';
import { type CheckedEngine, createCheckedEngine, type Tamper } from './checked-engine.ts';
import { leftovers } from './leftovers.ts';
import { localCommands, localGateway } from './local-client.ts';
import { type MemoryPartition, openMemoryPartition } from './memory-partition.ts';

/** As many as a partition and the reference process in one step; what is left over is a command of its own. */
const FOLLOW_UPS_MAX = 99;
const COMMAND_TIMEOUT_MS = 15_000;
const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
const CALL_DEPTH_MAX = 20_000;
/** How far time is moved at once, and in all, for an answer that needs time to pass. */
const ANSWER_STEP_MS = 1_000;
const ANSWER_WAIT_MS = 20_000;

/** How it is set up. */
export interface LocalBrokerOptions {
  /** Default 1; at most 3, as keys of later ones do not fit into a JSON number. */
  readonly partitions?: number;
  /** Follow-up commands in one step. Default as in production; with 0 every one of them is a step of its own, processed as late as possible. */
  readonly followUpsMax?: number;
  /** Restarts the engine between any two steps: what no record holds is forgotten. Default false. */
  readonly restarts?: boolean;
  /** Decides what happens at the same instant. Default 1. */
  readonly seed?: number;
  /** Plants a bug in what replay sees. */
  readonly tamper?: Tamper;
  /** Plants a row that no event put there. */
  readonly plant?: (state: State) => void;
}

/** A broker in this thread. */
export interface LocalBroker {
  readonly client: GatewayClient;
  readonly own: CommandsClient;
  readonly partitions: readonly MemoryPartition[];
  readonly engines: readonly CheckedEngine[];
  /** Lets everything happen that needs no time, and gives the events since the last call. */
  settle(): Promise<readonly LogRecord[]>;
  /** Lets time go by. Milliseconds. */
  wait(ms: number): Promise<void>;
  /** Waits for an answer and lets time go by if it does not come at once. */
  answered<T>(outcome: Promise<T>): Promise<T>;
  /** Everything that was found wrong so far, and what is left in the state though all instances are gone. */
  faults(): readonly string[];
  leftovers(except?: ReadonlySet<string>): readonly string[];
}

/** Opens one. */
export function openLocalBroker(options: LocalBrokerOptions = {}): LocalBroker {
  const { partitions: count = 1, followUpsMax = FOLLOW_UPS_MAX, seed = 1 } = options;
  const scheduler = createSimScheduler(createSeededRandom(seed));
  const clock = createSimClock(scheduler);
  const timers = createSimTimers(scheduler);
  const engines = Array.from({ length: count }, (_, index) => {
    const config = { partitionId: index + 1, partition: index + 1, partitionCount: count, deploymentPartition: 1, followUpsMax };
    return createCheckedEngine({ ...config, zone: 'UTC', messageBytesMax: MESSAGE_BYTES_MAX, callDepthMax: CALL_DEPTH_MAX }, options);
  });
  for (const { engine } of engines) options.plant?.(engine.state);
  // One after the other: time that two move at once would go back.
  let moving: Promise<void> = Promise.resolve();
  const advance = (ms: number): Promise<void> => {
    moving = moving.then(() => scheduler.runFor(ms));
    return moving;
  };
  const send = (partitionId: number, command: AnyCommand): void => {
    timers.schedule(0, () => partitions[partitionId - 1]?.receive(command));
  };
  const partitions: readonly MemoryPartition[] = engines.map(({ engine }) => openMemoryPartition({ engine, clock, timers, send }));
  const context: GatewayContext = {
    router: new Router(0, count, partitions),
    wheel: new TimerWheel(clock, timers),
    clock,
    metrics: new GatewayMetrics(),
    cluster: cluster(count),
    commandTimeoutMs: COMMAND_TIMEOUT_MS,
    leaveGraceMs: 0,
    leaving: new AbortController().signal,
  };
  return {
    client: localGateway(context),
    own: localCommands(context),
    partitions,
    engines,
    async settle() {
      await advance(0);
      return partitions.flatMap((partition) =>
        partition
          .take()
          .filter(({ recordType }) => recordType === 'EVENT')
          .map((record) => readable(partition, record)),
      );
    },
    wait: advance,
    answered: (outcome) => answered(advance, outcome),
    faults: () => [
      ...engines.flatMap(({ faults }) => faults),
      ...partitions.map((partition) => partition.failure()).filter((failure) => failure !== ''),
    ],
    leftovers: (except) =>
      engines.flatMap(({ engine }) =>
        leftovers(engine.state, except).map(
          ({ table, rows, example }) => `partition ${engine.config.partitionId} has ${rows} rows in ${table}: ${example}`,
        ),
      ),
  };
}

async function answered<T>(advance: (ms: number) => Promise<void>, outcome: Promise<T>): Promise<T> {
  let isThere = false;
  const noted = outcome.finally(() => {
    isThere = true;
  });
  await advance(0);
  for (let waitedMs = 0; !isThere && waitedMs < ANSWER_WAIT_MS; waitedMs += ANSWER_STEP_MS) await advance(ANSWER_STEP_MS);
  if (!isThere) throw new Error(`Expected an answer within ${ANSWER_WAIT_MS} ms, but there was none`);
  return noted;
}

function readable(partition: MemoryPartition, record: Parameters<typeof recordJson>[0]): LogRecord {
  const origin = { partition: partition.number, deploymentPartition: 1, partitionId: partition.id, brokerVersion: 'test' };
  return JSON.parse(recordJson(record, origin)) as LogRecord;
}

function cluster(partitionCount: number): ClusterView {
  return { clusterId: 0, nodeId: 0, clusterSize: 1, partitionCount, replicationFactor: 1, version: '0.1.0', brokers: () => [] };
}
