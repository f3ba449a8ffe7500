/** A clock of a simulated machine: it follows virtual time, may be wrong by an offset and may drift. */
import type { Clock } from '../clock.ts';
import type { SimScheduler } from './sim-scheduler.ts';

/** Wall time at the start of every simulated run unless told otherwise: 2026-01-01T00:00:00Z. */
export const SIM_EPOCH_MS = Date.UTC(2026, 0, 1);

/** How a simulated clock is wrong. */
export interface SimClockFaults {
  /** Added to wall time, in milliseconds; default 0. */
  readonly offsetMs?: number;
  /** Milliseconds gained per millisecond, for both clocks; default 0, -0.5..0.5. */
  readonly drift?: number;
}

/** A clock over a scheduler. `step` moves wall time at once, as an operator or NTP would. */
export interface SimClock extends Clock {
  step(byMs: number): void;
}

export function createSimClock(scheduler: SimScheduler, faults: SimClockFaults = {}): SimClock {
  let offsetMs = faults.offsetMs ?? 0;
  const rate = 1 + (faults.drift ?? 0);
  return {
    nowMs: () => Math.floor(SIM_EPOCH_MS + offsetMs + scheduler.elapsedMs() * rate),
    monotonicMs: () => scheduler.elapsedMs() * rate,
    step(byMs) {
      offsetMs += byMs;
    },
  };
}
