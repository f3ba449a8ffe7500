/** Which partition a command goes to: by key, by hash, to the deployment partition, or in turn. */
import { status } from '@grpc/grpc-js';
import { partitionNumber, partitionOfKey, wireKey } from '../../core/protocol/key.ts';
import { partitionOfMessage } from '../../core/protocol/partition-of-message.ts';
import type { Partition } from '../partition/partition.ts';
import { type Refusal, refuse } from './refusal.ts';

/** The partition that decides deployments, as operators count. */
const DEPLOYMENT_PARTITION = 1;

/** The partitions of a cluster as this gateway reaches them. */
export class Router {
  /** Partitions the cluster has, reached or not. */
  readonly partitionCount: number;
  /** Number in the keys of definitions. */
  readonly deploymentNumber: number;
  /** Every partition that is reached, in the order of their ids. */
  readonly all: readonly Partition[];
  readonly #clusterId: number;
  readonly #byNumber = new Map<number, Partition>();
  #turn = 0;

  constructor(clusterId: number, partitionCount: number, partitions: readonly Partition[]) {
    this.partitionCount = partitionCount;
    this.deploymentNumber = partitionNumber(clusterId, DEPLOYMENT_PARTITION);
    this.all = [...partitions].sort((left, right) => left.id - right.id);
    this.#clusterId = clusterId;
    for (const partition of partitions) this.#byNumber.set(partition.number, partition);
  }

  /** The partition that issued a key. UNAVAILABLE when this cluster has none of that number, as Zeebe answers: it may only be unknown yet. */
  ofKey(key: bigint): Partition | Refusal {
    return this.#ofNumber(partitionOfKey(key));
  }

  /** The partition messages of a correlation key live on. */
  ofText(text: string): Partition | Refusal {
    return this.ofId(partitionOfMessage(text, this.partitionCount));
  }

  /** A partition as operators count. */
  ofId(id: number): Partition | Refusal {
    return this.#ofNumber(partitionNumber(this.#clusterId, id));
  }

  /** The partition that decides deployments. */
  deployment(): Partition | Refusal {
    return this.ofId(DEPLOYMENT_PARTITION);
  }

  /** The next one in turn. */
  next(): Partition | Refusal {
    const partition = this.all[this.#turn++ % this.all.length];
    return partition ?? refuse(status.UNAVAILABLE, 'Expected to pick a partition for the command, but the gateway is not aware of any');
  }

  /** The wire key of a definition. */
  definitionKey(counter: number): bigint {
    return wireKey(this.deploymentNumber, counter);
  }

  /** Whether the deployment partition can have issued this key; other keys name no definition. */
  isDefinitionKey(key: bigint): boolean {
    return partitionOfKey(key) === this.deploymentNumber;
  }

  #ofNumber(number: number): Partition | Refusal {
    return (
      this.#byNumber.get(number) ??
      refuse(
        status.UNAVAILABLE,
        `Expected to execute command on partition ${number}, but either it does not exist, or the gateway is not yet aware of it`,
      )
    );
  }
}
