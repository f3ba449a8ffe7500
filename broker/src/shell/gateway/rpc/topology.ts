/** Topology: which brokers there are and what they do for which partition. No command: the gateway knows. */
import type { handleUnaryCall } from '@grpc/grpc-js';
import {
  type BrokerInfo,
  Partition_PartitionBrokerHealth as Health,
  Partition_PartitionBrokerRole as Role,
  type TopologyRequest,
  type TopologyResponse,
} from '@millrace/proto/gateway';
import type { BrokerView, GatewayContext } from '../gateway-context.ts';

const roles = { leader: Role.LEADER, follower: Role.FOLLOWER, inactive: Role.INACTIVE } as const;
const healths = { healthy: Health.HEALTHY, unhealthy: Health.UNHEALTHY, dead: Health.DEAD } as const;

/** Answers from what is known now; never waits. */
export function topology(context: GatewayContext): handleUnaryCall<TopologyRequest, TopologyResponse> {
  const metrics = context.metrics.method('Topology');
  return (_call, respond) => {
    const { cluster } = context;
    respond(null, {
      brokers: cluster.brokers().map(brokerInfo),
      clusterSize: cluster.clusterSize,
      partitionsCount: cluster.partitionCount,
      replicationFactor: cluster.replicationFactor,
      gatewayVersion: cluster.version,
      clusterId: String(cluster.clusterId),
    });
    metrics.ended(0, 0);
  };
}

function brokerInfo(broker: BrokerView): BrokerInfo {
  return {
    nodeId: broker.nodeId,
    host: broker.host,
    port: broker.internalPort,
    partitions: broker.partitions.map(({ id, role, health }) => ({ partitionId: id, role: roles[role], health: healths[health] })),
    version: broker.version,
  };
}
