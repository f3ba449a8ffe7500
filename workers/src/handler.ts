// What a handler is, and how whatever it returns becomes one promise.
import { isObservable, type Observable, Subscription } from 'rxjs';
import type { JobContext } from './context.ts';
import type { Job, Variables } from './job.ts';
import type { Outcome } from './outcome.ts';

/** What a handler may answer: variables or nothing to complete the job, or an outcome. */
export type Answerable<O> = O | Outcome<O> | void;

/** Works on a job. Of an Observable the last value counts; it is unsubscribed from when `ctx.signal` aborts. */
export type Handler<I = Variables, O = object, C extends object = JobContext> = (
  job: Job<I>,
  ctx: C,
) => Answerable<O> | Promise<Answerable<O>> | Observable<Answerable<O>>;

/** The promise of what a handler returned. */
export function settle(result: unknown, signal: AbortSignal): unknown {
  return isObservable(result) ? lastOf(result, signal) : result;
}

function lastOf(source: Observable<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let last: unknown;
    const subscription = new Subscription();
    const abort = () => {
      subscription.unsubscribe();
      reject(signal.reason instanceof Error ? signal.reason : new Error('Expected to work on, but the job was aborted'));
    };
    signal.addEventListener('abort', abort);
    // Runs when the source ends and when it is unsubscribed from, also when it ended while being subscribed to.
    subscription.add(() => signal.removeEventListener('abort', abort));
    subscription.add(
      source.subscribe({
        next(value) {
          last = value;
        },
        error(error: unknown) {
          subscription.unsubscribe();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
        complete() {
          subscription.unsubscribe();
          resolve(last);
        },
      }),
    );
    if (signal.aborted) abort();
  });
}
