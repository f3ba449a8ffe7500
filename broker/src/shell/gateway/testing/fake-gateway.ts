/** A gateway over fake partitions, on a free port of this machine, with a plain client: the bench of the gateway's tests. */
import { type Client, credentials, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { GatewayClient } from '@millrace/proto/gateway';
import { systemPlatform } from '../../platform/platform.ts';
import { type Gateway, type GatewayOptions, openGateway } from '../gateway.ts';
import type { ClusterView } from '../gateway-context.ts';
import { FakePartition } from './fake-partition.ts';

/** What a test holds. */
export interface FakeGateway {
  readonly gateway: Gateway;
  readonly client: GatewayClient;
  readonly partitions: readonly FakePartition[];
  /** The first partition. */
  readonly partition: FakePartition;
  /** A partition by its id, from 1. */
  partitionOf(id: number): FakePartition;
  close(): Promise<void>;
}

/** The view of a cluster of one broker with these partitions. */
export function fakeCluster(partitions: readonly FakePartition[]): ClusterView {
  return {
    clusterId: 0,
    nodeId: 0,
    clusterSize: 1,
    partitionCount: partitions.length,
    replicationFactor: 1,
    version: '0.1.0',
    brokers: () => [
      {
        nodeId: 0,
        host: '127.0.0.1',
        internalPort: 26502,
        gatewayAddress: '127.0.0.1:26500',
        version: '0.1.0',
        alive: true,
        partitions: partitions.map((partition) => ({ ...partition.status() })),
      },
    ],
  };
}

/** Starts one. */
export async function openFakeGateway(partitionCount = 1, options: Partial<GatewayOptions> = {}): Promise<FakeGateway> {
  const partitions = Array.from({ length: partitionCount }, (_, index) => new FakePartition(index + 1));
  const partitionOf = (id: number): FakePartition => {
    const found = partitions.find((partition) => partition.id === id);
    if (found === undefined) throw new Error(`no partition ${id}`);
    return found;
  };
  const { clock, timers } = systemPlatform;
  const gateway = await openGateway({
    host: '127.0.0.1',
    port: 0,
    cluster: fakeCluster(partitions),
    partitions,
    clock,
    timers,
    ...options,
  });
  const client = new GatewayClient(gateway.address, credentials.createInsecure());
  return {
    gateway,
    client,
    partitions,
    partition: partitionOf(1),
    partitionOf,
    async close() {
      client.close();
      await gateway.close();
    },
  };
}

/** A unary call as promise. */
export function unary<Request, Response>(
  client: Client,
  method: (request: Request, callback: (error: ServiceError | null, response: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, (error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

/** The error a call ends with; undefined when it succeeds. */
export async function failure(call: Promise<unknown>): Promise<{ code: number; details: string; metadata: Metadata } | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error as ServiceError;
  }
}
