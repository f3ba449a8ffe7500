// The machine's clock sped up, so that tests with a real transport need not wait for real backoffs.
import { realTiming, type Timing } from '../timing.ts';

/** A clock that runs `factor` times as fast as the machine's. */
export function fastTiming(factor: number): Timing {
  const startMs = realTiming.now();
  return {
    now: () => startMs + (realTiming.now() - startMs) * factor,
    after: (delayMs, run) => realTiming.after(delayMs / factor, run),
    soon: realTiming.soon,
    random: realTiming.random,
  };
}
