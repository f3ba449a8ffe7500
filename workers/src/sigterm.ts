// Drains a worker when the process is told to end, so that a deployment costs no job its lease. The only file that listens to the process.
import type { DrainReport } from './drain.ts';
import type { Duration } from './duration.ts';
import type { RunningWorker } from './running-worker.ts';

/** How to end. */
export interface DrainOnSignalOptions {
  /** Signals that begin the drain; default SIGTERM and SIGINT. A second one is left to the process: it ends at once. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Drain deadline; default '10s', well below the 30 s Kubernetes grants. */
  readonly deadline?: Duration;
  /** What happens after the drain; default the process exits with 0, or 1 when jobs were left. */
  readonly onDrained?: (reports: readonly DrainReport[]) => void;
}

/** Drains the workers on the first signal. Answers how to stop listening. */
export function drainOnSignal(workers: RunningWorker | readonly RunningWorker[], options: DrainOnSignalOptions = {}): () => void {
  const { signals = ['SIGTERM', 'SIGINT'], deadline = '10s' } = options;
  const onDrained = options.onDrained ?? ((reports) => process.exit(reports.every(({ left }) => left.length === 0) ? 0 : 1));
  const all: readonly RunningWorker[] = 'drain' in workers ? [workers] : workers;
  const stop = () => {
    for (const signal of signals) process.off(signal, begin);
  };
  const begin = () => {
    stop();
    void Promise.all(all.map((running) => running.drain({ deadline }))).then(onDrained);
  };
  for (const signal of signals) process.on(signal, begin);
  return stop;
}
