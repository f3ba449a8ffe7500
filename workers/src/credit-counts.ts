// The books of the credit gate: who holds and who has asked for how much. Every change is checked; it decides nothing.
import type { Valve } from './valve.ts';

/** The figures of one lane, in jobs. */
export interface LaneCount {
  readonly name: string;
  readonly max: number;
  /** Credits one of its jobs costs. */
  readonly weight: number;
  readonly valves: readonly Valve[];
  held: number;
  asked: number;
}

/** The figures of one tap, in jobs. */
export interface TapCount {
  readonly lane: LaneCount;
  readonly valves: readonly Valve[];
  held: number;
  asked: number;
}

/** The books, in credits. */
export interface CreditCounts {
  readonly max: number;
  readonly held: number;
  readonly asked: number;
  readonly free: number;
  /** Jobs the lane has room for, free credits aside. */
  roomOf(lane: LaneCount): number;
  /** The tap asks for so many jobs. */
  ask(tap: TapCount, jobs: number): void;
  /** Jobs asked for have come. */
  arrive(tap: TapCount, jobs: number): void;
  /** Jobs asked for will not come. */
  unask(tap: TapCount, jobs: number): void;
  /** Jobs held are settled. */
  release(tap: TapCount, jobs: number): void;
}

const check = (holds: boolean, why: string) => {
  if (!holds) throw new Error(`Expected the credit gate to balance, but ${why}`);
};

/** Opens books with all credits free. Each change throws when it would break `held + asked <= max`, or take what is not there. */
export function createCreditCounts(max: number): CreditCounts {
  let held = 0;
  let asked = 0;
  const unask = (tap: TapCount, jobs: number) => {
    check(jobs >= 0 && jobs <= tap.asked, 'more came or was taken back than was asked for');
    tap.asked -= jobs;
    tap.lane.asked -= jobs;
    asked -= jobs * tap.lane.weight;
  };
  return {
    max,
    get held() {
      return held;
    },
    get asked() {
      return asked;
    },
    get free() {
      return max - held - asked;
    },
    roomOf: (lane) => lane.max - lane.held - lane.asked,
    ask(tap, jobs) {
      const { lane } = tap;
      check(held + asked + jobs * lane.weight <= max, 'more was asked for than is free');
      check(lane.held + lane.asked + jobs <= lane.max, `lane ${lane.name} asked for more than it may`);
      tap.asked += jobs;
      lane.asked += jobs;
      asked += jobs * lane.weight;
      for (const valve of [...lane.valves, ...tap.valves]) valve.reserve?.(jobs);
    },
    arrive(tap, jobs) {
      unask(tap, jobs);
      tap.held += jobs;
      tap.lane.held += jobs;
      held += jobs * tap.lane.weight;
    },
    unask(tap, jobs) {
      unask(tap, jobs);
      for (const valve of [...tap.lane.valves, ...tap.valves]) valve.refund?.(jobs);
    },
    release(tap, jobs) {
      check(jobs >= 0 && jobs <= tap.held, 'more was released than is held');
      tap.held -= jobs;
      tap.lane.held -= jobs;
      held -= jobs * tap.lane.weight;
    },
  };
}
