/** Opens a partition: log, state and engine in one. */
import type { OpenedPartition, OpenPartitionOptions } from './open-options.ts';

/** Answers why not: the parts a partition is made of are not joined in this version. */
export function openPartition({ id }: OpenPartitionOptions): Promise<OpenedPartition> {
  return Promise.resolve({ problem: `Expected to open partition ${id}, but this version has no engine for it` });
}
