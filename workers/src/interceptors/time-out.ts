// Bounds how long a handler may take: when its time is up its signal aborts and the job fails; the handler's own end is not waited for.
import { type Duration, durationMs } from '../duration.ts';
import { type Interceptor, placed } from '../interceptor.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { realTiming, type Timing } from '../timing.ts';

/** How long is too long. */
export interface TimeOutOptions {
  readonly limit: Duration;
  /** Wait before the broker offers the job again; default the task's policy. */
  readonly backoff?: Duration;
  readonly timing?: Timing;
}

/** Fails jobs whose handler takes longer than the limit. */
export function timeOut(options: TimeOutOptions): Interceptor {
  const limitMs = durationMs(options.limit);
  const timing = options.timing ?? realTiming;
  return placed(
    'time-out',
    (job, ctx, next) =>
      new Promise<Outcome>((resolve) => {
        const controller = new AbortController();
        const abort = () => controller.abort(ctx.signal.reason);
        const cancel = timing.after(limitMs, () => {
          const message = `Expected the handler of '${job.type}' to end within ${limitMs} ms, but it did not`;
          controller.abort(new Error(message));
          end(outcome.fail(message, options.backoff === undefined ? {} : { backoff: options.backoff }));
        });
        const end = (answer: Outcome) => {
          cancel();
          ctx.signal.removeEventListener('abort', abort);
          resolve(answer);
        };
        ctx.signal.addEventListener('abort', abort);
        next({ ...ctx, signal: controller.signal }).then(end, (error: unknown) => end(outcome.fail(String(error), { cause: error })));
      }),
  );
}
