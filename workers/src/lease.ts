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
  const { timing, wheel } = keeper;
  const openedAtMs = timing.now();
  const controller = new AbortController();
  let deadlineMs = openedAtMs + terms.leaseMs;
  let renews = terms.renew;
  let stopped = false;
  let appointment: Cancel | undefined;

  const abort = (why: LeaseLost['why'], message: string) => {
    stop();
    if (!controller.signal.aborted) controller.abort(new LeaseLost(why, message));
  };
  const stop = () => {
    stopped = true;
    appointment?.();
    appointment = undefined;
  };
  const extend = async (leaseMs: number) => {
    const askedAtMs = timing.now();
    const deadline = Math.max(100, Math.min(renewalMsMax, deadlineMs - askedAtMs));
    await keeper.extend(jobKey, leaseMs, { deadlineMs: deadline, signal: controller.signal });
    // Counted from when it was asked for: the broker may have begun the new lease at any moment since.
    deadlineMs = askedAtMs + leaseMs;
    plan();
  };
  const renew = async () => {
    try {
      await extend(terms.leaseMs);
      keeper.onRenewal(true);
    } catch (error) {
      keeper.onRenewal(false);
      if (stopped) return;
      const status = statusOf(error);
      if (status === 'NOT_FOUND') return abort('gone', `Expected to renew the lease of job ${jobKey}, but there is no such job any more`);
      if (status === 'UNIMPLEMENTED' || status === 'PERMISSION_DENIED') renews = false;
      plan();
    }
  };
  const due = () => {
    appointment = undefined;
    const nowMs = timing.now();
    if (nowMs >= deadlineMs) return abort('ended', `Expected the handler of job ${jobKey} to end within its lease, but it did not`);
    if (renews && nowMs - openedAtMs < terms.lifetimeMsMax) void renew();
    else plan();
  };
  const plan = () => {
    if (stopped) return;
    appointment?.();
    const nowMs = timing.now();
    const leftMs = deadlineMs - nowMs;
    const mayRenew = renews && nowMs - openedAtMs < terms.lifetimeMsMax;
    // A third of the lease, give or take a tenth of that, so that jobs that came together are not renewed together.
    const thirdMs = (terms.leaseMs / 3) * (0.9 + timing.random() * 0.2);
    appointment = wheel.after(mayRenew ? Math.max(10, Math.min(thirdMs, leftMs)) : Math.max(1, leftMs), due);
  };

  plan();
  return {
    signal: controller.signal,
    deadline: () => deadlineMs,
    extend,
    restart() {
      deadlineMs = timing.now() + terms.leaseMs;
      plan();
    },
    abort,
    stop,
  };
}
