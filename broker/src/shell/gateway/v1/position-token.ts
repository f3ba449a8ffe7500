/** Position tokens: where a command was written, for a later read that must not be older. */
import type { PositionToken } from '@millrace/proto/v1/position';
import type { Partition } from '../../partition/partition.ts';

/** The token of a position on a partition. */
export function positionToken(partition: Partition, position: number): PositionToken {
  return { partitionId: partition.number, position: BigInt(position) };
}
