/** "Call me later": the only way the broker waits for time to pass. */

/** Longest delay one system timer can hold; longer ones are chained (a larger number makes Node fire at once). */
const SYSTEM_DELAY_MS_MAX = 2 ** 31 - 1;

/** Takes a scheduled call back; harmless when it has run or was taken back already. */
export type Cancel = () => void;

/** Schedules calls. */
export interface Timers {
  /** Calls `run` once, not earlier than `delayMs` milliseconds from now (>= 0; negative counts as 0). Never calls it before returning. */
  schedule(delayMs: number, run: () => void): Cancel;
}

/** Timers of the machine. They do not keep the process alive: that is the servers' task. */
export const systemTimers: Timers = {
  schedule(delayMs, run) {
    let handle: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, SYSTEM_DELAY_MS_MAX);
      handle = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : run()), stepMs);
      handle.unref();
    };
    arm(Math.max(0, delayMs));
    return () => clearTimeout(handle);
  },
};
