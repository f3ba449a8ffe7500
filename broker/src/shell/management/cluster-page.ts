/** The cluster as JSON: brokers, and what each does for which partition. */
import type { Visit } from './visit.ts';
import { answerJson } from './reply.ts';

/** Answers from what is known now. */
export function answerCluster({ response, view }: Visit): void {
  const { clusterId, nodeId, clusterSize, partitionCount, replicationFactor, version } = view.cluster;
  answerJson(response, 200, {
    clusterId,
    nodeId,
    clusterSize,
    partitionCount,
    replicationFactor,
    version,
    brokers: view.cluster.brokers(),
  });
}
