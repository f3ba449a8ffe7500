// The credit gate: no job may be asked for without a free credit. It holds `held + asked <= max` at every moment and never touches a transport.
import { type CreditCounts, createCreditCounts, type LaneCount, type TapCount } from './credit-counts.ts';
import { type Claim, shareOut } from './fair-share.ts';
import type { Cancel, Timing } from './timing.ts';
import type { Valve } from './valve.ts';

/** What one job type may take of the gate. */
export interface LaneOptions {
  /** Name for reports, usually the job type. */
  readonly name: string;
  /** Jobs of this lane held or asked for at once, at least 1; default the gate's max. */
  readonly max?: number;
  /** Credits one job costs at the gate, at least 1; default 1. */
  readonly weight?: number;
  /** Part of the free credits relative to other lanes; default 1. */
  readonly share?: number;
  /** Lanes of a higher priority are served first; one that has waited 10 s gets one job all the same. Default 0. */
  readonly priority?: number;
  /** What may hold the lane's demand back. */
  readonly valves?: readonly Valve[];
}

/** What one source may take of its lane. */
export interface TapOptions {
  readonly lane: Lane;
  /** Part of the lane's credits relative to the lane's other taps, for example a cluster's weight; default 1. */
  readonly share?: number;
  readonly valves?: readonly Valve[];
  /**
   * Takes back up to `jobs` credits that were asked for on a stream which can be held back; answers how many it took back at once.
   * What it takes back later it reports by `unasked`.
   */
  readonly reclaim?: (jobs: number) => number;
}

/** The credits of one job type; all figures in jobs. */
export interface Lane {
  readonly name: string;
  readonly max: number;
  readonly weight: number;
  readonly held: number;
  readonly asked: number;
  readonly paused: boolean;
  /** No more demand until `resume`; what streams were asked for is taken back. */
  pause(): void;
  resume(): void;
}

/** The credits of one source; all figures in jobs. */
export interface Tap {
  readonly lane: Lane;
  readonly held: number;
  readonly asked: number;
  /** True when there are fewer credits than taps: whoever holds an idle demand should let go of it soon. */
  readonly scarce: boolean;
  /** True when other taps live from the same gate. */
  readonly contended: boolean;
  /** Waits for credits and answers how many jobs to ask for, 1 to `limit`; 0 when the tap is closed. One call at a time. */
  ask(limit: number): Promise<number>;
  /** Withdraws a waiting `ask`: it answers 0. */
  withdraw(): void;
  /** `jobs` that were asked for have come. */
  arrived(jobs: number): void;
  /** `jobs` that were asked for will not come. */
  unasked(jobs: number): void;
  /** `jobs` that were held are settled. */
  release(jobs: number): void;
  /** Reports how an ask ended, so that an idle source does not hoard credits others could use. */
  answered(asked: number, got: number): void;
  /** Gives the demand up for ever; held jobs may still be released. */
  close(): void;
}

/** The gate. Figures in credits. */
export interface CreditGate {
  readonly max: number;
  readonly held: number;
  readonly asked: number;
  /** Asks that had to wait for a credit so far. */
  readonly waits: number;
  lane(options: LaneOptions): Lane;
  tap(options: TapOptions): Tap;
  /** A valve may have opened: look again. */
  poke(): void;
  /** Ends all demand; waiting asks answer 0. */
  close(): void;
}

interface LaneState extends Lane, LaneCount {
  held: number;
  asked: number;
  paused: boolean;
  readonly share: number;
  readonly priority: number;
}

interface TapState extends Claim, TapCount {
  readonly lane: LaneState;
  readonly reclaim: ((jobs: number) => number) | undefined;
  /** Most to ask for while others wait: grows fourfold on a full answer, falls to 1 on an empty one. */
  window: number;
  limit: number;
  /** When it began to wait, by the gate's clock. */
  waitsSinceMs: number;
  /** Its valves let nothing through at some moment of this round. */
  isHeldBack: boolean;
  resolve: ((jobs: number) => void) | undefined;
  closed: boolean;
}

const windowGrowth = 4;
/** Longest wait behind lanes of higher priority, in milliseconds: one job in so long keeps a lane alive and costs the others next to nothing. */
const behindMsMax = 10_000;

/** Opens a gate of `max` credits (at least 1). */
export function createCreditGate(max: number, timing: Timing): CreditGate {
  if (!(max >= 1)) throw new RangeError(`Expected to open a credit gate of at least 1 credit, but got ${max}`);
  const counts = createCreditCounts(max);
  const taps = new Set<TapState>();
  const server = createServer(counts, taps, timing);
  let waits = 0;

  const forget = (tap: TapState) => {
    if (tap.closed && tap.held === 0 && tap.asked === 0) taps.delete(tap);
  };
  const open = (tap: TapState): Tap => {
    const withdraw = () => {
      const { resolve } = tap;
      tap.resolve = undefined;
      resolve?.(0);
    };
    return {
      lane: tap.lane,
      get held() {
        return tap.held;
      },
      get asked() {
        return tap.asked;
      },
      get scarce() {
        return creditsNeeded(taps) > max;
      },
      get contended() {
        return hasOthers(tap, taps);
      },
      ask(limit) {
        if (tap.resolve) throw new Error('Expected a source to ask once at a time, but it asked again');
        if (server.closed || tap.closed || limit < 1) return Promise.resolve(0);
        tap.limit = limit;
        tap.waitsSinceMs = timing.now();
        if (counts.free < tap.lane.weight) waits += 1;
        server.schedule();
        return new Promise((resolve) => {
          tap.resolve = resolve;
        });
      },
      withdraw,
      arrived: (jobs) => counts.arrive(tap, jobs),
      unasked(jobs) {
        counts.unask(tap, jobs);
        forget(tap);
        server.schedule();
      },
      release(jobs) {
        counts.release(tap, jobs);
        forget(tap);
        server.schedule();
      },
      answered(wanted, got) {
        if (got >= wanted) tap.window = Math.min(max, Math.max(tap.window, wanted) * windowGrowth);
        else tap.window = Math.max(1, got);
      },
      close() {
        tap.closed = true;
        withdraw();
        forget(tap);
        server.schedule();
      },
    };
  };

  return {
    max,
    get held() {
      return counts.held;
    },
    get asked() {
      return counts.asked;
    },
    get waits() {
      return waits;
    },
    lane: (options) => createLane(options, max, server.schedule),
    tap(options) {
      const tap = createTap(options);
      taps.add(tap);
      return open(tap);
    },
    poke: server.schedule,
    close: server.close,
  };
}

function createLane(options: LaneOptions, max: number, schedule: () => void): LaneState {
  const weight = Math.max(1, Math.floor(options.weight ?? 1));
  if (weight > max) throw new RangeError(`Expected a job of ${options.name} to weigh at most ${max} credits, but it weighs ${weight}`);
  const lane: LaneState = {
    name: options.name,
    max: Math.max(1, Math.floor(options.max ?? max)),
    weight,
    share: Math.max(0.01, options.share ?? 1),
    priority: options.priority ?? 0,
    valves: options.valves ?? [],
    held: 0,
    asked: 0,
    paused: false,
    pause() {
      lane.paused = true;
      schedule();
    },
    resume() {
      lane.paused = false;
      schedule();
    },
  };
  return lane;
}

function createTap(options: TapOptions): TapState {
  // Lanes are made here only, so the lane given is one of ours with its books.
  const lane = options.lane as LaneState;
  return {
    lane,
    share: Math.max(0.01, (options.share ?? 1) * lane.share),
    deficit: 0,
    served: 0,
    valves: options.valves ?? [],
    reclaim: options.reclaim,
    held: 0,
    asked: 0,
    window: options.reclaim ? Number.POSITIVE_INFINITY : 1,
    limit: 0,
    waitsSinceMs: 0,
    isHeldBack: false,
    resolve: undefined,
    closed: false,
  };
}

const isActive = (tap: TapState) => !tap.closed && !tap.lane.paused;

/** Credits it would take to let every tap ask for one job. */
function creditsNeeded(taps: ReadonlySet<TapState>): number {
  let need = 0;
  for (const tap of taps) if (isActive(tap)) need += tap.lane.weight;
  return need;
}

function hasOthers(tap: TapState, taps: ReadonlySet<TapState>): boolean {
  for (const other of taps) if (other !== tap && isActive(other)) return true;
  return false;
}

const shutsStreams = (valve: Valve) => valve.recalls?.() === true;

/** Who waits, by priority, the highest first. */
function classesOf(waiting: readonly TapState[]): readonly (readonly TapState[])[] {
  const priorities = [...new Set(waiting.map(({ lane }) => lane.priority))].sort((a, b) => b - a);
  return priorities.map((priority) => waiting.filter(({ lane }) => lane.priority === priority));
}

/** Serves who waits. */
interface Server {
  readonly closed: boolean;
  /** Looks once, when the present input has been worked off. */
  schedule(): void;
  close(): void;
}

function createServer(counts: CreditCounts, taps: ReadonlySet<TapState>, timing: Timing): Server {
  let rounds = 0;
  let scheduled = false;
  let closed = false;
  let wake: Cancel | undefined;

  const schedule = () => {
    if (scheduled || closed) return;
    scheduled = true;
    timing.soon(() => {
      scheduled = false;
      serve();
    });
  };
  /** Jobs the tap may ask for now as far as it and its valves are concerned. */
  const appetite = (tap: TapState): number => {
    if (tap.lane.paused) return 0;
    let jobs = hasOthers(tap, taps) ? Math.min(tap.limit, tap.window) : tap.limit;
    for (const valve of tap.lane.valves) jobs = Math.min(jobs, valve.allowance());
    for (const valve of tap.valves) jobs = Math.min(jobs, valve.allowance());
    tap.isHeldBack ||= jobs < 1;
    return Math.max(0, Math.floor(jobs));
  };
  /** Jobs the tap may ask for now if credits were free. */
  const allowance = (tap: TapState): number => Math.max(0, Math.min(appetite(tap), counts.roomOf(tap.lane)));
  const grant = (tap: TapState, jobs: number) => {
    const { resolve } = tap;
    if (!resolve || jobs < 1) return;
    tap.resolve = undefined;
    counts.ask(tap, jobs);
    resolve(jobs);
  };

  /** Takes back what a stream was asked for while it shall bring nothing. */
  const recall = (tap: TapState) => {
    if (!tap.reclaim || tap.closed || tap.asked === 0) return;
    const { lane } = tap;
    if (!lane.paused && !lane.valves.some(shutsStreams) && !tap.valves.some(shutsStreams)) return;
    const back = tap.reclaim(tap.asked);
    if (back > 0) counts.unask(tap, back);
  };
  /** Higher priority first, then by deficit round robin; then who has nothing may take from streams. */
  const serve = () => {
    wake?.();
    wake = undefined;
    if (!closed) for (const tap of taps) recall(tap);
    const waiting = [...taps].filter((tap) => tap.resolve);
    if (waiting.length === 0 || closed) return;
    for (const tap of waiting) tap.isHeldBack = false;
    if (serveBehind(waiting)) for (const claims of classesOf(waiting)) serveClass(claims);
    for (const tap of waiting) if (tap.resolve && tap.asked === 0 && appetite(tap) >= 1) reclaimFor(tap);
    wakeLater(waiting);
  };
  /** Gives who has waited behind others for too long one job; answers false when credits must be kept back for it. */
  const serveBehind = (waiting: readonly TapState[]): boolean => {
    const highest = Math.max(...waiting.map(({ lane }) => lane.priority));
    const sinceMs = timing.now() - behindMsMax;
    for (const tap of waiting) {
      if (tap.lane.priority === highest || tap.waitsSinceMs > sinceMs || tap.lane.held + tap.lane.asked > 0) continue;
      if (appetite(tap) < 1) continue;
      if (counts.free < tap.lane.weight) return false;
      grant(tap, 1);
    }
    return true;
  };
  const serveClass = (claims: readonly TapState[]) => {
    const weightOf = (tap: TapState) => tap.lane.weight;
    const grants = shareOut(claims, { free: counts.free, round: ++rounds, weightOf, wantOf: allowance });
    // Taps of one lane share its room, so each grant is cut again by what the ones before it left.
    for (const [tap, jobs] of grants) grant(tap, Math.min(jobs, allowance(tap)));
  };
  /** A tap with nothing asked for takes up to half of what a stream that can be held back has asked for. */
  const reclaimFor = (tap: TapState) => {
    const { lane } = tap;
    const isFull = () => counts.roomOf(lane) < 1;
    const laneFull = isFull();
    if (!laneFull && counts.free >= lane.weight) return;
    // The last credit of a stream goes to a poll, which returns it; two streams would only pass it to and fro.
    const least = tap.reclaim === undefined ? 1 : 2;
    for (const other of taps) {
      if (other === tap || !other.reclaim || other.asked < least || (laneFull && other.lane !== lane)) continue;
      const wanted = Math.ceil((appetite(tap) * lane.weight) / other.lane.weight);
      const jobs = Math.max(1, Math.min(wanted, Math.floor(other.asked / 2)));
      const back = Math.min(jobs, other.reclaim(jobs));
      if (back > 0) counts.unask(other, back);
      if (counts.free >= lane.weight && !isFull()) break;
    }
    grant(tap, Math.min(Math.floor(counts.free / lane.weight), allowance(tap)));
  };
  /** Looks again when the first shut valve opens by itself. */
  const wakeLater = (waiting: readonly TapState[]) => {
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const tap of waiting) {
      if (!tap.resolve || !tap.isHeldBack) continue;
      const shut = [...tap.lane.valves, ...tap.valves].filter((valve) => valve.allowance() < 1);
      // One that has opened since the tap was looked at has no moment to come: look again at once.
      if (shut.length === 0) soonestMs = 0;
      for (const valve of shut) soonestMs = Math.min(soonestMs, valve.opensInMs?.() ?? Number.POSITIVE_INFINITY);
    }
    if (soonestMs !== Number.POSITIVE_INFINITY) wake = timing.after(Math.max(1, soonestMs), schedule);
  };

  return {
    get closed() {
      return closed;
    },
    schedule,
    close() {
      closed = true;
      wake?.();
      for (const tap of taps) {
        tap.resolve?.(0);
        tap.resolve = undefined;
      }
    },
  };
}
