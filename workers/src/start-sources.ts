// Starts a source for each task, cluster and, with a rate per tenant, tenant; and keeps each of them going.
import { hostname } from 'node:os';
import type { Cluster } from './cluster.ts';
import type { CreditGate, Lane } from './credit-gate.ts';
import { durationMs } from './duration.ts';
import type { Logger } from './log.ts';
import type { TypeMetrics } from './metrics.ts';
import { type SourceChoice, type WorkerOptions, workerDefaults } from './options.ts';
import type { PauseSwitch } from './pause-switch.ts';
import type { Runner } from './runner.ts';
import { runAuto } from './sources/auto.ts';
import { runJobStream } from './sources/job-stream.ts';
import { runPoll } from './sources/poll.ts';
import { runPush } from './sources/push.ts';
import type { RunSource, SourceContext } from './sources/source.ts';
import { standbyValve } from './standby.ts';
import type { StatusKeeper } from './status.ts';
import type { Task } from './task.ts';
import { pause, type Timing } from './timing.ts';
import type { Valve } from './valve.ts';

/** What the sources need of the worker. */
export interface SourcesContext {
  readonly options: WorkerOptions;
  readonly tasks: readonly Task[];
  readonly clusters: readonly Cluster[];
  readonly gate: CreditGate;
  readonly runner: Runner;
  readonly status: StatusKeeper;
  readonly timing: Timing;
  readonly log: Logger;
  /** Ends all sources. */
  readonly draining: AbortSignal;
  /** Ends the sources of one type for a while. */
  switchOf(type: string): PauseSwitch;
  metricsOf(type: string): TypeMetrics;
}

/** The sources at work. */
export interface RunningSources {
  /** The lane of each job type. */
  readonly lanes: ReadonlyMap<string, Lane>;
  /** Resolves when all have ended; never rejects. */
  readonly ended: Promise<unknown>;
}

const sources: Readonly<Record<SourceChoice, RunSource>> = { auto: runAuto, 'job-stream': runJobStream, push: runPush, poll: runPoll };

/** Wait before a source that ended by itself is started again, in milliseconds. */
const restartMs = 5_000;

/** Starts them all. */
export function startSources(context: SourcesContext): RunningSources {
  const { options, tasks, clusters, gate, timing } = context;
  const run = sources[options.source ?? workerDefaults.source];
  const lanes = new Map<string, Lane>();
  const ended: Promise<void>[] = [];
  for (const task of tasks) {
    const lane = gate.lane({ ...task, name: task.type });
    lanes.set(task.type, lane);
    for (const valve of task.valves) valve.onChange?.(gate.poke);
    // A bucket per tenant belongs to the tenant, whichever cluster its jobs come from; so each tenant is asked for by itself.
    const tenantSets = task.tenantValve && task.tenants.length > 0 ? task.tenants.map((tenant) => [tenant]) : [task.tenants];
    for (const tenantIds of tenantSets) {
      const tenantValves = task.tenantValve ? [task.tenantValve()] : [];
      for (const cluster of clusters) {
        const valves = [...tenantValves, ...standbyValve(cluster, clusters)];
        ended.push(keepRunning(run, sourceContext(context, task, lane, cluster, tenantIds, valves), context, timing));
      }
    }
  }
  return { lanes, ended: Promise.all(ended) };
}

async function keepRunning(
  run: RunSource,
  source: SourceContext,
  { status, log, draining, switchOf }: SourcesContext,
  timing: Timing,
): Promise<void> {
  const type = source.subscription.type;
  const cluster = source.cluster.id;
  const wanted = switchOf(type);
  while (!draining.aborted) {
    if (wanted.paused) {
      status.setSource(cluster, type, 'none', 'paused');
      await wanted.resumed(draining);
      continue;
    }
    // To a source a pause is an end: parked polls are cancelled, streams closed, and what is still on its way comes to be given back.
    const life = wanted.life(draining);
    try {
      if ((await run({ ...source, stop: life.signal })) === 'unsupported') {
        log.error('source not offered', { code: 'worker-source-unsupported', cluster, type });
        status.setSource(cluster, type, 'none', 'unsupported');
        // Perhaps only for now, as while it is upgraded, or while a right is missing.
        source.cluster.channel.reconsider();
      }
    } catch (error) {
      log.error('source crashed', { code: 'worker-source-crashed', cluster, type, error });
    } finally {
      life.forget();
    }
    if (life.signal.aborted) continue;
    await pause(timing, restartMs, draining);
  }
}

function sourceContext(
  context: SourcesContext,
  task: Task,
  lane: Lane,
  cluster: Cluster,
  tenantIds: readonly string[],
  valves: readonly Valve[],
): SourceContext {
  const { options, gate, runner, status, timing, log, draining, metricsOf } = context;
  return {
    timing,
    log,
    stop: draining,
    longPollMs: durationMs(options.longPoll ?? workerDefaults.longPoll),
    backlogPollMs: durationMs(options.backlogPoll ?? workerDefaults.backlogPoll),
    cluster,
    subscription: {
      type: task.type,
      worker: options.name ?? `${hostname()}-${process.pid}`,
      leaseMs: task.leaseMs,
      fetch: task.fetch,
      tenantIds,
    },
    openTap: (reclaim) =>
      gate.tap(
        reclaim ? { lane, share: cluster.weight, valves, reclaim } : { lane, share: cluster.weight, valves: [...valves, cluster.health] },
      ),
    onJob: (raw, tap) => runner.start(raw, task, tap, cluster),
    onSurplus: (raw) => runner.refuse(raw, task, cluster),
    onPoll(jobs, failed) {
      const metrics = metricsOf(task.type);
      metrics.polls += 1;
      if (failed) metrics.failedPolls += 1;
      else if (jobs === 0) metrics.emptyPolls += 1;
    },
    onMode: (mode, state) => status.setSource(cluster.id, task.type, mode, state),
  };
}
