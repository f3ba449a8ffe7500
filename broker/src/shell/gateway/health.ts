/** grpc.health.v1.Health: whether this gateway serves, for load balancers and clients that ask before they work. */
import { type handleServerStreamingCall, type handleUnaryCall, type ServiceDefinition, status } from '@grpc/grpc-js';
import { refuse } from './refusal.ts';

/** Services that can be asked for; the empty name is the whole server. */
const SERVICES: ReadonlySet<string> = new Set([
  '',
  'gateway_protocol.Gateway',
  'millrace.v1.JobStream',
  'millrace.v1.Commands',
  'millrace.v1.Records',
  'millrace.v1.Admin',
]);
/** Values of the health protocol's serving status. */
const SERVING = 1;
const NOT_SERVING = 2;
const SERVICE_UNKNOWN = 3;
/** Field 1 of both messages. */
const SERVICE_TAG = 0x0a;
const STATUS_TAG = 0x08;

/** Asks for one service. */
export interface HealthRequest {
  readonly service: string;
}

/** The two messages have one field each, so they are read and written here; junk is read as the empty name. */
const readRequest = (bytes: Buffer): HealthRequest => ({
  service: bytes[0] === SERVICE_TAG && (bytes[1] ?? 0) < 0x80 ? bytes.toString('utf8', 2, 2 + (bytes[1] ?? 0)) : '',
});
const writeRequest = ({ service }: HealthRequest): Buffer => {
  const name = Buffer.from(service);
  return name.length === 0 ? name : Buffer.concat([Buffer.from([SERVICE_TAG, name.length]), name]);
};
const writeStatus = (serving: number): Buffer => Buffer.from([STATUS_TAG, serving]);
const readStatus = (bytes: Buffer): number => bytes[1] ?? 0;

const method = {
  requestStream: false,
  requestSerialize: writeRequest,
  requestDeserialize: readRequest,
  responseSerialize: writeStatus,
  responseDeserialize: readStatus,
} as const;

/** The service, as any health client knows it. */
export const healthService = {
  check: { ...method, path: '/grpc.health.v1.Health/Check', responseStream: false },
  watch: { ...method, path: '/grpc.health.v1.Health/Watch', responseStream: true },
} satisfies ServiceDefinition;

/** The handlers. `leaving` aborts when the gateway stops serving. */
export function healthHandlers(leaving: AbortSignal): {
  readonly check: handleUnaryCall<HealthRequest, number>;
  readonly watch: handleServerStreamingCall<HealthRequest, number>;
} {
  const serving = (): number => (leaving.aborted ? NOT_SERVING : SERVING);
  return {
    check(call, respond) {
      if (SERVICES.has(call.request.service)) respond(null, serving());
      else respond(refuse(status.NOT_FOUND, `Expected a service of this gateway, but got '${call.request.service}'`));
    },
    watch(call) {
      call.write(SERVICES.has(call.request.service) ? serving() : SERVICE_UNKNOWN);
      const leave = (): void => {
        if (SERVICES.has(call.request.service)) call.write(NOT_SERVING);
        call.emit('error', refuse(status.UNAVAILABLE, 'Expected to watch, but the gateway is leaving'));
      };
      leaving.addEventListener('abort', leave, { once: true });
      call.on('cancelled', () => leaving.removeEventListener('abort', leave));
    },
  };
}
