// A gateway for tests: a real gRPC server in this process whose every method is what the test says. Knows no process engine.
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type {
  handleBidiStreamingCall,
  Metadata,
  sendUnaryData,
  ServerDuplexStream,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { GatewayService } from '@millrace/proto/gateway';
import type { ActivatedJob } from '@millrace/proto/gateway';
import { AdminService } from '@millrace/proto/v1/admin';
import { CommandsService } from '@millrace/proto/v1/commands';
import { JobStreamService } from '@millrace/proto/v1/job_stream';
import type { WorkRequest, WorkResponse } from '@millrace/proto/v1/job_stream';
import { RecordsService } from '@millrace/proto/v1/records';

/** What a method does: answers, throws a `fault`, or never resolves. */
export type UnaryStub = (request: never, metadata: Metadata) => unknown;
/** What a streaming method does with its call. */
export type StreamStub = (call: ServerWritableStream<unknown, unknown>) => void;
/** What the job stream does with its call. */
export type WorkStub = (call: ServerDuplexStream<WorkRequest, WorkResponse>) => void;

/** A running stub. */
export interface StubGateway {
  readonly address: string;
  readonly port: number;
  /** Calls seen, by method name. */
  readonly calls: Map<string, number>;
  /** Ends it at once; open calls break. */
  stop(): void;
}

/** An error with that status. */
export function fault(code: keyof typeof status, details = code.toLowerCase()): Error {
  return Object.assign(new Error(details), { code: status[code], details });
}

/** A promise that never settles: a gateway that does not answer. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** A job as the wire has it. */
export function wireJob(fields: Partial<ActivatedJob> = {}): ActivatedJob {
  return {
    key: 4503599627370497n,
    type: 'charge',
    processInstanceKey: 4503599627370496n,
    bpmnProcessId: 'order',
    processDefinitionVersion: 3,
    processDefinitionKey: 2251799813685249n,
    elementId: 'charge-card',
    elementInstanceKey: 4503599627370498n,
    customHeaders: '{"region":"eu"}',
    worker: 'w1',
    retries: 3,
    deadline: 1_700_000_000_000n,
    variables: '{"total":12}',
    tenantId: '<default>',
    userTask: undefined,
    kind: 0,
    listenerEventType: 6,
    tags: [],
    ...fields,
  };
}

/** Starts a stub on a free port of the loopback, or on `port`. Methods without a stub answer UNIMPLEMENTED, as an older gateway would. */
export async function startStubGateway(
  stubs: { unary?: Record<string, UnaryStub>; streams?: Record<string, StreamStub>; work?: WorkStub } = {},
  port = 0,
  credentials = ServerCredentials.createInsecure(),
): Promise<StubGateway> {
  const server = new Server();
  const calls = new Map<string, number>();
  const count = (name: string) => calls.set(name, (calls.get(name) ?? 0) + 1);

  function implementation(service: Record<string, { responseStream: boolean; requestStream: boolean }>): UntypedServiceImplementation {
    const methods: UntypedServiceImplementation = {};
    for (const [name, definition] of Object.entries(service)) {
      if (definition.requestStream) continue;
      const stream = stubs.streams?.[name];
      const unary = stubs.unary?.[name];
      if (definition.responseStream && stream !== undefined) {
        methods[name] = (call: ServerWritableStream<unknown, unknown>) => {
          count(name);
          stream(call);
        };
      } else if (unary !== undefined) {
        methods[name] = (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => {
          count(name);
          Promise.resolve()
            .then(() => unary(call.request as never, call.metadata))
            .then(
              (value) => answer(null, value),
              (error: Error) => answer(error as never),
            );
        };
      }
    }
    return methods;
  }

  server.addService(GatewayService, implementation(GatewayService));
  server.addService(CommandsService, implementation(CommandsService));
  server.addService(AdminService, implementation(AdminService));
  server.addService(RecordsService, implementation(RecordsService));
  if (stubs.work !== undefined)
    server.addService(JobStreamService, { work: stubs.work as handleBidiStreamingCall<WorkRequest, WorkResponse> });

  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, actual) => (error === null ? resolve(actual) : reject(error))),
  );
  return { address: `127.0.0.1:${bound}`, port: bound, calls, stop: () => server.forceShutdown() };
}
