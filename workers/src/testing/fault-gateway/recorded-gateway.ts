// A gateway that does what a script says and writes down what its clients do: the judge of every fault scenario.
import { type Metadata, Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { GatewayService } from '@millrace/proto/gateway';
import { JobStreamService } from '@millrace/proto/v1/job_stream';
import { gatewayCalls, type GatewayState, refusal } from './gateway-calls.ts';
import { createJobBook, type JobBook } from './job-book.ts';
import type { Rpc, Script } from './script.ts';
import { createWireLog, type WireLog } from './wire-log.ts';
import { workCalls } from './work-calls.ts';

/** A running scripted gateway. */
export interface RecordedGateway {
  /** Where it listens, 127.0.0.1:port. */
  readonly address: string;
  readonly log: WireLog;
  readonly jobs: JobBook;
  /** Replaces the script; phases count from the gateway's start as before. */
  follow(script: Script): void;
  /** Breaks all connections and stops listening. */
  kill(): Promise<void>;
  /** Listens again on the same port. */
  revive(): Promise<void>;
  /** Ends for good. */
  close(): Promise<void>;
}

/** Starts a gateway on a free port of the loopback interface. */
export async function recordedGateway(script: Script = {}): Promise<RecordedGateway> {
  const state: GatewayState = { script, book: createJobBook(), log: createWireLog() };
  for (const { type, count, variables } of script.jobs ?? []) {
    if (count === Number.POSITIVE_INFINITY) state.book.addEndless(type, variables);
    else for (let added = 0; added < count; added += 1) state.book.add(type, variables);
  }
  let server = await listen(state, 0);
  const { port } = server;
  return {
    address: `127.0.0.1:${port}`,
    log: state.log,
    jobs: state.book,
    follow(next) {
      state.script = next;
    },
    async kill() {
      server.server.forceShutdown();
    },
    async revive() {
      server = await listen(state, port);
    },
    async close() {
      state.book.close();
      server.server.forceShutdown();
    },
  };
}

async function listen(state: GatewayState, port: number): Promise<{ readonly server: Server; readonly port: number }> {
  const server = new Server({ 'grpc.max_concurrent_streams': 10_000 });
  server.addService(GatewayService, guarded(state, gatewayCalls(state)));
  server.addService(JobStreamService, guarded(state, workCalls(state)));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, boundPort) =>
      error ? reject(error) : resolve(boundPort),
    );
  });
  return { server, port: bound };
}

/** The part of a call that every kind of it has. */
interface AnyCall {
  readonly metadata: Metadata;
  emit(event: 'error', error: Error): unknown;
}

/** The same handlers behind the script's authorization. */
function guarded(state: GatewayState, calls: UntypedServiceImplementation): UntypedServiceImplementation {
  const behind: UntypedServiceImplementation = {};
  for (const [name, handle] of Object.entries(calls)) {
    // Handlers of all kinds of calls take the call first; those of unary ones a callback behind it.
    const run = handle as (call: AnyCall, reply?: (error: Error) => void) => void;
    behind[name] = (call: AnyCall, reply?: (error: Error) => void) => {
      const { authorization } = state.script;
      if (authorization === undefined || call.metadata.get('authorization')[0] === authorization) return run(call, reply);
      state.log.begin(`${name.charAt(0).toUpperCase()}${name.slice(1)}` as Rpc, {}).end('UNAUTHENTICATED');
      if (reply) reply(refusal('UNAUTHENTICATED'));
      else call.emit('error', refusal('UNAUTHENTICATED'));
    };
  }
  return behind;
}
