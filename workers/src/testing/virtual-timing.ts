// A clock that moves only when told to, for tests of everything that waits; it must never touch the machine's timers except to let promises run.
import type { Timing } from '../timing.ts';

/** A `Timing` under the test's control. */
export interface VirtualTiming extends Timing {
  /** Moves the clock on, runs what falls due in order, and lets promises settle between. */
  advance(milliseconds: number): Promise<void>;
  /** Lets promises and `soon` callbacks run without moving the clock. */
  settle(): Promise<void>;
  /** Timers that are set and not yet run. */
  readonly pending: number;
}

interface Entry {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Quiet turns of the event loop after which everything counts as settled; more than the longest chain of promises needs. */
const quietTurns = 4;
/** Turns in one settling at most: what is still busy then is a loop without a wait. */
const settleTurnsMax = 100_000;

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Opens a virtual clock. `seed` makes its random numbers repeatable. */
export function createVirtualTiming(startMs = 1_700_000_000_000, seed = 1): VirtualTiming {
  const entries = new Set<Entry>();
  let nowMs = startMs;
  let order = 0;
  let activity = 0;
  let state = seed >>> 0 || 1;

  const next = (untilMs: number): Entry | undefined => {
    let first: Entry | undefined;
    for (const entry of entries) {
      if (entry.dueMs > untilMs) continue;
      if (!first || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order)) first = entry;
    }
    return first;
  };
  const settle = async () => {
    let quiet = 0;
    for (let turns = 0; quiet < quietTurns; turns += 1) {
      if (turns > settleTurnsMax) throw new Error('Expected the work to settle, but it goes on without ever waiting');
      const before = activity;
      await turn();
      quiet = activity === before ? quiet + 1 : 0;
    }
  };

  return {
    now: () => nowMs,
    after(delayMs, run) {
      activity += 1;
      const entry: Entry = { dueMs: nowMs + Math.max(0, delayMs), order: order++, run };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    soon(run) {
      activity += 1;
      setImmediate(run);
    },
    random() {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state / 4_294_967_296;
    },
    async advance(milliseconds) {
      const untilMs = nowMs + milliseconds;
      await settle();
      for (let entry = next(untilMs); entry; entry = next(untilMs)) {
        entries.delete(entry);
        nowMs = Math.max(nowMs, entry.dueMs);
        entry.run();
        await settle();
      }
      nowMs = untilMs;
    },
    settle,
    get pending() {
      return entries.size;
    },
  };
}
