// The worker's only door to time and chance; nothing else in this package reads a clock, sets a timer or draws a random number.

/** Stops what was scheduled; calling it late or twice does nothing. */
export type Cancel = () => void;

/** Time and chance as the worker sees them. Tests give a clock of their own. */
export interface Timing {
  /** Milliseconds since 1970 on a clock that never goes back. */
  now(): number;
  /** Runs once after `delayMs` milliseconds. */
  after(delayMs: number, run: () => void): Cancel;
  /** Runs once when the present batch of input has been worked off. */
  soon(run: () => void): void;
  /** A number in [0, 1). */
  random(): number;
}

/** Longest delay Node's timers keep without overflowing, in milliseconds. */
const timerDelayMsMax = 2_147_483_647;

/** The machine's clock. */
export const realTiming: Timing = {
  now: () => performance.timeOrigin + performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), timerDelayMsMax));
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
  random: Math.random,
};

/** Waits `delayMs` milliseconds, or until the signal aborts: it then ends early and does not reject. */
export function pause(timing: Timing, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timing.after(delayMs, end);
    signal?.addEventListener('abort', end);
  });
}

/** Resolves to true when `work` has ended either way, to false when `limitMs` milliseconds passed first. It never rejects. */
export function within(timing: Timing, limitMs: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = timing.after(limitMs, () => resolve(false));
    const end = () => {
      cancel();
      resolve(true);
    };
    work.then(end, end);
  });
}
