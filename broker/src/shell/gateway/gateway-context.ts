/** What every call needs of the gateway it came in by; made once, passed everywhere. */
import type { Clock } from '../platform/clock.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Router } from './router.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** The gateway from the inside. */
export interface GatewayContext {
  readonly router: Router;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly metrics: GatewayMetrics;
  readonly cluster: ClusterView;
  /** How long a command may go unanswered before its caller gets DEADLINE_EXCEEDED, ms. Default 15,000, as Zeebe. */
  readonly commandTimeoutMs: number;
  /** How long calls may go on after that, ms. */
  readonly leaveGraceMs: number;
  /** Aborts when the gateway leaves: endless calls end with UNAVAILABLE then. */
  readonly leaving: AbortSignal;
  /** Moves the clock by hand; absent unless the broker was started with a controlled clock. */
  readonly clockControl?: ClockControl | undefined;
}

/** The cluster for Topology answers. */
export interface ClusterView {
  /** 0 to 15. */
  readonly clusterId: number;
  readonly nodeId: number;
  readonly clusterSize: number;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  /** Semantic version of this broker. */
  readonly version: string;
  /** Brokers known to be there; read at every call. */
  brokers(): readonly BrokerView[];
}

/** One broker of the cluster. */
export interface BrokerView {
  readonly nodeId: number;
  readonly host: string;
  /** Where other brokers reach it. */
  readonly internalPort: number;
  /** host:port of its gateway; empty when not known. */
  readonly gatewayAddress: string;
  readonly version: string;
  readonly alive: boolean;
  readonly partitions: readonly PartitionView[];
}

/** One broker's copy of a partition. */
export interface PartitionView {
  readonly id: number;
  readonly role: 'leader' | 'follower' | 'inactive';
  readonly health: 'healthy' | 'unhealthy' | 'dead';
  readonly reason: string;
  readonly term: number;
  readonly firstPosition: number;
  readonly committedPosition: number;
  readonly processedPosition: number;
  readonly exportedPosition: number;
  readonly snapshotPosition: number;
}

/** A clock that tests hold. Each answers why it was refused, or null. */
export interface ClockControl {
  pin(atMs: number): string | null;
  advance(byMs: number): string | null;
  reset(): void;
}
