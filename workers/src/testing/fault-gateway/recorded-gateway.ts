// A gateway that does what a script says and writes down what its clients do: the judge of every fault scenario.
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { GatewayService } from '@millrace/proto/gateway';
import { JobStreamService } from '@millrace/proto/v1/job_stream';
import { gatewayCalls, type GatewayState } from './gateway-calls.ts';
import { createJobBook, type JobBook } from './job-book.ts';
import type { Script } from './script.ts';
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
  server.addService(GatewayService, gatewayCalls(state));
  server.addService(JobStreamService, workCalls(state));
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, boundPort) =>
      error ? reject(error) : resolve(boundPort),
    );
  });
  return { server, port: bound };
}
