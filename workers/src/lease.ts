// The lease of one job in hand: when it ends, how it is renewed, and what aborts its handler. It never answers the job.
import { LeaseLost } from './errors.ts';
import type { CallLimits, RawJob } from './gateway.ts';
import { statusOf } from './gateway.ts';
import type { Cancel, Timing } from './timing.ts';
import type { Wheel } from './wheel.ts';

/** What keeps leases. */
export interface LeaseKeeper {
  readonly timing: Timing;
  readonly wheel: Wheel;
  /** Sets the lease of a job to end so many milliseconds from now. */
  extend(jobKey: RawJob['key'], leaseMs: number, limits: CallLimits): Promise<void>;
  /** Counts a renewal. */
  onRenewal(renewed: boolean): void;
}

/** Terms of a lease. */
export interface LeaseTerms {
  /** Length, in milliseconds. */
  readonly leaseMs: number;
  /** Renew it while it runs. */
  readonly renew: boolean;
  /** Renewals end when the job has been held so long, in milliseconds. */
  readonly lifetimeMsMax: number;
}

/** The lease of one job. */
export interface Lease {
  readonly signal: AbortSignal;
  /** Why it was aborted; undefined while it was not. */
  readonly lost: LeaseLost | undefined;
  /** When it ends as far as this worker knows, in milliseconds since 1970. */
  deadline(): number;
  /** Sets it to end `leaseMs` milliseconds from now. Rejects with a `GatewayError`. */
  extend(leaseMs: number): Promise<void>;
  /** The job came again: its lease began anew. */
  restart(): void;
  /** Aborts the handler. */
  abort(why: LeaseLost['why'], message: string): void;
  /** Ends renewal: the handler has ended. */
  stop(): void;
}

/** Longest a renewal may take before it is tried again, in milliseconds. */
const renewalMsMax = 10_000;

/** Opens the lease of a job that has just come. */
export function openLease(jobKey: RawJob['key'], terms: LeaseTerms, keeper: LeaseKeeper): Lease {
  return new JobLease(jobKey, terms, keeper);
}

// A class because every job has one: methods on the prototype cost a busy worker less than a dozen closures each.
class JobLease implements Lease {
  readonly #controller = new AbortController();
  readonly #jobKey: RawJob['key'];
  readonly #terms: LeaseTerms;
  readonly #keeper: LeaseKeeper;
  readonly #openedAtMs: number;
  #deadlineMs: number;
  #renews: boolean;
  #stopped = false;
  #appointment: Cancel | undefined;
  lost: LeaseLost | undefined;

  constructor(jobKey: RawJob['key'], terms: LeaseTerms, keeper: LeaseKeeper) {
    this.#jobKey = jobKey;
    this.#terms = terms;
    this.#keeper = keeper;
    this.#openedAtMs = keeper.timing.now();
    this.#deadlineMs = this.#openedAtMs + terms.leaseMs;
    this.#renews = terms.renew;
    this.#plan(this.#openedAtMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  deadline(): number {
    return this.#deadlineMs;
  }

  async extend(leaseMs: number): Promise<void> {
    const { timing, extend } = this.#keeper;
    const askedAtMs = timing.now();
    const deadline = Math.max(100, Math.min(renewalMsMax, this.#deadlineMs - askedAtMs));
    await extend(this.#jobKey, leaseMs, { deadlineMs: deadline, signal: this.signal });
    // Counted from when it was asked for: the broker may have begun the new lease at any moment since.
    this.#deadlineMs = askedAtMs + leaseMs;
    this.#plan(timing.now());
  }

  restart(): void {
    const nowMs = this.#keeper.timing.now();
    this.#deadlineMs = nowMs + this.#terms.leaseMs;
    this.#plan(nowMs);
  }

  abort(why: LeaseLost['why'], message: string): void {
    this.stop();
    if (this.lost) return;
    this.lost = new LeaseLost(why, message);
    this.#controller.abort(this.lost);
  }

  stop(): void {
    this.#stopped = true;
    this.#appointment?.();
    this.#appointment = undefined;
  }

  async #renew(): Promise<void> {
    try {
      await this.extend(this.#terms.leaseMs);
      this.#keeper.onRenewal(true);
    } catch (error) {
      this.#keeper.onRenewal(false);
      if (this.#stopped) return;
      const status = statusOf(error);
      if (status === 'NOT_FOUND')
        return this.abort('gone', `Expected to renew the lease of job ${this.#jobKey}, but there is no such job any more`);
      if (status === 'UNIMPLEMENTED' || status === 'PERMISSION_DENIED') this.#renews = false;
      this.#plan(this.#keeper.timing.now());
    }
  }

  #mayRenew(nowMs: number): boolean {
    return this.#renews && nowMs - this.#openedAtMs < this.#terms.lifetimeMsMax;
  }

  #due(): void {
    this.#appointment = undefined;
    const nowMs = this.#keeper.timing.now();
    if (nowMs >= this.#deadlineMs)
      return this.abort('ended', `Expected the handler of job ${this.#jobKey} to end within its lease, but it did not`);
    if (this.#mayRenew(nowMs)) void this.#renew();
    else this.#plan(nowMs);
  }

  #plan(nowMs: number): void {
    if (this.#stopped) return;
    this.#appointment?.();
    const leftMs = this.#deadlineMs - nowMs;
    // A third of the lease, give or take a tenth of that, so that jobs that came together are not renewed together.
    const thirdMs = (this.#terms.leaseMs / 3) * (0.9 + this.#keeper.timing.random() * 0.2);
    const delayMs = this.#mayRenew(nowMs) ? Math.max(10, Math.min(thirdMs, leftMs)) : Math.max(1, leftMs);
    this.#appointment = this.#keeper.wheel.after(delayMs, () => this.#due());
  }
}
