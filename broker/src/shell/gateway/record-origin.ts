/** Where the records of a partition come from, for their JSON. */
import type { RecordOrigin } from '../../core/protocol/record-json.ts';
import type { Partition } from '../partition/partition.ts';
import type { Router } from './router.ts';

/** The origin of a partition's records. */
export function recordOrigin(partition: Partition, router: Router, brokerVersion: string): RecordOrigin {
  return { partition: partition.number, deploymentPartition: router.deploymentNumber, partitionId: partition.id, brokerVersion };
}
