// A worker at work: puts gate, sources, runner and drain together; the decisions are theirs.
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import type { Observable } from 'rxjs';
import { type Cluster, openCluster } from './cluster.ts';
import { connect } from './connect.ts';
import { createCreditGate, type Lane } from './credit-gate.ts';
import { drain, type DrainReport } from './drain.ts';
import { type Duration, durationMs } from './duration.ts';
import type { Job } from './job.ts';
import { detectLeaks } from './leak-detector.ts';
import { consoleLogger, guarded } from './log.ts';
import { createTypeMetrics, type TypeMetrics, type WorkerMetrics } from './metrics.ts';
import { type ClusterOptions, type SourceChoice, type WorkerOptions, workerDefaults } from './options.ts';
import { createRunner, type JobEnd } from './runner.ts';
import { runAuto } from './sources/auto.ts';
import { runJobStream } from './sources/job-stream.ts';
import { runPoll } from './sources/poll.ts';
import { runPush } from './sources/push.ts';
import type { RunSource, SourceContext } from './sources/source.ts';
import { standbyValve } from './standby.ts';
import { createStatus, type WorkerStatus } from './status.ts';
import type { Task } from './task.ts';
import { pause, realTiming } from './timing.ts';
import type { Valve } from './valve.ts';
import { createView } from './rx/view.ts';
import { sample } from './rx/sample.ts';
import { createWheel } from './wheel.ts';

/** A worker at work. */
export interface RunningWorker extends AsyncDisposable {
  /** No more demand for this type, or for all; jobs in hand go on. */
  pause(type?: string): void;
  /** Demand again. */
  resume(type?: string): void;
  /** Stops asking, lets handlers end, gives back what was not begun, closes. Returns within the deadline (default '10s') plus 1.4 s; never rejects. Calls after the first answer the same. */
  drain(options?: { readonly deadline?: Duration }): Promise<DrainReport>;
  /** The state now. */
  status(): WorkerStatus;
  /** A snapshot of the counts. */
  metrics(): WorkerMetrics;
  /** The state now and after each change. */
  readonly status$: Observable<WorkerStatus>;
  /** What became of each job, from now on. */
  readonly outcomes$: Observable<JobEnd>;
  /** Each job as its handler begins, from now on. A view: it holds no credits and slows nothing down. */
  readonly jobs$: Observable<Job>;
  /** The counts now and each second while somebody listens. */
  readonly metrics$: Observable<WorkerMetrics>;
}

const sources: Readonly<Record<SourceChoice, RunSource>> = { auto: runAuto, 'job-stream': runJobStream, push: runPush, poll: runPoll };

/** How often `metrics$` tells, in milliseconds. */
const metricsMs = 1_000;
/** Wait before a source that ended by itself is started again, in milliseconds. */
const restartMs = 5_000;

/** Starts a worker. Called by `worker(...).run()`. */
export function runWorker(options: WorkerOptions, tasks: readonly Task[]): RunningWorker {
  const timing = options.timing ?? realTiming;
  const log = guarded(options.log ?? consoleLogger);
  const gate = createCreditGate(options.max ?? workerDefaults.max, timing);
  const wheel = createWheel(timing);
  const draining = new AbortController();
  const stop = new AbortController();
  // Every call under way listens to them, and takes its listener away when it ends.
  setMaxListeners(0, draining.signal, stop.signal);
  const jobs = createView<Job>();
  const outcomes = createView<JobEnd>();
  const metricsByType = new Map<string, TypeMetrics>(tasks.map(({ type }) => [type, createTypeMetrics()]));
  const metricsOf = (type: string): TypeMetrics => {
    const metrics = metricsByType.get(type) ?? createTypeMetrics();
    metricsByType.set(type, metrics);
    return metrics;
  };
  const connections = clusterOptions(options).map((cluster) => ({ cluster, ...connect(cluster) }));
  const clusters = connections.map(({ cluster, gateway }) =>
    openCluster(cluster.id, gateway, timing, cluster.weight ?? 1, cluster.role ?? 'active'),
  );
  const status = createStatus(gate, clusters, tasks);
  const runner = createRunner({
    timing,
    wheel,
    log,
    draining: draining.signal,
    stop: stop.signal,
    metricsOf,
    onStart: jobs.next,
    onEnd: outcomes.next,
  });
  for (const cluster of clusters) {
    cluster.health.onChange(() => {
      gate.poke();
      status.changed();
      if (cluster.health.state === 'down')
        log.warn('cluster down', { code: 'worker-cluster-down', cluster: cluster.id, problem: cluster.health.problem });
    });
    cluster.channel.onRevoked((keys, reason) => runner.revoke(cluster.id, keys, reason));
  }

  const lanes = new Map<string, Lane>();
  const running: Promise<void>[] = [];
  const common = {
    timing,
    log,
    stop: draining.signal,
    longPollMs: durationMs(options.longPoll ?? workerDefaults.longPoll),
    backlogPollMs: durationMs(options.backlogPoll ?? workerDefaults.backlogPoll),
  };
  const contextOf = (task: Task, lane: Lane, cluster: Cluster, tenantIds: readonly string[], valves: readonly Valve[]): SourceContext => ({
    ...common,
    cluster,
    subscription: { type: task.type, worker: options.name ?? defaultName(), leaseMs: task.leaseMs, fetch: task.fetch, tenantIds },
    openTap: (reclaim) =>
      gate.tap(
        reclaim ? { lane, share: cluster.weight, valves, reclaim } : { lane, share: cluster.weight, valves: [...valves, cluster.health] },
      ),
    onJob: (raw, tap) => runner.start(raw, task, tap, cluster),
    onSurplus: (raw) => runner.refuse(raw, task, cluster),
    onPoll(count, failed) {
      const metrics = metricsOf(task.type);
      metrics.polls += 1;
      if (failed) metrics.failedPolls += 1;
      else if (count === 0) metrics.emptyPolls += 1;
    },
    onMode: (mode, state) => status.setSource(cluster.id, task.type, mode, state),
  });
  const keepRunning = async (run: RunSource, context: SourceContext) => {
    while (!draining.signal.aborted) {
      try {
        const end = await run(context);
        if (end === 'unsupported') {
          log.error('source not offered', {
            code: 'worker-source-unsupported',
            cluster: context.cluster.id,
            type: context.subscription.type,
          });
          status.setSource(context.cluster.id, context.subscription.type, 'none', 'unsupported');
        }
      } catch (error) {
        log.error('source crashed', { code: 'worker-source-crashed', cluster: context.cluster.id, type: context.subscription.type, error });
      }
      await pause(timing, restartMs, draining.signal);
    }
  };
  const run = sources[options.source ?? workerDefaults.source];
  for (const task of tasks) {
    const lane = gate.lane({
      name: task.type,
      max: task.max,
      weight: task.weight,
      share: task.share,
      priority: task.priority,
      valves: task.valves,
    });
    lanes.set(task.type, lane);
    for (const valve of task.valves) valve.onChange?.(gate.poke);
    // A bucket per tenant belongs to the tenant, whichever cluster its jobs come from; so each tenant is asked for by itself.
    const tenantSets = task.tenantValve && task.tenants.length > 0 ? task.tenants.map((tenant) => [tenant]) : [task.tenants];
    for (const tenantIds of tenantSets) {
      const tenantValves = task.tenantValve ? [task.tenantValve()] : [];
      for (const cluster of clusters) {
        const valves = [...tenantValves, ...standbyValve(cluster, clusters)];
        running.push(keepRunning(run, contextOf(task, lane, cluster, tenantIds, valves)));
      }
    }
  }

  const leakDetection = options.leakDetection ?? process.env['NODE_ENV'] !== 'production';
  const endDetection = leakDetection
    ? detectLeaks(
        timing,
        () => runner.held.values(),
        ({ raw, task, cluster }) => {
          metricsOf(task.type).leaks += 1;
          log.error('credit outlived its lease', { code: 'worker-credit-leak', type: task.type, jobKey: raw.key, cluster: cluster.id });
        },
      )
    : () => {};

  const setPaused = (type: string | undefined, paused: boolean) => {
    for (const [name, lane] of lanes) {
      if (type !== undefined && name !== type) continue;
      if (paused) lane.pause();
      else lane.resume();
    }
    status.changed();
  };
  const metrics = (): WorkerMetrics => ({
    max: gate.max,
    held: gate.held,
    asked: gate.asked,
    creditWaits: gate.waits,
    types: Object.fromEntries([...metricsByType].map(([type, counts]) => [type, { ...counts, settled: { ...counts.settled } }])),
  });
  const stopAsking = () => {
    status.setState('draining');
    draining.abort();
    gate.close();
    for (const task of tasks) task.giveBackWaiting();
    return Promise.all(running);
  };
  const close = async () => {
    endDetection();
    wheel.close();
    for (const { channel } of clusters) channel.close();
    await Promise.allSettled(connections.map(({ close: closeOne }) => closeOne()));
  };
  let drained: Promise<DrainReport> | undefined;
  const drainOnce = async (deadlineMs: number): Promise<DrainReport> => {
    const end = await drain({ timing, held: runner.held, stopAsking, giveUp: () => stop.abort(), close }, deadlineMs);
    status.setState('closed');
    for (const view of [jobs, outcomes]) view.complete();
    return end;
  };
  const drainDefault = options.drainDeadline ?? workerDefaults.drainDeadline;
  const drainWorker = (deadline: Duration = drainDefault) => {
    drained ??= drainOnce(durationMs(deadline));
    return drained;
  };

  return {
    pause: (type) => setPaused(type, true),
    resume: (type) => setPaused(type, false),
    drain: (drainOptions) => drainWorker(drainOptions?.deadline),
    status: status.now,
    metrics,
    status$: status.changes$,
    outcomes$: outcomes.view$,
    jobs$: jobs.view$,
    metrics$: sample(metrics, metricsMs, timing, stop.signal),
    [Symbol.asyncDispose]: async () => void (await drainWorker()),
  };
}

function clusterOptions(options: WorkerOptions): readonly ClusterOptions[] {
  const clusters = options.clusters ?? [{ ...options, id: 'default' }];
  if (clusters.length === 0) throw new RangeError('Expected at least one cluster, but got an empty list');
  const ids = new Set(clusters.map(({ id }) => id));
  if (ids.size !== clusters.length) throw new RangeError('Expected each cluster to have an id of its own, but one occurs twice');
  return clusters;
}

const defaultName = () => `${hostname()}-${process.pid}`;
