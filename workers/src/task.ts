// A task as the worker runs it: every option read, every default filled in.
import type { Schema } from '@millrace/client';
import type { JobContext } from './context.ts';
import { type Duration, durationMs } from './duration.ts';
import { type AnyInterceptor, compose, type InterceptorHost, type Work } from './interceptor.ts';
import { type Handler, settle } from './handler.ts';
import type { Job } from './job.ts';
import type { FailurePolicy } from './report.ts';
import { timeOut } from './interceptors/time-out.ts';
import { validation } from './interceptors/validation.ts';
import { fieldsOf } from './schema-fields.ts';
import type { Timing } from './timing.ts';
import { createTokenBucket, parseRate, type Rate } from './token-bucket.ts';
import type { Valve } from './valve.ts';

/** Options of one task. */
export interface TaskOptions<I = unknown, O = unknown> {
  /** Jobs of this type in hand at once; default the worker's max. */
  readonly max?: number;
  /** Lease; default the worker's. */
  readonly lease?: Duration;
  /** Renew the lease while the handler runs; default true. */
  readonly renew?: boolean;
  /** Longest a job may be held by renewals; default '1h'. */
  readonly maxLifetime?: Duration;
  /** Longest a handler may take; default no limit but the lease. */
  readonly timeout?: Duration;
  /** Names of the variables to fetch, or `from-schema` for the fields of `input`; default all. */
  readonly fetch?: readonly string[] | 'from-schema';
  /** Checks and converts the variables; a job that does not fit fails without retries. */
  readonly input?: Schema<unknown, I>;
  /** Checks and converts the result; one that does not fit fails the job without retries. */
  readonly output?: Schema<unknown, O>;
  /** Credits one job costs; default 1. */
  readonly weight?: number;
  /** Part of the free credits relative to other tasks; default 1. */
  readonly share?: number;
  /** Tasks of a higher priority get credits first; one behind them that has waited 10 s gets a single one all the same. Default 0. */
  readonly priority?: number;
  /** Jobs per time at most, such as '50/s' or '100/m per tenant': the others stay in the broker. */
  readonly rate?: string | Rate;
  /** How failures without their own wishes are repeated. */
  readonly retry?: FailurePolicy;
  /** What happens when a job comes again while its handler runs: `join` lets it finish, `restart` aborts it and begins anew; default `join`. */
  readonly onDuplicate?: 'join' | 'restart';
  /** Tenants whose jobs are wanted; default the worker's. */
  readonly tenants?: readonly string[];
  /** Interceptors of this task alone, inside those of the worker. */
  readonly use?: readonly AnyInterceptor[];
}

/** What the worker gives a task. */
export interface TaskDefaults {
  readonly timing: Timing;
  readonly max: number;
  readonly lease: Duration;
  readonly tenants: readonly string[];
  readonly use: readonly AnyInterceptor[];
}

/** Jobs of a task that have come and wait for something before they begin, such as a batch to fill. */
export interface Waiting {
  /** Gives them back, and those that come until `open`. */
  giveBack(): void;
  open(): void;
}

/** A task ready to run. */
export interface Task {
  readonly type: string;
  readonly max: number;
  readonly leaseMs: number;
  readonly renew: boolean;
  readonly lifetimeMsMax: number;
  readonly fetch: readonly string[];
  readonly weight: number;
  readonly share: number;
  readonly priority: number;
  readonly valves: readonly Valve[];
  /** Makes the valve of one tenant; undefined without a rate per tenant. */
  readonly tenantValve: (() => Valve) | undefined;
  readonly tenants: readonly string[];
  readonly failure: FailurePolicy;
  readonly onDuplicate: 'join' | 'restart';
  readonly work: Work;
  /** Jobs that have come and wait to begin. */
  readonly waiting: Waiting;
}

/** A task whose jobs begin as they come. */
const nobodyWaits: Waiting = { giveBack() {}, open() {} };

/** Default bound of renewals. */
const lifetimeDefault: Duration = '1h';

/** Makes a task of what the user declared. Throws for options that cannot be. */
export function createTask(
  type: string,
  options: TaskOptions,
  handler: Handler<never, object, never>,
  defaults: TaskDefaults,
  waiting: Waiting = nobodyWaits,
): Task {
  if (type.trim() === '') throw new RangeError('Expected a job type, but got a blank one');
  const { timing } = defaults;
  const rate = typeof options.rate === 'string' ? parseRate(options.rate) : options.rate;
  const host: InterceptorHost = { type, timing };
  const interceptors = [...defaults.use, ...(options.use ?? []), ...ownInterceptors(options, timing)];
  const valves = interceptors.flatMap((interceptor) => interceptor.valve?.(host) ?? []);
  // The types were checked where the task was declared; from here on a handler is a function of a job and a context.
  const run = handler as unknown as (job: Job, ctx: JobContext) => unknown;
  return {
    type,
    max: Math.max(1, Math.min(options.max ?? defaults.max, defaults.max)),
    leaseMs: Math.max(1, durationMs(options.lease ?? defaults.lease)),
    renew: options.renew ?? true,
    lifetimeMsMax: durationMs(options.maxLifetime ?? lifetimeDefault),
    fetch: options.fetch === 'from-schema' ? fieldsOf(options.input) : (options.fetch ?? []),
    weight: options.weight ?? 1,
    share: options.share ?? 1,
    priority: options.priority ?? 0,
    valves: rate && !rate.perTenant ? [...valves, createTokenBucket(rate, timing)] : valves,
    tenantValve: rate?.perTenant ? () => createTokenBucket(rate, timing) : undefined,
    tenants: options.tenants ?? defaults.tenants,
    failure: options.retry ?? {},
    onDuplicate: options.onDuplicate ?? 'join',
    work: compose(interceptors, (job, ctx) => settle(run(job, ctx), ctx.signal)),
    waiting,
  };
}

function ownInterceptors(options: TaskOptions, timing: Timing): readonly AnyInterceptor[] {
  const own: AnyInterceptor[] = [];
  if (options.timeout !== undefined) own.push(timeOut({ limit: options.timeout, timing }));
  if (options.input || options.output) own.push(validation({ input: options.input, output: options.output }));
  return own;
}
