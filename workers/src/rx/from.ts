// Jobs as Observables for those who compose by themselves. Demand stays a credit counter in front of the source: nothing is asked for beyond `max`.
import { Observable } from 'rxjs';
import { type Duration } from '../duration.ts';
import type { Job, Variables } from '../job.ts';
import type { ClusterOptions, SourceChoice, WorkerOptions } from '../options.ts';
import type { Outcome } from '../outcome.ts';
import type { JobEnd } from '../runner.ts';
import type { TaskOptions } from '../task.ts';
import { worker } from '../worker.ts';
import type { LeasedJob } from './leased-job.ts';

/** How jobs are asked for. */
export interface FromOptions
  extends Omit<TaskOptions, 'input' | 'output' | 'timeout' | 'use'>,
    Pick<WorkerOptions, 'name' | 'log' | 'longPoll' | 'timing' | 'leakDetection'> {
  /** How long jobs in hand may take when the last subscriber has left; default '10s'. */
  readonly drainDeadline?: Duration;
}

/** Jobs by long polls. Each subscription asks for itself; unsubscribing stops asking, lets what is in hand be settled, and closes. */
export function fromPoll<V = Variables>(cluster: ClusterOptions, type: string, options?: FromOptions): Observable<LeasedJob<V>> {
  return from<V>([cluster], type, 'poll', options);
}

/** Jobs by the best stream the broker offers, polls where it offers none. */
export function fromStream<V = Variables>(cluster: ClusterOptions, type: string, options?: FromOptions): Observable<LeasedJob<V>> {
  return from<V>([cluster], type, 'auto', options);
}

/** Jobs of several clusters with one demand, shared by their weights and roles. */
export function mergeClusters<V = Variables>(
  clusters: readonly ClusterOptions[],
  type: string,
  options?: FromOptions & { readonly source?: SourceChoice },
): Observable<LeasedJob<V>> {
  return from<V>(clusters, type, options?.source ?? 'auto', options);
}

function from<V>(
  clusters: readonly ClusterOptions[],
  type: string,
  source: SourceChoice,
  options: FromOptions = {},
): Observable<LeasedJob<V>> {
  const { name, log, longPoll, timing, leakDetection, drainDeadline = '10s', ...task } = options;
  const given = { name, log, longPoll, timing, leakDetection, max: task.max };
  // Absent options must stay absent, or they would hide the defaults.
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as WorkerOptions;
  return new Observable((subscriber) => {
    const waiting = new Map<string, (end: JobEnd) => void>();
    const running = worker({ ...present, clusters, source })
      .task<V>(
        type,
        task as TaskOptions<V, object>,
        (job, ctx) =>
          new Promise<Outcome<object>>((resolve) => {
            const settle = (end: Outcome): Promise<JobEnd> => {
              resolve(end as Outcome<object>);
              return new Promise((ended) => waiting.set(idOf(job), ended));
            };
            subscriber.next({ job, ctx, settle });
          }),
      )
      .run();
    const ends = running.outcomes$.subscribe({
      next(end) {
        const id = `${end.cluster}/${end.key}`;
        waiting.get(id)?.(end);
        waiting.delete(id);
      },
    });
    return () => {
      void running.drain({ deadline: drainDeadline }).then(() => ends.unsubscribe());
    };
  });
}

const idOf = (job: Job<never> | Job<unknown>) => `${job.cluster}/${job.key}`;
