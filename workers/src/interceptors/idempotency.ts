// Remembers how jobs were completed, so that one that comes again (its answer was lost, its lease ran out) is answered without being done again.
import { type Interceptor, placed } from '../interceptor.ts';
import type { Job } from '../job.ts';
import { type Outcome, outcome } from '../outcome.ts';

/** Where completions are remembered. */
export interface CompletionStore {
  /** The variables a job was completed with; undefined when it was not. */
  get(key: string): Promise<Completion | undefined> | Completion | undefined;
  set(key: string, completion: Completion): Promise<void> | void;
}

/** How a job was completed. */
export interface Completion {
  readonly variables: unknown;
}

/** What is the same, and where it is remembered. */
export interface IdempotencyOptions {
  /** Default the memory of this process, for 10,000 completions. */
  readonly store?: CompletionStore;
  /** What makes two jobs the same; default the job's cluster and key. */
  readonly keyOf?: (job: Job) => string;
}

/** Completions the default store keeps. */
const completionsMax = 10_000;

/** A memory of the last completions. */
export function memoryStore(max = completionsMax): CompletionStore {
  const completions = new Map<string, Completion>();
  return {
    get: (key) => completions.get(key),
    set(key, completion) {
      completions.delete(key);
      completions.set(key, completion);
      const oldest = completions.size > max ? completions.keys().next().value : undefined;
      if (oldest !== undefined) completions.delete(oldest);
    },
  };
}

/** Does nothing twice. Jobs that are the same and at work at the same time share one run. */
export function idempotency(options: IdempotencyOptions = {}): Interceptor {
  const store = options.store ?? memoryStore();
  const keyOf = options.keyOf ?? ((job: Job) => `${job.cluster}/${job.key}`);
  const running = new Map<string, Promise<Outcome>>();
  return placed('idempotency', async (job, ctx, next) => {
    const key = keyOf(job);
    const earlier = await store.get(key);
    if (earlier) return outcome.complete(earlier.variables);
    const shared = running.get(key);
    if (shared) return shared;
    const run = next(ctx).then(async (answer) => {
      if (answer.kind === 'complete') await store.set(key, { variables: answer.variables });
      return answer;
    });
    running.set(key, run);
    try {
      return await run;
    } finally {
      running.delete(key);
    }
  });
}
