/** What a partition is opened with, and what comes of it: the contract between the composition root and `open-partition.ts`. */
import type { AnyCommand } from '../../core/protocol/record.ts';
import type { Platform } from '../platform/platform.ts';
import type { Partition } from './partition.ts';

/** Everything a partition gets from outside. */
export interface OpenPartitionOptions {
  /** As operators count: from 1. */
  readonly id: number;
  /** What stands in the upper bits of its keys. */
  readonly number: number;
  /** 0 to 15. */
  readonly clusterId: number;
  /** Partitions of the cluster: messages are spread over them. */
  readonly partitionCount: number;
  /** A folder of its own inside the data folder, which the broker holds locked; made by the partition. */
  readonly directory: string;
  readonly platform: Platform;
  /** Size of a segment of the log, in bytes; default: the log's own. A single record must fit into one. */
  readonly segmentBytes?: number;
  /** Calls back after every move of a controlled clock, so that due timers are looked at; returns how to stop. Absent with the system's clock. */
  readonly onClockMove?: ((listener: () => void) => () => void) | undefined;
  /** Hands a command to another partition of the cluster. It may be lost: whoever sends repeats until it is acknowledged. */
  send(partitionId: number, command: AnyCommand): void;
  /** Counts, read out by the management server: every name becomes the metric `millrace_partition_<snake_case>`. Add names freely, plain numbers only. */
  readonly metrics: Record<string, number>;
  readonly log: PartitionLog;
}

/** Where a partition says what a person should know. */
export interface PartitionLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** A partition that works, or the one line that says why not. */
export type OpenedPartition =
  | {
      readonly partition: Partition;
      /** Appends a command that another partition of the cluster sent; nobody waits for an answer. */
      receive(command: AnyCommand): void;
      /** Takes no more commands, answers what is committed, writes the snapshot, syncs, closes every file. */
      close(): Promise<void>;
    }
  | { readonly problem: string };

/** How a partition is opened. */
export type OpenPartition = (options: OpenPartitionOptions) => Promise<OpenedPartition>;
