// Takes each job from its arrival to its settled outcome: read, lease, work, report, and the credit back whatever happens.
import type { Cluster } from './cluster.ts';
import type { JobContext } from './context.ts';
import type { Tap } from './credit-gate.ts';
import { durationMs } from './duration.ts';
import { messageOf } from './errors.ts';
import type { RawJob } from './gateway.ts';
import { type Job, readJob } from './job.ts';
import { type Lease, openLease } from './lease.ts';
import { type Logger, withFields } from './log.ts';
import type { TypeMetrics } from './metrics.ts';
import { outcome, type Outcome } from './outcome.ts';
import { report, type Settled } from './report.ts';
import type { Task } from './task.ts';
import { pause, type Timing } from './timing.ts';
import type { Wheel } from './wheel.ts';

/** What became of one job, as `outcomes$` tells it. */
export interface JobEnd extends Settled {
  readonly type: string;
  readonly key: string;
  readonly cluster: string;
  /** From arrival to the settled outcome, in milliseconds. */
  readonly heldMs: number;
}

/** A job in hand. */
export interface HeldJob {
  readonly raw: RawJob;
  readonly task: Task;
  readonly cluster: Cluster;
  readonly sinceMs: number;
  /** Times this process was handed the job, from 1. */
  attempt: number;
  lease: Lease | undefined;
  /** The handler has ended and the broker is being told. */
  reporting: boolean;
  /** The leak was reported. */
  leaked: boolean;
  /** It came again before the broker's answer to its outcome did; begun when that says that the job goes on. */
  again: Arrival | undefined;
}

/** A job that has come, with the credit it holds. */
interface Arrival {
  readonly raw: RawJob;
  readonly tap: Tap;
}

/** What a runner works with. */
export interface RunnerContext {
  readonly timing: Timing;
  readonly wheel: Wheel;
  readonly log: Logger;
  /** Aborted: jobs that come are given back unbegun. */
  readonly draining: AbortSignal;
  /** Whether jobs of this type that come are given back unbegun. */
  isPaused(type: string): boolean;
  /** Aborted: handlers are aborted and answers no longer repeated. */
  readonly stop: AbortSignal;
  metricsOf(type: string): TypeMetrics;
  onStart(job: Job): void;
  onEnd(end: JobEnd): void;
}

/** Runs jobs. */
export interface Runner {
  /** Begins a job whose credit is held; gives the credit back when it is settled. Never throws. */
  start(raw: RawJob, task: Task, tap: Tap, cluster: Cluster): void;
  /** Gives back a job nobody asked for, in one attempt of at most 2 s; `refusing` holds it until then. Never throws. */
  refuse(raw: RawJob, task: Task, cluster: Cluster): void;
  readonly held: ReadonlyMap<string, HeldJob>;
  /** Jobs nobody asked for that are on their way back. */
  readonly refusing: ReadonlySet<RawJob>;
  /** The broker has taken these jobs away. */
  revoke(clusterId: string, jobKeys: readonly string[], reason: string): void;
}

/** Failed jobs of this process that are remembered for `ctx.attempt`, at most. */
const attemptsMax = 10_000;
/** Least time a last report gets, in milliseconds: a lease that has just ended may still be ours. */
const lastReportMs = 2_000;

/** After these the broker has no such job any more. */
const endedForGood: ReadonlySet<Settled['kind']> = new Set(['completed', 'error-thrown', 'gone']);

/** Opens a runner. */
export function createRunner(context: RunnerContext): Runner {
  const { timing, wheel, log } = context;
  const held = new Map<string, HeldJob>();
  const refusing = new Set<RawJob>();
  const attempts = new Map<string, number>();

  const idOf = (cluster: Cluster, key: string) => `${cluster.id}/${key}`;

  const reportOf = (entry: HeldJob, end: Outcome, deadlineMs: number) =>
    report({ key: entry.raw.key, retries: entry.raw.retries }, end, {
      timing,
      deadlineMs: Math.max(deadlineMs, timing.now() + lastReportMs),
      stop: context.stop,
      failure: entry.task.failure,
      answer: entry.cluster.answer,
    });

  const contextOf = (entry: HeldJob, lease: Lease): JobContext => {
    const { raw, cluster, task } = entry;
    let fielded: Logger | undefined;
    return {
      signal: lease.signal,
      lease: { deadline: () => lease.deadline(), extend: async (time) => lease.extend(durationMs(time)) },
      get log() {
        fielded ??= withFields(log, { type: task.type, jobKey: raw.key, processInstanceKey: raw.processInstanceKey, cluster: cluster.id });
        return fielded;
      },
      attempt: entry.attempt,
      cluster: cluster.id,
      progress(variables) {
        const told = cluster.gateway.progress?.(raw.elementInstanceKey, variables, { deadlineMs: 10_000, signal: lease.signal });
        told?.catch((error: unknown) =>
          log.warn('progress not written', { code: 'worker-progress-failed', jobKey: raw.key, error: messageOf(error) }),
        );
      },
    };
  };

  /** Works on a job and reports it. */
  const run = async (entry: HeldJob): Promise<Settled> => {
    const { raw, task, cluster } = entry;
    const leaseEndMs = entry.sinceMs + task.leaseMs;
    if (context.draining.aborted || context.isPaused(task.type)) return reportOf(entry, outcome.giveBack(), leaseEndMs);
    const job = readJob(raw, cluster.id);
    if ('problem' in job) {
      context.metricsOf(task.type).unreadable += 1;
      return reportOf(entry, outcome.fail(job.problem, { retries: 0 }), leaseEndMs);
    }
    const metrics = context.metricsOf(task.type);
    const lease = openLease(raw.key, task, {
      timing,
      wheel,
      extend: cluster.extendLease,
      onRenewal: (renewed) => {
        if (renewed) metrics.renewals += 1;
        else metrics.failedRenewals += 1;
      },
    });
    entry.lease = lease;
    context.onStart(job);
    const end = await task.work(job, contextOf(entry, lease));
    metrics.handlerMs += timing.now() - entry.sinceMs;
    lease.stop();
    entry.reporting = true;
    if (end.kind === 'later' && end.credit === 'lease') await pause(timing, lease.deadline() - timing.now(), context.stop);
    const { lost } = lease;
    // Somebody else has the job, or nobody: an answer now could only harm.
    if (lost?.why === 'gone' || lost?.why === 'replaced') {
      return { kind: 'gone', attempts: 0, ambiguous: false, problem: lost.message };
    }
    return reportOf(entry, end, lease.deadline());
  };

  const finish = (id: string, entry: HeldJob, tap: Tap, settled: Settled) => {
    if (held.get(id) === entry) held.delete(id);
    remember(id, entry, settled);
    context.metricsOf(entry.task.type).settled[settled.kind] += 1;
    tap.release(1);
    if (entry.again) {
      if (endedForGood.has(settled.kind)) entry.again.tap.release(1);
      else begin(id, entry.again, entry.task, entry.cluster);
    }
    if (settled.kind === 'unknown' || settled.kind === 'refused' || settled.kind === 'gone') {
      log.warn('job not settled as intended', {
        code: `worker-job-${settled.kind}`,
        type: entry.task.type,
        jobKey: entry.raw.key,
        cluster: entry.cluster.id,
        problem: settled.problem,
      });
    }
    context.onEnd({
      kind: settled.kind,
      attempts: settled.attempts,
      ambiguous: settled.ambiguous,
      problem: settled.problem,
      type: entry.task.type,
      key: entry.raw.key,
      cluster: entry.cluster.id,
      heldMs: timing.now() - entry.sinceMs,
    });
  };

  const begin = (id: string, { raw, tap }: Arrival, task: Task, cluster: Cluster, earlierAttempt = 0) => {
    const attempt = Math.max(attempts.get(id) ?? 0, earlierAttempt) + 1;
    const sinceMs = timing.now();
    const entry: HeldJob = { raw, task, cluster, sinceMs, attempt, lease: undefined, reporting: false, leaked: false, again: undefined };
    held.set(id, entry);
    run(entry).then(
      (settled) => finish(id, entry, tap, settled),
      (error: unknown) => {
        entry.lease?.stop();
        finish(id, entry, tap, { kind: 'unknown', attempts: 0, ambiguous: false, problem: messageOf(error) });
      },
    );
  };

  const remember = (id: string, entry: HeldJob, settled: Settled) => {
    if (settled.kind === 'completed' || settled.kind === 'error-thrown' || settled.kind === 'gone') return void attempts.delete(id);
    attempts.delete(id);
    attempts.set(id, entry.attempt);
    const oldest = attempts.size > attemptsMax ? attempts.keys().next().value : undefined;
    if (oldest !== undefined) attempts.delete(oldest);
  };

  return {
    held,
    refusing,
    start(raw, task, tap, cluster) {
      const metrics = context.metricsOf(task.type);
      metrics.received += 1;
      const id = idOf(cluster, raw.key);
      const earlier = held.get(id);
      if (earlier?.reporting) {
        // Given back or failed, it may be here again before the answer to that is: jobs and answers take different ways.
        earlier.again?.tap.release(1);
        earlier.again = { raw, tap };
        return;
      }
      if (earlier) {
        metrics.duplicates += 1;
        if (task.onDuplicate === 'join') {
          earlier.lease?.restart();
          return tap.release(1);
        }
        earlier.lease?.abort('replaced', `Expected to be the only one to hold job ${raw.key}, but it came again`);
      }
      begin(id, { raw, tap }, task, cluster, earlier?.attempt);
    },
    refuse(raw, task, cluster) {
      context.metricsOf(task.type).surplus += 1;
      const limits = { deadlineMs: lastReportMs, signal: context.stop };
      refusing.add(raw);
      cluster
        .answer(raw.key, { kind: 'giveBack', retries: raw.retries }, limits)
        .catch((error: unknown) => {
          log.warn('surplus job not given back', { code: 'worker-surplus', type: task.type, jobKey: raw.key, error: messageOf(error) });
        })
        .finally(() => refusing.delete(raw));
    },
    revoke(clusterId, jobKeys, reason) {
      for (const key of jobKeys) {
        held.get(`${clusterId}/${key}`)?.lease?.abort('gone', `Expected to keep job ${key}, but the broker took it: ${reason}`);
      }
    },
  };
}
