/** Timers in virtual time; those of a crashed machine never fire. */
import type { Timers } from '../timers.ts';
import type { SimScheduler } from './sim-scheduler.ts';

/** Timers of one simulated process. */
export interface SimTimers extends Timers {
  /** The process is gone: nothing it scheduled runs any more, nor can it schedule anew. */
  kill(): void;
}

export function createSimTimers(scheduler: SimScheduler): SimTimers {
  let alive = true;
  return {
    schedule(delayMs, run) {
      if (!alive) return () => {};
      return scheduler.at(scheduler.elapsedMs() + Math.max(0, delayMs), () => {
        if (alive) run();
      });
    },
    kill() {
      alive = false;
    },
  };
}
