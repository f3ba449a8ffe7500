// A worker at work: puts gate, sources, runner and drain together; the decisions are theirs.
import { setMaxListeners } from 'node:events';
import type { Observable } from 'rxjs';
import { openCluster } from './cluster.ts';
import { connect } from './connect.ts';
import { createCreditGate } from './credit-gate.ts';
import { drain, type DrainReport } from './drain.ts';
import { type Duration, durationMs } from './duration.ts';
import type { Job } from './job.ts';
import { detectLeaks } from './leak-detector.ts';
import { consoleLogger, guarded } from './log.ts';
import { createTypeMetrics, type TypeMetrics, type WorkerMetrics } from './metrics.ts';
import { type ClusterOptions, type WorkerOptions, workerDefaults } from './options.ts';
import { createPauses } from './pauses.ts';
import { createRunner, type JobEnd } from './runner.ts';
import { startSources } from './start-sources.ts';
import { createStatus, type WorkerStatus } from './status.ts';
import type { Task } from './task.ts';
import { realTiming } from './timing.ts';
import { createView } from './rx/view.ts';
import { sample } from './rx/sample.ts';
import { createWheel } from './wheel.ts';

/** A worker at work. */
export interface RunningWorker extends AsyncDisposable {
  /**
   * No more demand for this type, or for all, and no handler begins: parked polls are cancelled, streams closed, and what still comes, or waits for its
   * batch to fill, is given back with its retries untouched. Jobs in hand go on. Throws a RangeError for a type the worker does not work on.
   */
  pause(type?: string): void;
  /** Demand again. Throws like `pause`. */
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

/** How often `metrics$` tells, in milliseconds. */
const metricsMs = 1_000;

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
  const pauses = createPauses(tasks);
  const runner = createRunner({
    timing,
    wheel,
    log,
    draining: draining.signal,
    isPaused: (type) => pauses.switchOf(type).paused,
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

  // A declaration may be run again after its worker was drained.
  for (const task of tasks) task.waiting.open();
  const fleet = startSources({
    options,
    tasks,
    clusters,
    gate,
    runner,
    status,
    timing,
    log,
    draining: draining.signal,
    switchOf: pauses.switchOf,
    metricsOf,
  });
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
    for (const task of tasks) task.waiting.giveBack();
    return fleet.ended;
  };
  const close = async () => {
    endDetection();
    wheel.close();
    for (const { channel } of clusters) channel.close();
    await Promise.allSettled(connections.map(({ close: closeOne }) => closeOne()));
  };
  let drained: Promise<DrainReport> | undefined;
  const drainOnce = async (deadlineMs: number): Promise<DrainReport> => {
    const end = await drain({ timing, runner, stopAsking, giveUp: () => stop.abort(), close }, deadlineMs);
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
    pause(type) {
      pauses.pause(type, fleet.lanes);
      status.changed();
    },
    resume(type) {
      pauses.resume(type, fleet.lanes, draining.signal.aborted);
      status.changed();
    },
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
