// Renews the lease while the layers inside work, for tasks that declared `renew: false` and want it for some of the work only.
import { type Duration, durationMs } from '../duration.ts';
import { messageOf } from '../errors.ts';
import { type Interceptor, placed } from '../interceptor.ts';
import { type Cancel, realTiming, type Timing } from '../timing.ts';

/** How to renew. */
export interface LeaseRenewalOptions {
  /** The lease to ask for each time. */
  readonly lease: Duration;
  /** No renewal when the job has been worked on so long; default '1h'. */
  readonly maxLifetime?: Duration;
  readonly timing?: Timing;
}

/** Renewal at a third of the lease. */
export function leaseRenewal(options: LeaseRenewalOptions): Interceptor {
  const leaseMs = durationMs(options.lease);
  const lifetimeMs = durationMs(options.maxLifetime ?? '1h');
  const timing = options.timing ?? realTiming;
  return placed('lease-renewal', async (_job, ctx, next) => {
    const endMs = timing.now() + lifetimeMs;
    let cancel: Cancel = () => {};
    const plan = () => {
      cancel = timing.after((leaseMs / 3) * (0.9 + timing.random() * 0.2), renew);
    };
    const renew = () => {
      if (ctx.signal.aborted || timing.now() >= endMs) return;
      ctx.lease
        .extend(leaseMs)
        .catch((error: unknown) => ctx.log.warn('lease not renewed', { code: 'worker-renewal-failed', error: messageOf(error) }));
      plan();
    };
    plan();
    try {
      return await next(ctx);
    } finally {
      cancel();
    }
  });
}
