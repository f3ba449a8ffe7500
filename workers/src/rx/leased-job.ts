// A job that carries its credit through operators: whoever receives it owes it a `settle`, and until then it counts as held.
import type { JobContext } from '../context.ts';
import type { Job, Variables } from '../job.ts';
import type { Outcome } from '../outcome.ts';
import type { JobEnd } from '../runner.ts';

/** A leased job on its way through operators. Its lease is renewed until it is settled. */
export interface LeasedJob<V = Variables> {
  readonly job: Job<V>;
  readonly ctx: JobContext;
  /** Ends the job so; the first call counts. Resolves with what became of it; never rejects. */
  settle(outcome: Outcome): Promise<JobEnd>;
}
