// Carries the worker's port over the typed client; the only file of this package that calls it.
import { createClient, type JobOutcome, MillraceError, type Client } from '@millrace/client';
import { messageOf } from './errors.ts';
import {
  type Answer,
  type CallLimits,
  GatewayError,
  type JobGateway,
  type PushSink,
  type RawJob,
  type Status,
  type Subscription,
} from './gateway.ts';
import type { ClusterOptions } from './options.ts';

/** A gateway, and how to close what belongs to it. */
export interface Connection {
  readonly gateway: JobGateway;
  close(): Promise<void>;
}

/** Connects to a cluster: lazily, so it never fails here for a cluster that is down. */
export function connect(options: ClusterOptions): Connection {
  if (options.gateway) return { gateway: options.gateway, close: options.gateway.close };
  if (options.client) return { gateway: gatewayOf(options.client), close: async () => {} };
  const { address, addresses } = options;
  const client = createClient({
    ...options.connect,
    ...(address === undefined ? {} : { address }),
    ...(addresses === undefined ? {} : { addresses }),
  });
  return { gateway: gatewayOf(client), close: () => client.close() };
}

/** A client as a gateway of jobs. */
export function gatewayOf(client: Client): JobGateway {
  return {
    poll: async ({ jobsMax, waitMs, ...subscription }, { deadlineMs, signal }) => {
      const jobs: RawJob[] = [];
      const request = { ...requestOf(subscription), max: jobsMax, requestTimeout: waitMs };
      try {
        for await (const batch of client.activateJobs(request, { deadline: deadlineMs, signal }).batches()) jobs.push(...batch);
      } catch (error) {
        // What came before the fault is leased to us; the fault itself will meet the next poll.
        if (jobs.length === 0) throw gatewayErrorOf(error);
      }
      if (jobs.length === 0 && signal?.aborted) throw new GatewayError('CANCELLED', 'Expected an answer, but the poll was cancelled');
      return jobs;
    },
    openPush: (subscription, sink) => openPush(client, subscription, sink),
    openWork: async (events) => {
      const stream = await translated(() =>
        client.openJobStream({
          onRevoked: (keys, reason) => events.onRevoked(keys, reason),
          onDrain: (graceMs) => events.onDrain(graceMs),
        }),
      );
      return {
        closed: stream.closed.then((error) => (error ? gatewayErrorOf(error) : undefined)),
        subscribe: (subscription, onJobs) =>
          translated(() => stream.subscribe({ ...requestOf(subscription), onJobs: (jobs) => onJobs(jobs) })),
        answer: (jobKey, answer) => stream.report(outcomeOf(jobKey, answer)).then(nothing, rethrow),
        extendLease: (jobKey, leaseMs) =>
          translated(async () => {
            await stream.report({ kind: 'extend', jobKey, lease: leaseMs });
          }),
        end: () => stream.end(),
        cancel: () => stream.cancel(),
      };
    },
    answer: (jobKey, answer, limits) => translated(() => answerBy(client, jobKey, answer, limits)),
    extendLease: (jobKey, leaseMs, limits) => translated(() => client.updateJobTimeout({ jobKey, timeout: leaseMs }, once(limits))),
    progress: (elementInstanceKey, variables, limits) =>
      translated(async () => {
        await client.setVariables({ elementInstanceKey, variables, local: true }, once(limits));
      }),
    close: () => client.close(),
  };
}

const requestOf = ({ type, worker, leaseMs, fetch, tenantIds }: Subscription) => ({
  type,
  worker,
  lease: leaseMs,
  fetchVariables: fetch,
  ...(tenantIds.length > 0 ? { tenantIds } : {}),
});

/** One attempt: the worker repeats by itself, with the lease as its limit. */
const once = ({ deadlineMs, signal }: CallLimits) => ({ deadline: deadlineMs, signal, retry: false }) as const;

async function answerBy(client: Client, jobKey: RawJob['key'], answer: Answer, limits: CallLimits): Promise<void> {
  switch (answer.kind) {
    case 'complete':
      return client.completeJob({ jobKey, variables: answer.variables, result: answer.result }, once(limits));
    case 'error':
      return client.throwError({ jobKey, code: answer.code, message: answer.message, variables: answer.variables }, once(limits));
    case 'fail': {
      const { retries, message, backoffMs, variables } = answer;
      return client.failJob({ jobKey, retries, message, backoff: backoffMs, variables }, once(limits));
    }
    case 'giveBack':
      // Zeebe has no such command: a failure that leaves the retries as they are makes the job available at once.
      return client.failJob({ jobKey, retries: answer.retries, message: 'given back by the worker' }, once(limits));
  }
}

function openPush(client: Client, subscription: Subscription, sink: PushSink) {
  const controller = new AbortController();
  let wake = () => {};
  let paused = false;
  const run = async () => {
    try {
      for await (const job of client.streamActivatedJobs(requestOf(subscription), { signal: controller.signal })) {
        sink.onJob(job);
        // Not asking for the next job is what holds the gateway back.
        while (paused && !controller.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      }
      sink.onEnd(undefined);
    } catch (error) {
      sink.onEnd(gatewayErrorOf(error));
    }
  };
  void run();
  return {
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      wake();
    },
    cancel() {
      controller.abort();
      wake();
    },
  };
}

/** An answer as our job stream takes it. */
function outcomeOf(jobKey: RawJob['key'], answer: Answer): JobOutcome {
  if (answer.kind === 'complete') return { kind: 'complete', jobKey, variables: answer.variables, result: answer.result };
  return answer.kind === 'fail' ? { ...answer, jobKey, backoff: answer.backoffMs } : { ...answer, jobKey };
}

const nothing = () => {};
const rethrow = (error: unknown): never => {
  throw gatewayErrorOf(error);
};

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw gatewayErrorOf(error);
  }
}

/** The client's two codes that are no gRPC status. */
const ownCodes: Readonly<Record<string, Status>> = { CLOSED: 'CANCELLED', MALFORMED_ANSWER: 'INTERNAL' };

function gatewayErrorOf(error: unknown): GatewayError {
  const known = MillraceError.from(error);
  const isUnreached = known.code === 'UNAVAILABLE' && known.details.notWritten === true;
  return new GatewayError(ownCodes[known.code] ?? (known.code as Status), messageOf(known), { cause: error, isUnreached });
}
