// One timer for any number of appointments: leases are kept here so that a job costs no timer of its own.
import type { Cancel, Timing } from './timing.ts';

/** A timer wheel. Appointments are kept at most one tick late. */
export interface Wheel {
  /** Runs `run` once, in `delayMs` milliseconds or up to a tick later. */
  after(delayMs: number, run: () => void): Cancel;
  /** Appointments not yet kept. */
  readonly size: number;
  /** Forgets all appointments. */
  close(): void;
}

/** Default tick, in milliseconds. */
export const wheelTickMs = 50;

/** Opens a wheel that turns only while it has appointments. */
export function createWheel(timing: Timing, tickMs = wheelTickMs): Wheel {
  const slots = new Map<number, Set<() => void>>();
  let size = 0;
  let stop: Cancel | undefined;
  let stopDueTick = Number.POSITIVE_INFINITY;

  const tickOf = (ms: number) => Math.ceil(ms / tickMs);

  const arm = (tick: number) => {
    if (tick >= stopDueTick) return;
    stop?.();
    stopDueTick = tick;
    stop = timing.after(tick * tickMs - timing.now(), turn);
  };
  const turn = () => {
    stopDueTick = Number.POSITIVE_INFINITY;
    stop = undefined;
    const nowTick = Math.floor((timing.now() + 0.5) / tickMs);
    let next = Number.POSITIVE_INFINITY;
    for (const [tick, appointments] of [...slots]) {
      if (tick > nowTick) {
        next = Math.min(next, tick);
        continue;
      }
      slots.delete(tick);
      for (const run of appointments) {
        if (appointments.delete(run)) {
          size -= 1;
          run();
        }
      }
    }
    if (next !== Number.POSITIVE_INFINITY) arm(next);
  };

  return {
    after(delayMs, run) {
      const tick = tickOf(timing.now() + Math.max(0, delayMs));
      let slot = slots.get(tick);
      if (!slot) {
        slot = new Set();
        slots.set(tick, slot);
        arm(tick);
      }
      const appointments = slot;
      const appointment = () => run();
      appointments.add(appointment);
      size += 1;
      return () => {
        if (!appointments.delete(appointment)) return;
        size -= 1;
        if (appointments.size === 0 && slots.get(tick) === appointments) slots.delete(tick);
      };
    },
    get size() {
      return size;
    },
    close() {
      stop?.();
      stop = undefined;
      stopDueTick = Number.POSITIVE_INFINITY;
      slots.clear();
      size = 0;
    },
  };
}
