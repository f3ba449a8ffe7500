/** Time as the broker sees it; nothing outside this folder may read a clock of the machine. */
import { performance } from 'node:perf_hooks';

/** A source of time. Wall time may jump (NTP, an operator), monotonic time may not: durations are measured with the latter only. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z, whole number. May go back. */
  nowMs(): number;
  /** Milliseconds since an arbitrary point, with fractions. Never goes back within one process. */
  monotonicMs(): number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
