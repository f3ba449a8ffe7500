// A rate limit over tasks: it waits before activation, so jobs over the limit stay in the broker.
import { type Interceptor, placed } from '../interceptor.ts';
import { createTokenBucket, parseRate, type Rate } from '../token-bucket.ts';

/** At most so many jobs per time for each job type it is used on, such as '50/s'. */
export function rateLimit(rate: string | Rate): Interceptor {
  const parsed = typeof rate === 'string' ? parseRate(rate) : rate;
  const pass: Interceptor = (_job, ctx, next) => next(ctx);
  return placed(
    'rate-limit',
    Object.assign(pass, {
      valve: ({ timing }: { readonly timing: Parameters<typeof createTokenBucket>[1] }) => createTokenBucket(parsed, timing),
    }),
  );
}
