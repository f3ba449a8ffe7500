// Collects jobs of one type for a handler of many: each job keeps its own credit, lease and outcome, so a batch never exceeds what is held anyway.
import type { JobContext } from './context.ts';
import { type Duration, durationMs } from './duration.ts';
import { messageOf } from './errors.ts';
import type { Handler } from './handler.ts';
import type { Job, Variables } from './job.ts';
import { outcome, type Outcome, outcomeOfValue } from './outcome.ts';
import type { TaskOptions } from './task.ts';
import type { Cancel, Timing } from './timing.ts';

/** Options of a batch task. */
export interface BatchOptions<I = unknown, O = unknown> extends Omit<TaskOptions<I, O>, 'max'> {
  /** Jobs in a batch at most; default 100. */
  readonly size?: number;
  /** Longest the first job of a batch waits for others; default '200ms'. */
  readonly linger?: Duration;
  /** Batches at work at once; default 1. Jobs in hand at once are at most `size * max`, and never more than the worker's max. */
  readonly max?: number;
}

/** What a batch handler gets beside its jobs. */
export interface BatchContext {
  /** Aborts when every job of the batch is lost, or the worker's drain deadline has passed. */
  readonly signal: AbortSignal;
  readonly log: JobContext['log'];
}

/** Works on many jobs: a map by job key of variables or outcomes; a job without an entry fails. Nothing returned completes all. */
export type BatchHandler<I = Variables, O = object> = (
  jobs: readonly Job<I>[],
  ctx: BatchContext,
) => BatchAnswer<O> | Promise<BatchAnswer<O>>;

/** What a batch handler returns. */
export type BatchAnswer<O> = ReadonlyMap<string, O | Outcome<O> | undefined> | void;

/** Default size and wait of a batch. */
export const batchDefaults = { size: 100, lingerMs: 200, max: 1 } as const;

interface Waiting {
  readonly job: Job<never>;
  readonly ctx: JobContext;
  readonly resolve: (outcome: Outcome) => void;
}

/** A batcher as the handler of single jobs. */
export interface Batcher {
  readonly handler: Handler<never, object>;
  /** Gives back what waits for a batch to fill; jobs that come later are given back too, until `open`. */
  giveBack(): void;
  /** Takes jobs again. */
  open(): void;
}

/** Opens a batcher. */
export function createBatcher(options: BatchOptions, handler: BatchHandler<never>, timing: Timing): Batcher {
  const size = Math.max(1, options.size ?? batchDefaults.size);
  const lingerMs = durationMs(options.linger ?? batchDefaults.lingerMs);
  const batchesMax = Math.max(1, options.max ?? batchDefaults.max);
  let waiting: Waiting[] = [];
  let running = 0;
  let due = false;
  let closed = false;
  let cancel: Cancel | undefined;

  const flush = () => {
    while (waiting.length > 0 && running < batchesMax && (due || waiting.length >= size)) {
      const batch = waiting.slice(0, size);
      waiting = waiting.slice(size);
      running += 1;
      void work(batch, handler).finally(() => {
        running -= 1;
        flush();
      });
    }
    if (waiting.length > 0) return;
    cancel?.();
    cancel = undefined;
    due = false;
  };
  return {
    handler: (job, ctx) => {
      if (closed) return outcome.giveBack();
      return new Promise<Outcome>((resolve) => {
        waiting.push({ job, ctx, resolve });
        cancel ??= timing.after(lingerMs, () => {
          due = true;
          flush();
        });
        flush();
      });
    },
    giveBack() {
      closed = true;
      cancel?.();
      cancel = undefined;
      const unbegun = waiting;
      waiting = [];
      for (const { resolve } of unbegun) resolve(outcome.giveBack());
    },
    open() {
      closed = false;
    },
  };
}

async function work(batch: readonly Waiting[], handler: BatchHandler<never>): Promise<void> {
  const first = batch[0];
  if (!first) return;
  const { signal, forget } = allAborted(batch.map(({ ctx }) => ctx.signal));
  try {
    const answers = await handler(
      batch.map(({ job }) => job),
      { signal, log: first.ctx.log },
    );
    for (const { job, resolve } of batch) {
      const { key } = job as Job;
      if (!answers) resolve(outcome.complete());
      else if (answers.has(key)) resolve(outcomeOfValue(answers.get(key)));
      else resolve(outcome.fail(`Expected the batch handler to answer job ${key}, but it did not`));
    }
  } catch (error) {
    for (const { resolve } of batch) resolve(outcome.fail(messageOf(error), { cause: error }));
  } finally {
    forget();
  }
}

/** A signal that aborts when all of these have. */
function allAborted(signals: readonly AbortSignal[]): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  let left = signals.filter((signal) => !signal.aborted).length;
  const count = () => {
    left -= 1;
    if (left <= 0) controller.abort(new Error('Expected to work on, but every job of the batch was aborted'));
  };
  for (const signal of signals) signal.addEventListener('abort', count);
  return {
    signal: controller.signal,
    forget: () => {
      for (const signal of signals) signal.removeEventListener('abort', count);
    },
  };
}
