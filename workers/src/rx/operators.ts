// Operators that carry credits: what waits inside them counts as held, so no buffer of theirs can grow beyond the demand.
import { Observable, type OperatorFunction } from 'rxjs';
import { type Duration, durationMs } from '../duration.ts';
import { messageOf } from '../errors.ts';
import { type Handler, settle } from '../handler.ts';
import type { Job, Variables } from '../job.ts';
import { outcome, type Outcome, outcomeOfError, outcomeOfValue } from '../outcome.ts';
import type { JobEnd } from '../runner.ts';
import { type Cancel, realTiming, type Timing } from '../timing.ts';
import type { LeasedJob } from './leased-job.ts';

async function work<V>({ job, ctx, settle: end }: LeasedJob<V>, handler: Handler<V>): Promise<JobEnd> {
  let answer: Outcome;
  try {
    answer = outcomeOfValue(await settle(handler(job, ctx), ctx.signal));
  } catch (error) {
    answer = outcomeOfError(error);
  }
  return end(answer);
}

/** Completes when the source has and every job under way is settled. Unsubscribing leaves jobs under way alone: they are settled all the same. */
function lifted<V>(onJob: (job: LeasedJob<V>, run: (work: Promise<JobEnd>) => void) => void): OperatorFunction<LeasedJob<V>, JobEnd> {
  return (source) =>
    new Observable((subscriber) => {
      let underWay = 0;
      let sourceEnded = false;
      const check = () => {
        if (sourceEnded && underWay === 0) subscriber.complete();
      };
      const run = (ending: Promise<JobEnd>) => {
        underWay += 1;
        void ending.then((end) => {
          underWay -= 1;
          subscriber.next(end);
          check();
        });
      };
      return source.subscribe({
        next: (job) => onJob(job, run),
        error: (error: unknown) => subscriber.error(error),
        complete() {
          sourceEnded = true;
          check();
        },
      });
    });
}

/** Works on each job as it comes; the demand bounds how many at once. Emits what became of each. A handler's error ends its job, never the stream. */
export function mergeJobs<V = Variables>(handler: Handler<V>): OperatorFunction<LeasedJob<V>, JobEnd> {
  return lifted((leased, run) => run(work(leased, handler)));
}

/** Works on jobs of one key one after another, of different keys side by side. Those that wait count as held. */
export function groupByKey<V = Variables>(keyOf: (job: Job<V>) => string, handler: Handler<V>): OperatorFunction<LeasedJob<V>, JobEnd> {
  return (source) => {
    const last = new Map<string, Promise<unknown>>();
    return source.pipe(
      lifted<V>((leased, run) => {
        let key: string;
        try {
          key = keyOf(leased.job);
        } catch (error) {
          return run(leased.settle(outcome.fail(`Expected a key for the job, but ${messageOf(error)}`, { cause: error })));
        }
        const before = last.get(key);
        const turn = before ? before.then(() => work(leased, handler)) : work(leased, handler);
        last.set(key, turn);
        run(turn);
        void turn.then(() => {
          if (last.get(key) === turn) last.delete(key);
        });
      }),
    );
  };
}

/** Some jobs together; each still owes its own `settle`. */
export interface LeasedBatch<V = Variables> {
  readonly jobs: readonly LeasedJob<V>[];
  /** Ends every job by its key; those without an entry by `otherwise`, default a failure. */
  settle(outcomes: ReadonlyMap<string, Outcome>, otherwise?: Outcome): Promise<readonly JobEnd[]>;
}

/** When a batch is full. */
export interface BatchJobsOptions {
  /** Jobs at most. */
  readonly size: number;
  /** Longest the first job waits; default '200ms'. */
  readonly linger?: Duration;
  readonly timing?: Timing;
}

/** Collects jobs into batches. What waits when the subscriber leaves is given back. */
export function batchJobs<V = Variables>({
  size,
  linger = '200ms',
  timing = realTiming,
}: BatchJobsOptions): OperatorFunction<LeasedJob<V>, LeasedBatch<V>> {
  const lingerMs = durationMs(linger);
  return (source) =>
    new Observable((subscriber) => {
      let waiting: LeasedJob<V>[] = [];
      let cancel: Cancel | undefined;
      const flush = () => {
        cancel?.();
        cancel = undefined;
        const jobs = waiting;
        waiting = [];
        if (jobs.length > 0) subscriber.next(batchOf(jobs));
      };
      const subscription = source.subscribe({
        next(job) {
          waiting.push(job);
          if (waiting.length >= size) flush();
          else cancel ??= timing.after(lingerMs, flush);
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          flush();
          subscriber.complete();
        },
      });
      return () => {
        subscription.unsubscribe();
        cancel?.();
        for (const { settle: end } of waiting) void end(outcome.giveBack());
        waiting = [];
      };
    });
}

function batchOf<V>(jobs: readonly LeasedJob<V>[]): LeasedBatch<V> {
  return {
    jobs,
    settle: (outcomes, otherwise) =>
      Promise.all(
        jobs.map(({ job, settle: end }) =>
          end(outcomes.get(job.key) ?? otherwise ?? outcome.fail(`Expected an outcome for job ${job.key} of the batch, but there is none`)),
        ),
      ),
  };
}
