// One cluster of a worker: its gateway, its health, and the way answers take back to it.
import { type ClusterHealth, createClusterHealth } from './cluster-health.ts';
import type { Answer, CallLimits, JobGateway, RawJob } from './gateway.ts';
import type { Timing } from './timing.ts';
import { openWorkChannel, type WorkChannel } from './work-channel.ts';

/** `active` and `draining` clusters are asked for jobs; a `standby` only while no other is up. */
export type ClusterRole = 'active' | 'draining' | 'standby';

/** One cluster. */
export interface Cluster {
  readonly id: string;
  readonly weight: number;
  readonly role: ClusterRole;
  readonly gateway: JobGateway;
  readonly health: ClusterHealth;
  /** Our job stream to it; connects when a source first subscribes. */
  readonly channel: WorkChannel;
  /** Answers a job over the job stream while that is open, by a call of its own otherwise. */
  answer(jobKey: RawJob['key'], answer: Answer, limits: CallLimits): Promise<void>;
  extendLease(jobKey: RawJob['key'], leaseMs: number, limits: CallLimits): Promise<void>;
}

/** Opens a cluster over a gateway. */
export function openCluster(id: string, gateway: JobGateway, timing: Timing, weight = 1, role: ClusterRole = 'active'): Cluster {
  const health = createClusterHealth(timing);
  const channel = openWorkChannel(gateway, health, timing);
  return {
    id,
    weight,
    role,
    gateway,
    health,
    channel,
    answer: (jobKey, answer, limits) =>
      channel.state === 'open' ? channel.answer(jobKey, answer, limits) : gateway.answer(jobKey, answer, limits),
    extendLease: (jobKey, leaseMs, limits) =>
      channel.state === 'open' ? channel.extendLease(jobKey, leaseMs, limits) : gateway.extendLease(jobKey, leaseMs, limits),
  };
}
