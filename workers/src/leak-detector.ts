// Finds credits that outlived their lease: a handler that never ends, or an operator that never settles. For development; it only tells.
import type { HeldJob } from './runner.ts';
import type { Cancel, Timing } from './timing.ts';

/** How often it looks, in milliseconds. */
const lookMs = 5_000;

/** Looks from time to time until it is cancelled; tells each leak once. */
export function detectLeaks(timing: Timing, held: () => Iterable<HeldJob>, onLeak: (job: HeldJob) => void): Cancel {
  let cancel: Cancel = () => {};
  const look = () => {
    const nowMs = timing.now();
    for (const job of held()) {
      const endMs = job.lease?.deadline() ?? job.sinceMs + job.task.leaseMs;
      if (job.leaked || nowMs <= endMs) continue;
      job.leaked = true;
      onLeak(job);
    }
    cancel = timing.after(lookMs, look);
  };
  cancel = timing.after(lookMs, look);
  return () => cancel();
}
