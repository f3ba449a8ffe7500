// The part of Zeebe's gateway a worker meets, each RPC behaving as the script says.
import {
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import {
  ActivatedJob,
  type ActivateJobsRequest,
  ActivateJobsResponse,
  type CompleteJobRequest,
  CompleteJobResponse,
  type FailJobRequest,
  FailJobResponse,
  GatewayService,
  type StreamActivatedJobsRequest,
  type ThrowErrorRequest,
  ThrowErrorResponse,
  TopologyResponse,
  type UpdateJobTimeoutRequest,
  UpdateJobTimeoutResponse,
} from '@millrace/proto/gateway';
import type { BookJob, JobBook } from './job-book.ts';
import { type Behaviour, behaviourAt, type Rpc, type Script, type ScriptStatus } from './script.ts';
import type { WireLog } from './wire-log.ts';

/** What the calls of a gateway share. */
export interface GatewayState {
  script: Script;
  readonly book: JobBook;
  readonly log: WireLog;
}

/** Wait of a poll that does not say how long, in milliseconds. */
const pollDefaultMs = 10_000;

/** The behaviour of an RPC now. */
export const behaviourNow = ({ script, log }: GatewayState, rpc: Rpc): Behaviour => behaviourAt(script, rpc, log.sinceMs());

/** A status as grpc-js has it. */
export const refusal = (name: ScriptStatus) =>
  Object.assign(new Error(`scripted ${name}`), { code: status[name], details: `scripted ${name}` });

/** A leased job as it goes over the wire. */
export function jobToWire(job: BookJob, worker: string): ActivatedJob {
  return ActivatedJob.fromPartial({
    key: job.key,
    type: job.type,
    processInstanceKey: 1n,
    bpmnProcessId: 'scripted',
    processDefinitionVersion: 1,
    processDefinitionKey: 2n,
    elementId: 'task',
    elementInstanceKey: 3n,
    customHeaders: '{}',
    worker,
    retries: job.retries,
    deadline: BigInt(job.deadlineMs),
    variables: job.variables,
    tenantId: '<default>',
  });
}

/** The handlers of the service. */
export function gatewayCalls(state: GatewayState): UntypedServiceImplementation {
  const { book, log } = state;

  /** An RPC that ends a job or says something about it. */
  const jobCall =
    <Q, A>(rpc: Rpc, describe: (request: Q) => Record<string, unknown>, act: (request: Q) => boolean, answer: A) =>
    (call: ServerUnaryCall<Q, A>, reply: sendUnaryData<A>) => {
      const { end } = log.begin(rpc, describe(call.request));
      call.on('cancelled', () => end('cancelled by client'));
      const behaviour = behaviourNow(state, rpc);
      if (behaviour.kind === 'silent') return;
      const name: ScriptStatus | undefined = behaviour.kind === 'refuse' ? behaviour.status : act(call.request) ? undefined : 'NOT_FOUND';
      end(name ?? 'OK');
      if (name) reply(refusal(name));
      else reply(null, answer);
    };
  const implementation: UntypedServiceImplementation = {};
  for (const name of Object.keys(GatewayService)) {
    implementation[name] = (_call: unknown, reply: unknown) => {
      if (typeof reply === 'function') reply(refusal('UNIMPLEMENTED'));
    };
  }
  return {
    ...implementation,
    topology: jobCall(
      'Topology',
      () => ({}),
      () => true,
      TopologyResponse.fromPartial({
        brokers: [{ nodeId: 0, host: '127.0.0.1', port: 1, partitions: [{ partitionId: 1, role: 0, health: 0 }], version: '8.6.0' }],
        clusterSize: 1,
        partitionsCount: 1,
        replicationFactor: 1,
        gatewayVersion: '8.6.0',
      }),
    ),
    completeJob: jobCall(
      'CompleteJob',
      ({ jobKey, variables }: CompleteJobRequest) => ({ jobKey: String(jobKey), variables }),
      ({ jobKey }) => book.end(jobKey),
      CompleteJobResponse.fromPartial({}),
    ),
    failJob: jobCall(
      'FailJob',
      ({ jobKey, retries, errorMessage }: FailJobRequest) => ({ jobKey: String(jobKey), retries, errorMessage }),
      ({ jobKey, retries, retryBackOff }) => book.putBack(jobKey, retries, Number(retryBackOff)),
      FailJobResponse.fromPartial({}),
    ),
    throwError: jobCall(
      'ThrowError',
      ({ jobKey, errorCode }: ThrowErrorRequest) => ({ jobKey: String(jobKey), errorCode }),
      ({ jobKey }) => book.end(jobKey),
      ThrowErrorResponse.fromPartial({}),
    ),
    updateJobTimeout: jobCall(
      'UpdateJobTimeout',
      ({ jobKey, timeout }: UpdateJobTimeoutRequest) => ({ jobKey: String(jobKey), timeoutMs: Number(timeout) }),
      ({ jobKey, timeout }) => book.extend(jobKey, Number(timeout)),
      UpdateJobTimeoutResponse.fromPartial({}),
    ),
    activateJobs: (call: ServerWritableStream<ActivateJobsRequest, ActivateJobsResponse>) => activateJobs(state, call),
    streamActivatedJobs: (call: ServerWritableStream<StreamActivatedJobsRequest, ActivatedJob>) => streamJobs(state, call),
  };
}

/** A long poll. */
function activateJobs(state: GatewayState, call: ServerWritableStream<ActivateJobsRequest, ActivateJobsResponse>): void {
  const { book, log } = state;
  const { type, worker, maxJobsToActivate, timeout, requestTimeout } = call.request;
  const waitMs = Number(requestTimeout) === 0 ? pollDefaultMs : Number(requestTimeout);
  const { call: seen, end } = log.begin('ActivateJobs', { type, max: maxJobsToActivate, waitMs });
  const behaviour = behaviourNow(state, 'ActivateJobs');
  const parked: { timer?: NodeJS.Timeout; forget?: () => void } = {};
  const close = () => {
    clearTimeout(parked.timer);
    parked.forget?.();
  };
  call.on('cancelled', () => {
    close();
    end('cancelled by client');
  });
  if (behaviour.kind === 'silent') return;
  if (behaviour.kind === 'refuse' || behaviour.kind === 'empty') {
    end(behaviour.kind === 'empty' ? 'OK' : behaviour.status);
    if (behaviour.kind === 'empty') call.end();
    else call.emit('error', refusal(behaviour.status));
    return;
  }
  /** Answers if there are jobs, or if it has to. */
  const answer = (last: boolean): void => {
    if (seen.end) return;
    const jobs = book.lease(type, maxJobsToActivate, Number(timeout));
    if (jobs.length === 0 && !last) return;
    close();
    seen.jobs = jobs.length;
    if (jobs.length > 0) call.write(ActivateJobsResponse.fromPartial({ jobs: jobs.map((job) => jobToWire(job, worker)) }));
    end('OK');
    call.end();
  };
  const late = behaviour.kind === 'late' ? behaviour.byMs : 0;
  parked.timer = setTimeout(() => answer(true), Math.max(0, waitMs) + late);
  if (late > 0) return;
  parked.forget = book.onAvailable(() => answer(false));
  answer(waitMs < 0);
}

/** Zeebe's job stream: it carries what becomes available, not what waits already. */
function streamJobs(state: GatewayState, call: ServerWritableStream<StreamActivatedJobsRequest, ActivatedJob>): void {
  const { book, log } = state;
  const { type, worker, timeout } = call.request;
  const { call: seen, end } = log.begin('StreamActivatedJobs', { type });
  const behaviour = behaviourNow(state, 'StreamActivatedJobs');
  let forget = () => {};
  let timer: NodeJS.Timeout | undefined;
  const close = (name: ScriptStatus | 'OK') => {
    if (seen.end) return;
    clearTimeout(timer);
    forget();
    end(name);
    if (name === 'OK') call.end();
    else call.emit('error', refusal(name));
  };
  call.on('cancelled', () => {
    clearTimeout(timer);
    forget();
    end('cancelled by client');
  });
  if (behaviour.kind === 'refuse') return close(behaviour.status);
  if (behaviour.kind === 'end-streams') timer = setTimeout(() => close(behaviour.status), behaviour.afterMs);
  let roomy = true;
  const push = () => {
    while (roomy && !seen.end) {
      const [job] = book.lease(type, 1, Number(timeout));
      if (!job) return;
      seen.jobs += 1;
      roomy = call.write(jobToWire(job, worker));
    }
  };
  call.on('drain', () => {
    roomy = true;
    push();
  });
  forget = book.onAvailable(push);
  // Headers at once, so that a client can tell an open stream from a slow one.
  call.sendMetadata(call.metadata.clone());
}
