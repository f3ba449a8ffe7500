/** Keys: a counter inside one partition, a 64-bit number on the wire. The wire form is built at the edge and nowhere else. */

/** Bits of a wire key that hold the counter; the upper 13 hold the partition number. */
export const COUNTER_BITS = 51n;
const COUNTER_MASK = (1n << COUNTER_BITS) - 1n;
/** Partitions of one cluster; the cluster id stands above them in the partition number (decision D7). */
export const PARTITIONS_PER_CLUSTER = 64;

/** "No key": what Zeebe's records show where a key is absent. */
export const NO_KEY = -1;

/** The number that lies in the upper bits of every key of this partition: cluster * 64 + partition, so that cluster 0 looks like Zeebe. */
export function partitionNumber(clusterId: number, partitionId: number): number {
  return clusterId * PARTITIONS_PER_CLUSTER + partitionId;
}

/** The 64-bit key of a counter. `counter` -1 (no key) stays -1. */
export function wireKey(partition: number, counter: number): bigint {
  return counter < 0 ? BigInt(counter) : (BigInt(partition) << COUNTER_BITS) | BigInt(counter);
}

/** The partition number a wire key was issued by; 0 or less for numbers that are no keys. */
export function partitionOfKey(key: bigint): number {
  return Number(key >> COUNTER_BITS);
}

/** The counter inside a wire key. */
export function counterOfKey(key: bigint): number {
  return key < 0n ? Number(key) : Number(key & COUNTER_MASK);
}
