/** Server reflection (v1 and v1alpha) from the .proto files of @millrace/proto; they are read when somebody first asks, not at every start. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type handleBidiStreamingCall,
  type MethodDefinition,
  type Server,
  type ServerDuplexStream,
  type ServiceDefinition,
  status,
  type UntypedHandleCall,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';

const VERSIONS = ['v1', 'v1alpha'] as const;
const FILES = ['gateway/gateway.proto', ...['admin', 'commands', 'job_stream', 'records'].map((name) => `millrace/v1/${name}.proto`)];

type RawStream = ServerDuplexStream<Buffer, Buffer>;
type RawHandler = handleBidiStreamingCall<Buffer, Buffer>;
const asIs = (bytes: Buffer): Buffer => bytes;

/** Adds both versions to a server that is not started yet. */
export function addReflection(server: Server): void {
  let loading: Promise<ReadonlyMap<string, LoadedMethod>> | undefined;
  for (const version of VERSIONS) {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const handler: RawHandler = (call) => {
      // Requests wait in the stream until somebody reads it.
      loading ??= loadMethods();
      loading.then(
        (methods) => serve(call, methods.get(path)),
        (error: unknown) =>
          call.emit('error', { code: status.UNIMPLEMENTED, details: `Expected to read the contract, but ${String(error)}` }),
      );
    };
    server.addService(
      {
        serverReflectionInfo: {
          path,
          requestStream: true,
          responseStream: true,
          requestSerialize: asIs,
          requestDeserialize: asIs,
          responseSerialize: asIs,
          responseDeserialize: asIs,
        },
      },
      { serverReflectionInfo: handler },
    );
  }
}

/** One method of the reflection package: its codec and its handler. */
interface LoadedMethod {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handle: (call: unknown) => void;
}

async function loadMethods(): Promise<ReadonlyMap<string, LoadedMethod>> {
  const [{ ReflectionService }, { loadSync }] = await Promise.all([import('@grpc/reflection'), import('@grpc/proto-loader')]);
  const root = join(dirname(createRequire(import.meta.url).resolve('@millrace/proto/gateway.proto')), '..');
  const service = new ReflectionService(loadSync(FILES, { includeDirs: [root] }));
  const methods = new Map<string, LoadedMethod>();
  // The package only knows how to add itself to a server: this one writes down what it is given.
  const catcher = {
    addService(definition: ServiceDefinition, implementation: UntypedServiceImplementation) {
      for (const [name, method] of Object.entries(definition)) {
        const handle = implementation[name] as UntypedHandleCall as (call: unknown) => void;
        methods.set(method.path, { definition: method, handle });
      }
    },
  };
  service.addToServer(catcher);
  return methods;
}

/** Runs a handler of decoded messages on a stream of bytes: it listens for data and end, writes and ends. */
function serve(call: RawStream, method: LoadedMethod | undefined): void {
  if (method === undefined) {
    call.emit('error', { code: status.UNIMPLEMENTED, details: 'Expected a known version of server reflection, but it is not offered' });
    return;
  }
  const { definition, handle } = method;
  handle({
    on(event: string, listener: (message?: unknown) => void) {
      call.on(event, event === 'data' ? (bytes: Buffer) => listener(definition.requestDeserialize(bytes)) : listener);
    },
    write: (message: unknown) => call.write(definition.responseSerialize(message)),
    end: () => call.end(),
  });
}
