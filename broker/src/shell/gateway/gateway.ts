/** The gRPC gateway: one server, its services, its start and its graceful end. */
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { Partition } from '../partition/partition.ts';
import type { Clock } from '../platform/clock.ts';
import type { Timers } from '../platform/timers.ts';
import type { ClockControl, ClusterView, GatewayContext } from './gateway-context.ts';
import { GatewayMetrics } from './gateway-metrics.ts';
import { gatewayService } from './gateway-service.ts';
import { healthHandlers, healthService } from './health.ts';
import { teachPatience } from './http2-patience.ts';
import { MESSAGE_BYTES_MAX } from './job-messages.ts';
import { addReflection } from './reflection.ts';
import { Router } from './router.ts';
import { rpcs } from './rpc/rpcs.ts';
import { TimerWheel } from './timer-wheel.ts';
import { addOwnServices } from './v1/own-services.ts';

/** How long an unanswered command is waited for, ms. */
export const COMMAND_TIMEOUT_MS = 15_000;
/** How long calls under way may go on after the gateway began to leave, ms. */
export const LEAVE_GRACE_MS = 5_000;
/** Calls that end themselves at the end of the grace have this long to do so before the connections are cut, ms. */
const FORCE_MARGIN_MS = 250;
/** A connection without traffic is pinged after this time, ms, and given up when the ping is not answered: dead workers free their jobs. */
const KEEPALIVE_MS = 60_000;
const KEEPALIVE_TIMEOUT_MS = 20_000;
/** Connections that wait to be accepted. */
const BACKLOG = 1024;

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly cluster: ClusterView;
  /** All partitions the gateway reaches. */
  readonly partitions: readonly Partition[];
  readonly clock: Clock;
  readonly timers: Timers;
  readonly clockControl?: ClockControl | undefined;
  /** Default {@link COMMAND_TIMEOUT_MS}. */
  readonly commandTimeoutMs?: number;
  /** Default {@link LEAVE_GRACE_MS}. */
  readonly leaveGraceMs?: number;
}

/** A running gateway. */
export interface Gateway {
  /** host:port that was really taken. */
  readonly address: string;
  readonly port: number;
  readonly metrics: GatewayMetrics;
  /** Takes no new connection, ends what waits with UNAVAILABLE, lets commands under way be answered, then closes. */
  close(): Promise<void>;
}

/** Starts a gateway. Rejects with the system's error (`code` EADDRINUSE ...) when the port cannot be had. */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  const leaving = new AbortController();
  const metrics = new GatewayMetrics();
  const context: GatewayContext = {
    router: new Router(options.cluster.clusterId, options.cluster.partitionCount, options.partitions),
    wheel: new TimerWheel(options.clock, options.timers),
    clock: options.clock,
    metrics,
    cluster: options.cluster,
    commandTimeoutMs: options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
    leaveGraceMs: options.leaveGraceMs ?? LEAVE_GRACE_MS,
    leaving: leaving.signal,
    clockControl: options.clockControl,
  };
  const grpc = createGrpcServer(context);
  // The sockets are ours and only lent to grpc-js: so a taken port is an error with a code, and accepting can stop before serving does.
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  teachPatience(grpc, options.timers);
  const door = createServer({ noDelay: true }, (socket: Socket) => injector.injectConnection(socket));
  const port = await listen(door, options.host, options.port);
  return {
    address: `${bracketed(options.host)}:${port}`,
    port,
    metrics,
    async close() {
      leaving.abort();
      const shut = new Promise<void>((resolve) => door.close(() => resolve()));
      await shutdown(grpc, options.timers, context.leaveGraceMs + FORCE_MARGIN_MS);
      await shut;
    },
  };
}

function createGrpcServer(context: GatewayContext): Server {
  const server = new Server({
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.enable_channelz': 0,
  });
  const handlers = Object.fromEntries(Object.entries(rpcs).map(([method, make]) => [method, make(context)]));
  server.addService(gatewayService, handlers);
  server.addService(healthService, healthHandlers(context.leaving));
  addOwnServices(server, context);
  addReflection(server);
  return server;
}

function listen(door: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    door.once('error', reject);
    door.listen({ host, port, backlog: BACKLOG }, () => {
      door.off('error', reject);
      const address = door.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** Graceful, and after the grace by force. */
function shutdown(server: Server, timers: Timers, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.schedule(graceMs, () => {
      server.forceShutdown();
      resolve();
    });
    server.tryShutdown(() => {
      cancel();
      resolve();
    });
  });
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
