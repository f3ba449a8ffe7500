// The client: puts options, environment and defaults together and gives one method for every RPC. May not hold logic of its own.
import type { ChannelOptions } from '@grpc/grpc-js';
import { parseAddress } from './address.ts';
import { createAuthenticator } from './auth.ts';
import { createClusterCommands } from './cluster-commands.ts';
import type { ClusterCommands } from './cluster-commands.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { openEndpoint } from './endpoint.ts';
import { optionsFromEnvironment } from './environment.ts';
import { withSettings } from './caller-settings.ts';
import type { Caller } from './caller.ts';
import { beginCommand } from './command-builder.ts';
import type { CommandName, CommandOf } from './command-builder.ts';
import { refused } from './errors.ts';
import { createGatewayList } from './gateway-list.ts';
import { createInstanceCommands } from './instance-commands.ts';
import type { InstanceCommands } from './instance-commands.ts';
import { composeInterceptors } from './interceptor.ts';
import { createJobCommands } from './job-commands.ts';
import type { JobCommands } from './job-commands.ts';
import { createJobSources } from './job-sources.ts';
import type { JobSources } from './job-sources.ts';
import { openJobStream } from './job-stream.ts';
import type { JobStream, JobStreamOptions } from './job-stream-types.ts';
import { createMessageCommands } from './message-commands.ts';
import type { MessageCommands } from './message-commands.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { createResourceCommands } from './resource-commands.ts';
import type { ResourceCommands } from './resource-commands.ts';
import { retryRule } from './retry.ts';
import { channelCredentials } from './tls.ts';
import type { TlsOptions } from './tls.ts';
import { createTransport } from './transport.ts';
import { createUserTaskCommands } from './user-task-commands.ts';
import type { UserTaskCommands } from './user-task-commands.ts';

/** A client of one cluster: one method for every RPC. Each rejects, and each iteration throws, MillraceError and nothing else. */
export interface Client
  extends InstanceCommands,
    ResourceCommands,
    MessageCommands,
    JobCommands,
    JobSources,
    UserTaskCommands,
    ClusterCommands {
  /** Gateways it knows, host:port. */
  readonly addresses: readonly string[];
  /**
   * The same client, on the same connections, with these settings for every call that names none of its own: `client.with({ retry: false, deadline: '2s' })`.
   * A deadline holds for long polls, too. Closing either closes both.
   */
  with(settings: CallOptions): Client;
  /**
   * The fluent form of a method: `client.command('createInstance').processId('order').variables({ total: 12 }).deadline('2s').send()`. One step for each
   * field of the request and each of `CallOptions`.
   */
  command<Name extends CommandName>(name: Name): CommandOf<Name>;
  /**
   * Opens a conversation that gives jobs against credits and takes outcomes in batches. Millrace only: elsewhere the first subscription rejects with
   * UNIMPLEMENTED. Rejects with UNAVAILABLE when no gateway is there.
   */
  openJobStream(options?: JobStreamOptions): Promise<JobStream>;
  /**
   * Takes no more calls, ends streams and long waits at once (CANCELLED), gives other commands `grace` to end (default 1 s), then ends them too: they reject with
   * CLOSED. Always resolves; a second call changes nothing.
   */
  close(options?: { readonly grace?: Duration }): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const addressDefault = '127.0.0.1:26500';
const keepaliveMinMs = 30_000;
const keepaliveTimeoutMs = 20_000;
const messageBytesMaxDefault = 16 * 1024 * 1024;
/** Bounds of the channel's own waits between attempts to connect, ms. */
const reconnectMinMs = 100;
const reconnectMaxMs = 1_000;

/**
 * A client for the cluster behind `address` or `addresses`. Connects when the first call is made. Throws MillraceError INVALID_ARGUMENT for options or
 * environment variables that cannot be used.
 */
export function createClient(options: ClientOptions = {}): Client {
  const env = optionsFromEnvironment(options.env ?? process.env);
  const addresses = addressesOf(options) ?? env.addresses ?? [addressDefault];
  const tls = options.tls ?? env.tls;
  const channel = channelOptions(options, options.keepalive ?? env.keepalive, tls);
  const connectTimeoutMs = parseDuration(options.connectTimeout ?? '5s');
  const authenticator = createAuthenticator(options.auth ?? env.auth ?? { kind: 'none' }, options.fetch ?? globalThis.fetch);
  const deadlineMs = parseDuration(options.deadline ?? env.deadline ?? '10s');
  const endpoints = addresses.map(parseAddress).map(({ target, secure }) => {
    const credentials = channelCredentials(encryption(secure, options.tls, tls));
    return openEndpoint(target, credentials, channel, connectTimeoutMs);
  });
  const transport = createTransport({
    gateways: createGatewayList(endpoints),
    authenticator,
    headers: options.headers,
    interceptor: composeInterceptors(options.interceptors ?? []),
    retry: retryRule(options.retry),
    deadlineMs,
    tenantId: options.tenantId ?? env.tenantId ?? '',
  });
  const close: Client['close'] = (settings) => transport.close(parseDuration(settings?.grace ?? '1s'));
  const shared = { addresses: endpoints.map((endpoint) => endpoint.address), close, [Symbol.asyncDispose]: () => close() };
  return clientOver(transport, shared);
}

/** The methods over a caller, and what clients of one connection share. */
function clientOver(caller: Caller, shared: Pick<Client, 'addresses' | 'close' | typeof Symbol.asyncDispose>): Client {
  const client: Client = {
    ...shared,
    ...createInstanceCommands(caller),
    ...createResourceCommands(caller),
    ...createMessageCommands(caller),
    ...createJobCommands(caller),
    ...createJobSources(caller),
    ...createUserTaskCommands(caller),
    ...createClusterCommands(caller),
    openJobStream: (settings) => openJobStream(caller, settings ?? {}),
    with: (settings) => clientOver(withSettings(caller, settings), shared),
    command<Name extends CommandName>(name: Name) {
      // Dispatch by name: which request belongs to which method is what the type of `command` says.
      const send = client[name] as (request: object, options: object) => Promise<unknown>;
      return beginCommand(send) as CommandOf<Name>;
    },
  };
  return client;
}

function addressesOf(options: ClientOptions): readonly string[] | undefined {
  if (options.address !== undefined && options.addresses !== undefined) throw refused('Expected address or addresses, but got both');
  if (options.addresses?.length === 0) throw refused('Expected at least one address, but got none');
  return options.addresses ?? (options.address === undefined ? undefined : [options.address]);
}

// An option beats the address's scheme, the scheme beats the environment. Certificates given for an address that says "plain" are a mistake.
function encryption(
  scheme: boolean | undefined,
  option: boolean | TlsOptions | undefined,
  merged: boolean | TlsOptions | undefined,
): boolean | TlsOptions {
  if (option !== undefined) return option;
  if (scheme === false) return false;
  if (scheme === true) return typeof merged === 'object' ? merged : true;
  return merged ?? false;
}

function channelOptions(options: ClientOptions, keepalive: Duration | undefined, tls: boolean | TlsOptions | undefined): ChannelOptions {
  const serverName = typeof tls === 'object' ? tls.serverName : undefined;
  return {
    // Nobody asks these channels what they did, and the books cost every call some of its time.
    'grpc.enable_channelz': 0,
    'grpc.keepalive_time_ms': Math.max(keepaliveMinMs, parseDuration(keepalive ?? '45s')),
    'grpc.keepalive_timeout_ms': keepaliveTimeoutMs,
    'grpc.initial_reconnect_backoff_ms': reconnectMinMs,
    'grpc.max_reconnect_backoff_ms': reconnectMaxMs,
    'grpc.max_receive_message_length': options.messageBytesMax ?? messageBytesMaxDefault,
    'grpc.primary_user_agent': options.userAgent ?? 'millrace-client',
    ...(serverName === undefined ? {} : { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }),
  };
}
