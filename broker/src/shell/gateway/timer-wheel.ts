/** Many time-outs on one timer: entries lie in slots of coarse ticks, and the machine's timer is set for the next slot that holds any. */
import type { Clock } from '../platform/clock.ts';
import type { Cancel, Timers } from '../platform/timers.ts';

/** Width of a slot: an entry runs up to this much late, never early. */
export const WHEEL_TICK_MS = 20;
const SLOTS = 1024;
/** Due tick of an entry that another entry of the same tick took back. */
const CANCELLED = Number.POSITIVE_INFINITY;

/** One scheduled call; hand it to {@link TimerWheel.cancel}. */
export interface WheelEntry {
  readonly run: () => void;
  dueTick: number;
  /** Index within its slot; -1 when it has run or was cancelled. */
  index: number;
}

/** A hashed wheel: scheduling and cancelling cost the same for one entry as for a hundred thousand. */
export class TimerWheel {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #slots: WheelEntry[][] = Array.from({ length: SLOTS }, () => []);
  #count = 0;
  /** Last tick whose slot was emptied. */
  #tick: number;
  #armedTick = Number.POSITIVE_INFINITY;
  #disarm: Cancel | undefined;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
    this.#tick = this.#now();
  }

  /** Entries that wait. */
  get size(): number {
    return this.#count;
  }

  /** Runs `run` once, `delayMs` from now or up to {@link WHEEL_TICK_MS} later. */
  add(delayMs: number, run: () => void): WheelEntry {
    const now = this.#clock.monotonicMs();
    if (this.#count === 0) this.#tick = Math.floor(now / WHEEL_TICK_MS);
    const dueTick = Math.max(this.#tick + 1, Math.ceil((now + Math.max(0, delayMs)) / WHEEL_TICK_MS));
    const slot = this.#slot(dueTick);
    const entry: WheelEntry = { run, dueTick, index: slot.length };
    slot.push(entry);
    this.#count++;
    if (dueTick < this.#armedTick) this.#arm(dueTick);
    return entry;
  }

  /** Takes an entry back; harmless when it has run. */
  cancel(entry: WheelEntry): void {
    if (entry.index < 0) {
      entry.dueTick = CANCELLED;
      return;
    }
    this.#remove(this.#slot(entry.dueTick), entry);
    if (this.#count === 0) this.#rest();
  }

  #slot(tick: number): WheelEntry[] {
    return this.#slots[tick % SLOTS] as WheelEntry[];
  }

  #remove(slot: WheelEntry[], entry: WheelEntry): void {
    const last = slot.pop() as WheelEntry;
    if (last !== entry) {
      slot[entry.index] = last;
      last.index = entry.index;
    }
    entry.index = -1;
    this.#count--;
  }

  #now(): number {
    return Math.floor(this.#clock.monotonicMs() / WHEEL_TICK_MS);
  }

  #arm(tick: number): void {
    this.#disarm?.();
    this.#armedTick = tick;
    this.#disarm = this.#timers.schedule(tick * WHEEL_TICK_MS - this.#clock.monotonicMs(), () => this.#advance());
  }

  #rest(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    this.#armedTick = Number.POSITIVE_INFINITY;
  }

  #advance(): void {
    this.#rest();
    const now = this.#now();
    const due: WheelEntry[] = [];
    for (let tick = Math.max(this.#tick + 1, now - SLOTS + 1); tick <= now; tick++) this.#collect(this.#slot(tick), now, due);
    this.#tick = now;
    for (const entry of due) if (entry.dueTick !== CANCELLED) entry.run();
    if (this.#count > 0) this.#armNext();
  }

  #collect(slot: WheelEntry[], now: number, due: WheelEntry[]): void {
    for (let index = slot.length - 1; index >= 0; index--) {
      const entry = slot[index] as WheelEntry;
      if (entry.dueTick > now) continue;
      this.#remove(slot, entry);
      due.push(entry);
    }
  }

  /** Sleeps until the next slot that holds anything, at most one turn of the wheel. */
  #armNext(): void {
    let ahead = 1;
    while (ahead < SLOTS && this.#slot(this.#tick + ahead).length === 0) ahead++;
    if (this.#tick + ahead < this.#armedTick) this.#arm(this.#tick + ahead);
  }
}
