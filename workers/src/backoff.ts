// How long to wait after a failure; it never answers less than a positive wait, whatever the failure was.
import { pause, type Timing } from './timing.ts';

/** Bounds of a backoff. */
export interface BackoffOptions {
  /** Ceiling of the first wait, in milliseconds; default 100. */
  readonly baseMs?: number;
  /** Growth of the ceiling per failure; default 4. */
  readonly factor?: number;
  /** Largest wait, in milliseconds; default 5,000. */
  readonly ceilingMs?: number;
}

/** Smallest ceiling ever used, in milliseconds: no option can make a hot loop. */
const ceilingMsMin = 10;

/**
 * The wait before retry number `attempt` (from 0), in milliseconds: between half the ceiling and the ceiling, which grows from `baseMs` to `ceilingMs`.
 * The lower half is left out because a wait near 0 drawn at the top of the ramp is a wasted call: 20 s of refusals cost about 8 calls, not 13.
 */
export function backoffMs(attempt: number, random: () => number, options: BackoffOptions = {}): number {
  const { baseMs = 100, factor = 4, ceilingMs = 5_000 } = options;
  const ceiling = Math.max(ceilingMsMin, Math.min(ceilingMs, baseMs * factor ** Math.min(attempt, 30)));
  return ceiling * (0.5 + random() / 2);
}

/** A backoff that remembers how often in a row it was asked. */
export interface Backoff {
  /** Failures in a row. */
  readonly failures: number;
  /** Counts a failure and answers the wait it costs, in milliseconds. */
  nextMs(): number;
  /** Counts a failure and waits; ends early when the signal aborts. */
  wait(signal?: AbortSignal): Promise<void>;
  /** Forgets the failures. */
  reset(): void;
}

/** Opens a backoff with no failures. */
export function createBackoff(timing: Timing, options: BackoffOptions = {}): Backoff {
  let failures = 0;
  const nextMs = () => backoffMs(failures++, () => timing.random(), options);
  return {
    get failures() {
      return failures;
    },
    nextMs,
    wait: (signal) => pause(timing, nextMs(), signal),
    reset() {
      failures = 0;
    },
  };
}
