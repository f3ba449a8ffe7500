// A gRPC client without a network: calls the gateway's own handlers, with requests and answers brought through their wire form. It knows no method.
import { EventEmitter } from 'node:events';
import { type Metadata, type ServiceDefinition, type ServiceError, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { type GatewayClient, GatewayService } from '@millrace/proto/gateway';
import type { CommandsClient } from '@millrace/proto/v1/commands';
import type { GatewayContext } from '../../../broker/src/shell/gateway/gateway-context.ts';
import { rpcs } from '../../../broker/src/shell/gateway/rpc/rpcs.ts';
import { addCommands } from '../../../broker/src/shell/gateway/v1/commands.ts';

type Callback = (error: Partial<ServiceError> | null, answer?: unknown) => void;
type Unary = (call: unknown, respond: Callback) => void;
type Method = (request: unknown, metadata?: Metadata, options?: unknown, callback?: Callback) => unknown;

/** The client of the Zeebe-compatible gateway. */
export function localGateway(context: GatewayContext): GatewayClient {
  const handlers = Object.fromEntries(Object.entries(rpcs).map(([method, make]) => [method, make(context)]));
  return clientOf(GatewayService, handlers) as GatewayClient;
}

/** The client of our own commands. */
export function localCommands(context: GatewayContext): CommandsClient {
  let client: unknown;
  const server = {
    addService(definition: ServiceDefinition, handlers: UntypedServiceImplementation) {
      client = clientOf(definition, handlers);
    },
  };
  addCommands(server as Parameters<typeof addCommands>[0], context);
  return client as CommandsClient;
}

function clientOf(definition: ServiceDefinition, handlers: object): unknown {
  const methods: Record<string, Method> = {};
  for (const [name, method] of Object.entries(definition)) {
    const handler = (handlers as Record<string, Unary | undefined>)[name];
    if (handler === undefined) continue;
    const sent = (request: unknown): unknown => method.requestDeserialize(method.requestSerialize(request));
    if (method.responseStream) {
      methods[name] = (request) => stream(handler as unknown as (call: unknown) => void, sent(request), method.responseDeserialize);
    } else {
      methods[name] = (request, _metadata, _options, callback) => {
        handler({ request: sent(request) }, (error, answer) => {
          if (error === null) callback?.(null, method.responseDeserialize(method.responseSerialize(answer)));
          else callback?.({ code: error.code ?? status.UNKNOWN, details: error.details ?? '' });
        });
      };
    }
  }
  methods['close'] = () => {};
  return methods;
}

/** The server's side and the client's side of one stream of job batches, which come as bytes. */
function stream(handler: (call: unknown) => void, request: unknown, read: (bytes: Buffer) => unknown): EventEmitter {
  const client = new EventEmitter();
  const server = Object.assign(new EventEmitter(), {
    request,
    cancelled: false,
    write(bytes: Buffer, written?: () => void) {
      client.emit('data', read(bytes));
      written?.();
      return true;
    },
    end() {
      client.emit('end');
      // Whoever listens for the end of the call lets go of it.
      queueMicrotask(() => server.emit('cancelled'));
    },
  });
  server.on('error', (error) => client.emit('error', error));
  // The caller has its listeners only after the call has returned.
  queueMicrotask(() => handler(server));
  return client;
}
