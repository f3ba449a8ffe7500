// The onion around a handler: what an interceptor is, and how many become one function.
import type { JobContext } from './context.ts';
import type { Job } from './job.ts';
import { isOutcome, type Outcome, outcomeOfError, outcomeOfValue } from './outcome.ts';
import type { Valve } from './valve.ts';

/** What an interceptor is told when a task begins to use it. */
export interface InterceptorHost {
  readonly type: string;
  readonly timing: import('./timing.ts').Timing;
}

/**
 * The places in the onion, outermost first. Each built-in interceptor has its own, wherever it stands in a list: a breaker or rate limit looks before
 * variables are checked, an answer that is remembered needs no lease. Those without a place are `user`: innermost, in the order of the list.
 */
export const layers = [
  'crash-barrier',
  'metrics',
  'tracing',
  'log-context',
  'dead-letter',
  'circuit-breaker',
  'rate-limit',
  'validation',
  'idempotency',
  'lease-renewal',
  'time-out',
  'user',
] as const;

/** A place in the onion. */
export type Layer = (typeof layers)[number];

/**
 * Wraps the work on a job. It must answer an outcome, its own or that of `next`, and may pass an extended context on.
 * `Needs` is what it wants in the context, `Adds` what those inside it get. `next` does not reject for a failing handler: it answers a `fail` outcome.
 */
export interface Interceptor<Needs extends object = object, Adds extends object = object> {
  (job: Job, ctx: JobContext & Needs, next: (ctx: JobContext & Needs & Adds) => Promise<Outcome>): Promise<Outcome>;
  /** Makes the valve that holds back the demand of a task. */
  valve?(host: InterceptorHost): Valve;
  /** Its place in the onion; default `user`. */
  readonly layer?: Layer;
}

/** Any interceptor, for lists of them. */
export interface AnyInterceptor {
  (job: Job, ctx: never, next: (ctx: unknown) => Promise<Outcome>): Promise<Outcome>;
  /** Makes the valve that holds back the demand of a task. */
  valve?(host: InterceptorHost): Valve;
  /** Its place in the onion; default `user`. */
  readonly layer?: Layer;
}

/** The interceptor at its place. */
export function placed<I extends AnyInterceptor>(layer: Layer, interceptor: I): I {
  return Object.assign(interceptor, { layer });
}

const placeOf = ({ layer = 'user' }: AnyInterceptor) => layers.indexOf(layer);

type Added<I> = I extends (job: Job, ctx: never, next: (ctx: infer Inner) => Promise<Outcome>) => Promise<Outcome> ? Inner : never;
type Intersection<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/** The context a handler gets behind a list of interceptors. */
export type ContextBehind<I extends readonly AnyInterceptor[]> = I extends readonly []
  ? JobContext
  : Intersection<Added<I[number]>> & JobContext;

/** The work on a job, ending in an outcome; it never rejects. */
export type Work = (job: Job, ctx: JobContext) => Promise<Outcome>;

/** Makes one function of interceptors, by their layers and then outermost first, and what they wrap. Whatever one of them throws becomes the outcome of those outside it. */
export function compose(interceptors: readonly AnyInterceptor[], innermost: (job: Job, ctx: JobContext) => unknown): Work {
  let work: Work = async (job, ctx) => {
    try {
      return outcomeOfValue(await innermost(job, ctx));
    } catch (error) {
      return outcomeOfError(error);
    }
  };
  for (const interceptor of interceptors.toSorted((a, b) => placeOf(a) - placeOf(b)).reverse()) {
    // The list was checked where it was typed; here every context is just a context.
    const wrap = interceptor as unknown as Interceptor;
    const next = work;
    work = async (job, ctx) => {
      try {
        const answer: unknown = await wrap(job, ctx, (inner) => next(job, inner));
        return isOutcome(answer)
          ? answer
          : outcomeOfError(new TypeError('Expected an interceptor to answer an outcome, but it answered something else'));
      } catch (error) {
        return outcomeOfError(error);
      }
    };
  }
  return work;
}
