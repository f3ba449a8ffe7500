// A broker's side of the port in memory, with faults on demand: for tests of workers without a network.
import type {
  Answer,
  CallLimits,
  JobGateway,
  PollRequest,
  PushSink,
  RawJob,
  Status,
  Subscription,
  WorkEvents,
  WorkStream,
} from '../gateway.ts';
import { GatewayError } from '../gateway.ts';
import { pause, type Timing } from '../timing.ts';
import { createMemoryLeases } from './memory-leases.ts';
import { openMemoryWork, type Taker } from './memory-work.ts';

/** An answer a worker gave. */
export interface Answered {
  readonly jobKey: string;
  readonly answer: Answer;
  readonly atMs: number;
  /** False: there was no such job any more. */
  readonly taken: boolean;
}

/** Parts of the port that can be made to fail. */
export type Part = 'poll' | 'push' | 'work' | 'answer' | 'extend';

/** A gateway in memory. */
export interface MemoryGateway extends JobGateway {
  /** Adds a job; answers its key. */
  add(type: string, job?: Partial<RawJob>): string;
  /** Makes a part fail with this status, hang, or work again. */
  fault(part: Part, status: Status | 'hang' | undefined): void;
  /** Ends all open streams. */
  endStreams(error?: GatewayError): void;
  /** Takes jobs away from their workers over open job streams. */
  revoke(jobKeys: readonly string[]): void;
  readonly answers: readonly Answered[];
  /** When each poll came, and for how many jobs. */
  readonly polls: readonly {
    readonly atMs: number;
    readonly type: string;
    readonly jobsMax: number;
    readonly waitMs: number;
    readonly tenantIds: readonly string[];
  }[];
  readonly opens: readonly { readonly atMs: number; readonly part: 'push' | 'work' }[];
  readonly extended: readonly { readonly jobKey: string; readonly atMs: number }[];
  /** Most jobs delivered and not answered at any moment. */
  readonly heldMax: number;
  /** Credits the job streams hold now. */
  readonly credits: number;
}

/** What the gateway offers. */
export interface MemoryGatewayOptions {
  /** Serves Zeebe's job stream; default false. */
  readonly push?: boolean;
  /** Serves our job stream; default false. */
  readonly work?: boolean;
  /** Credits the job stream keeps at most; default 1,000. */
  readonly creditsMax?: number;
  /** Time jobs and the answer to an unsubscription take over the job stream, in milliseconds; default 0. */
  readonly workMs?: number;
  /** Takes jobs back whose lease has ended; default false: they stay where they are. */
  readonly leases?: boolean;
}

const emptyJob: Omit<RawJob, 'key' | 'type'> = {
  processInstanceKey: '1' as RawJob['processInstanceKey'],
  processId: 'process',
  processVersion: 1,
  processDefinitionKey: '2' as RawJob['processDefinitionKey'],
  elementId: 'task',
  elementInstanceKey: '3' as RawJob['elementInstanceKey'],
  headersJson: '{}',
  worker: 'test',
  retries: 3,
  deadline: 0,
  variablesJson: '{}',
  tenantId: '<default>',
  kind: 'element',
  listenerEvent: undefined,
  userTask: undefined,
  tags: [],
};

/** Opens a gateway without jobs. */
export function createMemoryGateway(timing: Timing, options: MemoryGatewayOptions = {}): MemoryGateway {
  const queues = new Map<string, RawJob[]>();
  const takers = new Set<Taker>();
  const faults = new Map<Part, Status | 'hang'>();
  const answers: Answered[] = [];
  const polls: MemoryGateway['polls'][number][] = [];
  const opens: MemoryGateway['opens'][number][] = [];
  const extended: MemoryGateway['extended'][number][] = [];
  const held = new Map<string, RawJob>();
  const streams = new Set<(error?: GatewayError) => void>();
  const workEvents = new Set<WorkEvents>();
  const waiters = new Set<() => void>();
  let lastKey = 1_000;
  let heldMax = 0;
  const creditCounts = new Map<Taker, number>();

  const queueOf = (type: string): RawJob[] => {
    const queue = queues.get(type) ?? [];
    queues.set(type, queue);
    return queue;
  };
  const leases = createMemoryLeases(timing, options.leases ?? false, (key) => {
    const job = held.get(key);
    if (!job) return;
    held.delete(key);
    queueOf(job.type).push(job);
    deliver();
  });
  const take = ({ type, leaseMs }: Pick<Subscription, 'type' | 'leaseMs'>, max: number): RawJob[] => {
    const jobs = queueOf(type).splice(0, max);
    for (const job of jobs) {
      held.set(job.key, job);
      leases.set(job.key, leaseMs);
    }
    heldMax = Math.max(heldMax, held.size);
    return jobs;
  };
  const deliver = () => {
    for (const taker of takers) {
      for (const job of take(taker, taker.room())) taker.give(job);
    }
    for (const wake of [...waiters]) wake();
  };
  const failing = async (part: Part, limits: Partial<CallLimits>) => {
    const fault = faults.get(part);
    if (fault === 'hang') {
      await pause(timing, limits.deadlineMs ?? Number.MAX_SAFE_INTEGER, limits.signal);
      throw new GatewayError(limits.signal?.aborted ? 'CANCELLED' : 'DEADLINE_EXCEEDED', 'no answer');
    }
    if (fault) throw new GatewayError(fault, `made to fail with ${fault}`);
  };
  const settle = (jobKey: string, answer: Answer) => {
    const job = held.get(jobKey);
    answers.push({ jobKey, answer, atMs: timing.now(), taken: job !== undefined });
    if (!job) throw new GatewayError('NOT_FOUND', `Expected to ${answer.kind} job ${jobKey}, but no such job was found`);
    held.delete(jobKey);
    leases.end(jobKey);
    if (answer.kind === 'giveBack' || (answer.kind === 'fail' && answer.retries > 0)) {
      const again = () => {
        queueOf(job.type).unshift({ ...job, retries: answer.retries });
        deliver();
      };
      const waitMs = answer.kind === 'fail' ? answer.backoffMs : 0;
      if (waitMs > 0) timing.after(waitMs, again);
      else again();
    }
  };
  const poll = async (request: PollRequest, limits: CallLimits): Promise<readonly RawJob[]> => {
    polls.push({ atMs: timing.now(), type: request.type, jobsMax: request.jobsMax, waitMs: request.waitMs, tenantIds: request.tenantIds });
    await failing('poll', limits);
    let jobs = take(request, request.jobsMax);
    if (jobs.length > 0 || request.waitMs < 0) return jobs;
    const done = new AbortController();
    const wake = () => {
      jobs = take(request, request.jobsMax);
      if (jobs.length === 0) return;
      waiters.delete(wake);
      done.abort();
    };
    waiters.add(wake);
    limits.signal?.addEventListener('abort', () => done.abort(), { once: true });
    await pause(timing, request.waitMs, done.signal);
    waiters.delete(wake);
    if (limits.signal?.aborted && jobs.length === 0) throw new GatewayError('CANCELLED', 'the poll was cancelled');
    return jobs;
  };

  const openPush = (subscription: Subscription, sink: PushSink) => {
    opens.push({ atMs: timing.now(), part: 'push' });
    let reading = true;
    let ended = false;
    const taker: Taker = {
      type: subscription.type,
      leaseMs: subscription.leaseMs,
      room: () => (reading ? 1 : 0),
      give: (job) => sink.onJob(job),
    };
    const end = (error?: GatewayError) => {
      if (ended) return;
      ended = true;
      takers.delete(taker);
      streams.delete(end);
      sink.onEnd(error);
    };
    const status = options.push ? faults.get('push') : 'UNIMPLEMENTED';
    timing.soon(() => {
      if (status && status !== 'hang') return end(new GatewayError(status, 'no stream'));
      // Zeebe's stream passes the backlog over: it only carries jobs that become available later.
      takers.add(taker);
      streams.add(end);
    });
    const drain = () => {
      while (reading && !ended && takers.has(taker) && queueOf(subscription.type).length > 0) deliver();
    };
    return {
      pause() {
        reading = false;
      },
      resume() {
        reading = true;
        timing.soon(drain);
      },
      cancel: () => end(undefined),
    };
  };

  const openWork = async (events: WorkEvents): Promise<WorkStream> => {
    opens.push({ atMs: timing.now(), part: 'work' });
    const status = options.work ? faults.get('work') : 'UNIMPLEMENTED';
    workEvents.add(events);
    return openMemoryWork({
      timing,
      refusal: status === 'hang' ? undefined : status,
      creditsMax: options.creditsMax ?? 1_000,
      wayMs: options.workMs ?? 0,
      takers,
      streams,
      credits: creditCounts,
      deliver,
      onEnd: () => void workEvents.delete(events),
      async answer(jobKey, answer, ended) {
        if (faults.get('answer') === 'hang') await ended;
        await failing('answer', {});
        settle(jobKey, answer);
      },
      async extend(jobKey, leaseMs) {
        await failing('extend', {});
        leases.set(jobKey, leaseMs);
        extended.push({ jobKey, atMs: timing.now() });
      },
    });
  };

  return {
    poll,
    openPush,
    ...(options.work === undefined ? {} : { openWork }),
    async answer(jobKey, answer, limits) {
      await failing('answer', limits);
      settle(jobKey, answer);
    },
    async extendLease(jobKey, leaseMs, limits) {
      await failing('extend', limits);
      if (!held.has(jobKey)) throw new GatewayError('NOT_FOUND', 'no such job');
      leases.set(jobKey, leaseMs);
      extended.push({ jobKey, atMs: timing.now() });
    },
    async close() {
      for (const end of [...streams]) end(undefined);
    },
    add(type, job = {}) {
      const key = job.key ?? (String(++lastKey) as RawJob['key']);
      queueOf(type).push({ ...emptyJob, deadline: timing.now() + 60_000, ...job, key, type });
      deliver();
      return key;
    },
    fault(part, status) {
      if (status) faults.set(part, status);
      else faults.delete(part);
    },
    endStreams(error) {
      for (const end of [...streams]) end(error);
    },
    revoke(jobKeys) {
      for (const key of jobKeys) held.delete(key);
      for (const events of workEvents) events.onRevoked(jobKeys, 'canceled');
    },
    answers,
    polls,
    opens,
    extended,
    get heldMax() {
      return heldMax;
    },
    get credits() {
      return [...creditCounts.values()].reduce((sum, count) => sum + count, 0);
    },
  };
}
