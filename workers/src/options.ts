// Every option of a worker, with its default.
import type { ClientOptions, Client } from '@millrace/client';
import type { ClusterRole } from './cluster.ts';
import type { Duration } from './duration.ts';
import type { JobGateway } from './gateway.ts';
import type { AnyInterceptor } from './interceptor.ts';
import type { Logger } from './log.ts';
import type { Timing } from './timing.ts';

/** How jobs are fetched. */
export type SourceChoice = 'auto' | 'job-stream' | 'push' | 'poll';

/** One cluster of a worker. Exactly one of `address`, `addresses`, `client`, `gateway`, or none for the environment's. */
export interface ClusterOptions {
  /** Name in `job.cluster`, metrics and status. Unique. */
  readonly id: string;
  /** A gateway, host:port; default the environment's, else 127.0.0.1:26500. */
  readonly address?: string;
  /** Several gateways of the same cluster. */
  readonly addresses?: readonly string[];
  /** A client of your own; it stays open when the worker closes. */
  readonly client?: Client;
  /** A transport of your own. */
  readonly gateway?: JobGateway;
  /** How a client of its own connects: auth, tls, interceptors, retry. */
  readonly connect?: ClientOptions;
  /** Part of the demand relative to other clusters; default 1. */
  readonly weight?: number;
  /** `draining` clusters are asked for jobs like active ones; a `standby` only while no other is up. Default `active`. */
  readonly role?: ClusterRole;
}

/** Options of a worker. */
export interface WorkerOptions<U extends readonly AnyInterceptor[] = readonly AnyInterceptor[]>
  extends Omit<ClusterOptions, 'id' | 'weight' | 'role'> {
  /** Several clusters with one demand; instead of the address options. */
  readonly clusters?: readonly ClusterOptions[];
  /** Name the broker writes into each lease; default the host's name and process id. */
  readonly name?: string;
  /** Credits: jobs held at once; default 32. */
  readonly max?: number;
  /** Lease of each job; default '60s'. */
  readonly lease?: Duration;
  /** How jobs are fetched; default `auto`: the best the broker offers. */
  readonly source?: SourceChoice;
  /** Longest a poll is parked at the broker; default '30s'. */
  readonly longPoll?: Duration;
  /** How often a push source polls for jobs the stream passed over; default '30s'. */
  readonly backlogPoll?: Duration;
  /** Tenants whose jobs are wanted; default the broker's. */
  readonly tenants?: readonly string[];
  /** Interceptors of all tasks, outermost first; built-in ones take their places outside of yours (`layers`). */
  readonly use?: U;
  /** Where warnings go; default one JSON line each on standard error. */
  readonly log?: Logger;
  /** Look for credits that outlive their lease; default true unless NODE_ENV is `production`. */
  readonly leakDetection?: boolean;
  /** Drain deadline of `Symbol.asyncDispose`; default '10s'. */
  readonly drainDeadline?: Duration;
  /** The clock; for tests. */
  readonly timing?: Timing;
}

/** Default values of `WorkerOptions`. */
export const workerDefaults = {
  max: 32,
  lease: '60s',
  source: 'auto',
  longPoll: '30s',
  backlogPoll: '30s',
  drainDeadline: '10s',
} as const satisfies Partial<WorkerOptions>;
