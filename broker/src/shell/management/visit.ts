/** One request for a page, and what the pages may look at. It answers nothing. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClockControl, ClusterView } from '../gateway/gateway-context.ts';
import type { GatewayMetrics } from '../gateway/gateway-metrics.ts';
import type { Partition } from '../partition/partition.ts';
import type { Clock } from '../platform/clock.ts';

/** A part of the broker. */
export interface Component {
  readonly name: string;
  readonly healthy: boolean;
  /** Why it is not; empty when it is. */
  readonly reason: string;
}

/** What the pages show; everything is read when asked for. */
export interface ManagementView {
  readonly cluster: ClusterView;
  /** Parts of the broker and how they are: gateway, data folder, partitions. */
  components(): readonly Component[];
  /** Whether every partition has recovered and the gateway was opened once. */
  started(): boolean;
  partitions(): readonly Partition[];
  /** Counts of a partition, as it keeps them. */
  partitionMetrics(id: number): Readonly<Record<string, number>>;
  /** Undefined until the gateway is open. */
  gatewayMetrics(): GatewayMetrics | undefined;
  readonly clock: Clock;
  /** Only with a controlled clock. */
  readonly clockControl?: ClockControl | undefined;
}

/** What a page needs. */
export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly view: ManagementView;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}
