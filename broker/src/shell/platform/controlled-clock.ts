/** The clock behind `--clock controlled`: wall time that a test pins or moves by hand; monotonic time stays that of the clock beneath. */
import type { Clock } from './clock.ts';

/** Latest instant a clock may show: the last millisecond a `Date` can hold. */
export const CLOCK_MS_MAX = 8.64e15;

/** A clock a test can hold and move. While it is not pinned it runs on, shifted by what it was advanced. */
export interface ControlledClock extends Clock {
  /** Stops wall time at this instant (milliseconds since 1970, 0..CLOCK_MS_MAX). Returns a reason when the instant is refused, else null. */
  pin(atMs: number): string | null;
  /** Moves wall time forward by a duration (milliseconds, >= 0), pinned or not. Returns a reason when refused, else null. */
  advance(byMs: number): string | null;
  /** Back to the clock beneath: no pin, no shift. */
  reset(): void;
  /** Is called after every pin, advance and reset, so that due timers can be looked at anew. Returns how to stop listening. */
  onMove(listener: () => void): () => void;
}

/** Makes a controlled clock over another one; it shows the same time until somebody moves it. */
export function createControlledClock(beneath: Clock): ControlledClock {
  const listeners = new Set<() => void>();
  let pinnedMs: number | null = null;
  let shiftMs = 0;
  const nowMs = (): number => pinnedMs ?? beneath.nowMs() + shiftMs;
  const moved = (): null => {
    for (const listener of [...listeners]) listener();
    return null;
  };
  return {
    nowMs,
    monotonicMs: () => beneath.monotonicMs(),
    pin(atMs) {
      if (!isInstant(atMs)) return `Expected to pin the clock between 0 and ${CLOCK_MS_MAX} ms, but the instant was ${atMs}`;
      pinnedMs = Math.floor(atMs);
      return moved();
    },
    advance(byMs) {
      if (!(byMs >= 0) || !isInstant(nowMs() + byMs)) {
        return `Expected to advance the clock by 0 ms or more and not beyond ${CLOCK_MS_MAX} ms, but the duration was ${byMs}`;
      }
      if (pinnedMs === null) shiftMs += Math.floor(byMs);
      else pinnedMs += Math.floor(byMs);
      return moved();
    },
    reset() {
      pinnedMs = null;
      shiftMs = 0;
      moved();
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isInstant(ms: number): boolean {
  return ms >= 0 && ms <= CLOCK_MS_MAX;
}
