/** `millrace status`: brokers, partitions, roles, positions and health, for people. */
import type { Client } from '@millrace/client';
import { printTable } from './table.ts';

/** Prints one line a partition; answers 1 when one has no healthy leader. Against other gateways, which know no positions, the plain topology. */
export async function printStatus(client: Client, json: boolean): Promise<boolean> {
  const topology = await client.topology();
  const state = await client.clusterState().catch(() => undefined);
  if (json) process.stdout.write(`${JSON.stringify(state ?? topology)}\n`);
  else {
    process.stdout.write(
      `cluster of ${topology.clusterSize}, ${topology.partitionsCount} partitions, version ${topology.gatewayVersion}\n`,
    );
    if (state === undefined) printPlain(topology);
    else printState(state);
  }
  const led = new Set(
    topology.brokers.flatMap(({ partitions }) =>
      partitions.flatMap(({ partitionId, role, health }) => (role === 'leader' && health === 'healthy' ? [partitionId] : [])),
    ),
  );
  return led.size === topology.partitionsCount;
}

function printPlain({ brokers }: Awaited<ReturnType<Client['topology']>>): void {
  const rows = brokers.flatMap(({ nodeId, host, port, version, partitions }) =>
    partitions.map(({ partitionId, role, health }) => [String(nodeId), `${host}:${port}`, version, String(partitionId), role, health]),
  );
  printTable(['NODE', 'ADDRESS', 'VERSION', 'PARTITION', 'ROLE', 'HEALTH'], rows);
}

function printState({ brokers }: Awaited<ReturnType<Client['clusterState']>>): void {
  const rows = brokers.flatMap((broker) =>
    broker.replicas.map((replica) => [
      String(broker.nodeId),
      broker.gatewayAddress,
      String(replica.partitionId),
      replica.role,
      replica.term,
      replica.committedPosition,
      String(BigInt(replica.committedPosition) - BigInt(replica.processedPosition)),
      replica.snapshotPosition,
      replica.healthReason === '' ? replica.health : `${replica.health}: ${replica.healthReason}`,
    ]),
  );
  printTable(['NODE', 'GATEWAY', 'PARTITION', 'ROLE', 'TERM', 'COMMITTED', 'LAG', 'SNAPSHOT', 'HEALTH'], rows);
}
