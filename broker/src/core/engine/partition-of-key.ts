/** Which partition issued a key: where an answer about the thing it names goes. */
import { partitionOfKey } from '../protocol/key.ts';
import type { EngineConfig } from './processing.ts';

/** Id, from 1, of the partition of this cluster that issued a wire key. */
export function partitionIdOf(config: EngineConfig, key: bigint): number {
  return partitionOfKey(key) - (config.partition - config.partitionId);
}
