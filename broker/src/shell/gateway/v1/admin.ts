/** millrace.v1.Admin: where each partition is, and whether its copies agree. */
import { type handleUnaryCall, type Server, status } from '@grpc/grpc-js';
import {
  AdminService,
  type Broker,
  type GetStateHashRequest,
  type GetStateHashResponse,
  type GetTopologyRequest,
  type GetTopologyResponse,
  type PartitionReplica,
  ReplicaHealth,
  ReplicaRole,
} from '@millrace/proto/v1/admin';
import { partitionNumber } from '../../../core/protocol/key.ts';
import type { BrokerView, ClusterView, GatewayContext, PartitionView } from '../gateway-context.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { positionToken } from './position-token.ts';

const roles = {
  leader: ReplicaRole.REPLICA_ROLE_LEADER,
  follower: ReplicaRole.REPLICA_ROLE_FOLLOWER,
  inactive: ReplicaRole.REPLICA_ROLE_INACTIVE,
} as const;
const healths = {
  healthy: ReplicaHealth.REPLICA_HEALTH_HEALTHY,
  unhealthy: ReplicaHealth.REPLICA_HEALTH_UNHEALTHY,
  dead: ReplicaHealth.REPLICA_HEALTH_DEAD,
} as const;

/** Adds the service. */
export function addAdmin(server: Server, context: GatewayContext): void {
  server.addService(AdminService, { getTopology: getTopology(context), getStateHash: getStateHash(context) });
}

function getTopology({ cluster }: GatewayContext): handleUnaryCall<GetTopologyRequest, GetTopologyResponse> {
  return (_call, respond) => {
    respond(null, {
      clusterId: cluster.clusterId,
      nodeId: cluster.nodeId,
      clusterSize: cluster.clusterSize,
      partitionCount: cluster.partitionCount,
      replicationFactor: cluster.replicationFactor,
      brokers: cluster.brokers().map((broker) => brokerOf(broker, cluster)),
      version: cluster.version,
    });
  };
}

function brokerOf(broker: BrokerView, cluster: ClusterView): Broker {
  return {
    nodeId: broker.nodeId,
    gatewayAddress: broker.gatewayAddress,
    internalAddress: `${broker.host}:${broker.internalPort}`,
    version: broker.version,
    alive: broker.alive,
    replicas: broker.partitions.map((partition) => replicaOf(partition, cluster)),
  };
}

function replicaOf(partition: PartitionView, cluster: ClusterView): PartitionReplica {
  return {
    partitionId: partitionNumber(cluster.clusterId, partition.id),
    role: roles[partition.role],
    health: healths[partition.health],
    term: BigInt(partition.term),
    committedPosition: BigInt(partition.committedPosition),
    processedPosition: BigInt(partition.processedPosition),
    exportedPosition: BigInt(partition.exportedPosition),
    snapshotPosition: BigInt(partition.snapshotPosition),
    firstPosition: BigInt(partition.firstPosition),
    exporters: [],
    healthReason: partition.reason,
  };
}

/** The state is hashed as it is; a position other than none or the present one is past or not there yet. */
function getStateHash({ router, cluster }: GatewayContext): handleUnaryCall<GetStateHashRequest, GetStateHashResponse> {
  return (call, respond) => {
    const partition = router.all.find(({ number }) => number === call.request.partitionId);
    if (partition === undefined)
      return respond(refuse(status.NOT_FOUND, `Expected a partition of this node, but ${call.request.partitionId} is none`));
    partition.stateHash().then(
      ({ position, hash }) => {
        const wanted = Number(call.request.position);
        const refusal =
          wanted > 0 && wanted < position
            ? refuse(status.OUT_OF_RANGE, `Expected the state at position ${wanted}, but it is already at ${position}`)
            : wanted > position
              ? refuse(status.DEADLINE_EXCEEDED, `Expected the state at position ${wanted}, but it has only come to ${position}`)
              : undefined;
        if (isRefusal(refusal)) respond(refusal);
        else respond(null, { position: positionToken(partition, position), hash, nodeId: cluster.nodeId });
      },
      (error: unknown) => respond(refuse(status.INTERNAL, String(error))),
    );
  };
}
