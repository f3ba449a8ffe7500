// Keeps a standby cluster's demand at zero while another cluster is up.
import type { Cluster } from './cluster.ts';
import type { Valve } from './valve.ts';

/** The valves a cluster's role adds: none unless it is a standby. */
export function standbyValve(cluster: Pick<Cluster, 'role'>, clusters: readonly Cluster[]): readonly Valve[] {
  if (cluster.role !== 'standby') return [];
  const others = clusters.filter(({ role }) => role !== 'standby');
  const isOtherUp = () => others.some(({ health }) => health.state !== 'down');
  return [{ allowance: () => (isOtherUp() ? 0 : Number.POSITIVE_INFINITY), recalls: isOtherUp }];
}
