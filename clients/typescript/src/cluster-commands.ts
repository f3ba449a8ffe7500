// Questions about the cluster itself, its log, and the clock of test clusters.
import { GatewayService, Partition_PartitionBrokerHealth as Health, Partition_PartitionBrokerRole as Role } from '@millrace/proto/gateway';
import { AdminService, ReplicaHealth, ReplicaRole } from '@millrace/proto/v1/admin';
import { CommandsService } from '@millrace/proto/v1/commands';
import { RecordsService, RecordType } from '@millrace/proto/v1/records';
import type { Record as WireRecord } from '@millrace/proto/v1/records';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { iterateStream } from './iterate-stream.ts';
import type { Batches } from './iterate-stream.ts';
import type { CallOptions } from './options.ts';
import { tokensFromWire, tokensToWire } from './position-token.ts';
import type { PositionToken } from './position-token.ts';

/** The cluster as a gateway sees it. */
export interface Topology {
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly host: string;
    readonly port: number;
    readonly version: string;
    readonly partitions: readonly {
      readonly partitionId: number;
      readonly role: 'leader' | 'follower' | 'inactive';
      readonly health: 'healthy' | 'unhealthy' | 'dead';
    }[];
  }[];
  /** Brokers there should be. */
  readonly clusterSize: number;
  readonly partitionsCount: number;
  readonly replicationFactor: number;
  readonly gatewayVersion: string;
  /** '' from gateways before 8.8. */
  readonly clusterId: string;
}

/** One broker's copy of a partition, with its positions as decimal digits. */
export interface Replica {
  readonly partitionId: number;
  readonly role: 'leader' | 'follower' | 'candidate' | 'learner' | 'inactive' | 'unknown';
  readonly health: 'healthy' | 'unhealthy' | 'dead' | 'unknown';
  /** Why it is not healthy; '' when it is. */
  readonly healthReason: string;
  readonly term: string;
  readonly committedPosition: string;
  readonly processedPosition: string;
  /** '-1' without exporters. */
  readonly exportedPosition: string;
  readonly snapshotPosition: string;
  readonly firstPosition: string;
  readonly exporters: readonly { readonly name: string; readonly position: string }[];
}

/** The cluster from the operator's side. */
export interface ClusterState {
  readonly clusterId: number;
  /** The node that answered. */
  readonly nodeId: number;
  readonly clusterSize: number;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly version: string;
  readonly brokers: readonly {
    readonly nodeId: number;
    readonly gatewayAddress: string;
    readonly internalAddress: string;
    readonly version: string;
    readonly alive: boolean;
    readonly replicas: readonly Replica[];
  }[];
}

/** Which records to read. */
export interface FollowRecordsRequest {
  /** Default: all. */
  readonly partitionIds?: readonly number[] | undefined;
  /** Read after these. Default: from the first record still there. */
  readonly after?: readonly PositionToken[] | undefined;
  /** Wait for records to come. Default: false, end at the end of the log. */
  readonly follow?: boolean | undefined;
  /** Default: all. */
  readonly recordTypes?: readonly ('COMMAND' | 'EVENT' | 'COMMAND_REJECTION')[] | undefined;
  /** Names such as 'JOB'. Default: all. */
  readonly valueTypes?: readonly string[] | undefined;
  /** Only of this instance. Default: all. */
  readonly processInstanceKey?: string | undefined;
  /** Fill `json`. Default: true. */
  readonly includeJson?: boolean | undefined;
}

/** One record of a log; positions and keys are decimal digits. */
export interface LogRecord {
  readonly partitionId: number;
  readonly position: string;
  readonly sourcePosition: string;
  readonly key: string;
  /** ms since the epoch. */
  readonly timestampMs: number;
  readonly recordType: 'COMMAND' | 'EVENT' | 'COMMAND_REJECTION';
  readonly valueType: string;
  readonly intent: string;
  /** '' unless it is a rejection. */
  readonly rejectionType: string;
  readonly rejectionReason: string;
  /** The whole record as exporters write it; '' unless it was asked for. `parseJson` reads it without losing digits. */
  readonly json: string;
}

/** The time of a cluster after its clock was touched. */
export interface ClockState {
  /** ms since the epoch. */
  readonly timeMs: number;
  readonly positions: readonly PositionToken[];
}

/** The questions. All reject with MillraceError; those marked "Millrace only" with UNIMPLEMENTED elsewhere. */
export interface ClusterCommands {
  /** Brokers, partitions and roles. */
  topology(options?: CallOptions): Promise<Topology>;
  /** Brokers, replicas, terms and positions. Millrace only. */
  clusterState(request?: { readonly after?: readonly PositionToken[] }, options?: CallOptions): Promise<ClusterState>;
  /** The hash of one replica's state, at `position` once it is there. Millrace only. */
  stateHash(
    request: { readonly partitionId: number; readonly position?: string; readonly timeout?: Duration },
    options?: CallOptions,
  ): Promise<{ readonly hash: string; readonly nodeId: number; readonly position: PositionToken | undefined }>;
  /** Iterates over committed records in log order. Millrace only. */
  followRecords(request?: FollowRecordsRequest, options?: CallOptions): Batches<LogRecord>;
  /** Stops a controlled clock. FAILED_PRECONDITION when the clock is the system's. Millrace only. */
  pinClock(request: { readonly time: Date | number }, options?: CallOptions): Promise<ClockState>;
  /** Moves a controlled clock forward. Millrace only. */
  advanceClock(request: { readonly by: Duration }, options?: CallOptions): Promise<ClockState>;
  /** Lets a controlled clock run with the system's again. Millrace only. */
  resetClock(options?: CallOptions): Promise<ClockState>;
}

const roles = { [Role.LEADER]: 'leader', [Role.FOLLOWER]: 'follower' } as const;
const healths = { [Health.HEALTHY]: 'healthy', [Health.UNHEALTHY]: 'unhealthy' } as const;
const replicaRoles: Readonly<Record<number, Replica['role']>> = {
  [ReplicaRole.REPLICA_ROLE_LEADER]: 'leader',
  [ReplicaRole.REPLICA_ROLE_FOLLOWER]: 'follower',
  [ReplicaRole.REPLICA_ROLE_CANDIDATE]: 'candidate',
  [ReplicaRole.REPLICA_ROLE_LEARNER]: 'learner',
  [ReplicaRole.REPLICA_ROLE_INACTIVE]: 'inactive',
};
const replicaHealths: Readonly<Record<number, Replica['health']>> = {
  [ReplicaHealth.REPLICA_HEALTH_HEALTHY]: 'healthy',
  [ReplicaHealth.REPLICA_HEALTH_UNHEALTHY]: 'unhealthy',
  [ReplicaHealth.REPLICA_HEALTH_DEAD]: 'dead',
};
const recordTypes = {
  COMMAND: RecordType.RECORD_TYPE_COMMAND,
  EVENT: RecordType.RECORD_TYPE_EVENT,
  COMMAND_REJECTION: RecordType.RECORD_TYPE_COMMAND_REJECTION,
} as const;
const recordTypeNames: Readonly<Record<number, LogRecord['recordType']>> = {
  [RecordType.RECORD_TYPE_COMMAND]: 'COMMAND',
  [RecordType.RECORD_TYPE_EVENT]: 'EVENT',
  [RecordType.RECORD_TYPE_COMMAND_REJECTION]: 'COMMAND_REJECTION',
};
/** How long a node waits for a position to hash when nothing is said, ms. */
const hashWaitDefaultMs = 5_000;

/** The questions over a caller. */
export function createClusterCommands(caller: Caller): ClusterCommands {
  return {
    async topology(options) {
      const answer = await caller.unary(GatewayService.topology, {}, { repeatable: true }, options);
      const brokers = answer.brokers.map(({ nodeId, host, port, version, partitions }) => ({
        nodeId,
        host,
        port,
        version,
        partitions: partitions.map(({ partitionId, role, health }) => ({
          partitionId,
          role: role === Role.LEADER || role === Role.FOLLOWER ? roles[role] : ('inactive' as const),
          health: health === Health.HEALTHY || health === Health.UNHEALTHY ? healths[health] : ('dead' as const),
        })),
      }));
      const { clusterSize, partitionsCount, replicationFactor, gatewayVersion, clusterId } = answer;
      return { brokers, clusterSize, partitionsCount, replicationFactor, gatewayVersion, clusterId };
    },
    async clusterState(request, options) {
      const message = { after: tokensToWire(request?.after ?? []) };
      const answer = await caller.unary(AdminService.getTopology, message, { repeatable: true }, options);
      const { clusterId, nodeId, clusterSize, partitionCount, replicationFactor, version } = answer;
      const brokers = answer.brokers.map((broker) => ({ ...broker, replicas: broker.replicas.map(replicaFromWire) }));
      return { clusterId, nodeId, clusterSize, partitionCount, replicationFactor, version, brokers };
    },
    async stateHash({ partitionId, position, timeout }, options) {
      const waitMs = parseDuration(timeout ?? hashWaitDefaultMs);
      const message = { partitionId, position: BigInt(position ?? 0), timeoutMs: BigInt(waitMs) };
      const answer = await caller.unary(AdminService.getStateHash, message, { repeatable: true, waitMs }, options);
      const [token] = tokensFromWire(answer.position === undefined ? [] : [answer.position]);
      return { hash: answer.hash, nodeId: answer.nodeId, position: token };
    },
    followRecords(request = {}, options) {
      const message = {
        partitionIds: [...(request.partitionIds ?? [])],
        after: tokensToWire(request.after ?? []),
        follow: request.follow ?? false,
        recordTypes: (request.recordTypes ?? []).map((name) => recordTypes[name]),
        valueTypes: [...(request.valueTypes ?? [])],
        processInstanceKey: BigInt(request.processInstanceKey ?? 0),
        includeJson: request.includeJson ?? true,
        batchMax: 0,
      };
      return iterateStream(
        () => caller.listen(RecordsService.follow, message, undefined, options),
        (answer) => answer.records.map(recordFromWire),
        options?.signal,
      );
    },
    async pinClock({ time }, options) {
      const message = { timeMs: BigInt(Math.trunc(Number(time))) };
      return clockFromWire(await caller.unary(CommandsService.pinClock, message, { repeatable: true }, options));
    },
    async advanceClock({ by }, options) {
      const message = { durationMs: BigInt(parseDuration(by)) };
      return clockFromWire(await caller.unary(CommandsService.advanceClock, message, { repeatable: false }, options));
    },
    async resetClock(options) {
      return clockFromWire(await caller.unary(CommandsService.resetClock, {}, { repeatable: true }, options));
    },
  };
}

function clockFromWire(answer: { readonly timeMs: bigint; readonly positions: Parameters<typeof tokensFromWire>[0] }): ClockState {
  return { timeMs: Number(answer.timeMs), positions: tokensFromWire(answer.positions) };
}

function replicaFromWire(replica: {
  readonly partitionId: number;
  readonly role: number;
  readonly health: number;
  readonly healthReason: string;
  readonly term: bigint;
  readonly committedPosition: bigint;
  readonly processedPosition: bigint;
  readonly exportedPosition: bigint;
  readonly snapshotPosition: bigint;
  readonly firstPosition: bigint;
  readonly exporters: readonly { readonly name: string; readonly position: bigint }[];
}): Replica {
  return {
    partitionId: replica.partitionId,
    role: replicaRoles[replica.role] ?? 'unknown',
    health: replicaHealths[replica.health] ?? 'unknown',
    healthReason: replica.healthReason,
    term: replica.term.toString(),
    committedPosition: replica.committedPosition.toString(),
    processedPosition: replica.processedPosition.toString(),
    exportedPosition: replica.exportedPosition.toString(),
    snapshotPosition: replica.snapshotPosition.toString(),
    firstPosition: replica.firstPosition.toString(),
    exporters: replica.exporters.map(({ name, position }) => ({ name, position: position.toString() })),
  };
}

function recordFromWire(record: WireRecord): LogRecord {
  return {
    partitionId: record.partitionId,
    position: record.position.toString(),
    sourcePosition: record.sourcePosition.toString(),
    key: record.key.toString(),
    timestampMs: Number(record.timestampMs),
    recordType: recordTypeNames[record.recordType] ?? 'EVENT',
    valueType: record.valueType,
    intent: record.intent,
    rejectionType: record.rejectionType,
    rejectionReason: record.rejectionReason,
    json: record.json,
  };
}
