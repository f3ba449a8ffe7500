// Runs a handler on a made-up job, without worker or broker, and answers the outcome it would report.
import type { JobContext } from '../context.ts';
import { durationMs } from '../duration.ts';
import { type Handler, settle } from '../handler.ts';
import { type AnyInterceptor, compose } from '../interceptor.ts';
import type { Job, Variables } from '../job.ts';
import { silentLogger } from '../log.ts';
import type { Outcome } from '../outcome.ts';
import { realTiming, type Timing } from '../timing.ts';

/** The circumstances of a run. */
export interface RunHandlerOptions {
  /** Interceptors around the handler, outermost first. */
  readonly use?: readonly AnyInterceptor[];
  /** Parts of the context to replace. */
  readonly ctx?: Partial<JobContext>;
  readonly timing?: Timing;
}

/** A job with defaults for everything that is not given. */
export function testJob<V = Variables>(job: Partial<Job<V>> = {}): Job<V> {
  const plain: Omit<Job, 'variables'> = {
    key: '2251799813685249' as Job['key'],
    type: 'test',
    headers: {},
    processInstanceKey: '2251799813685250' as Job['processInstanceKey'],
    processId: 'process',
    processVersion: 1,
    processDefinitionKey: '2251799813685251' as Job['processDefinitionKey'],
    elementId: 'task',
    elementInstanceKey: '2251799813685252' as Job['elementInstanceKey'],
    retries: 3,
    deadline: 0,
    tenantId: '<default>',
    worker: 'test',
    cluster: 'test',
    kind: 'element',
    listenerEvent: undefined,
    userTask: undefined,
    tags: [],
  };
  return { ...plain, variables: {} as V, ...job };
}

/** Runs a handler; never rejects: what it throws becomes an outcome as in a worker. */
export function runHandler<V = Variables, C extends object = JobContext>(
  handler: Handler<V, object, C>,
  job: Partial<Job<V>> = {},
  options: RunHandlerOptions = {},
): Promise<Outcome> {
  const timing = options.timing ?? realTiming;
  let deadlineMs = timing.now() + 60_000;
  const ctx: JobContext = {
    signal: new AbortController().signal,
    lease: {
      deadline: () => deadlineMs,
      extend: async (lease) => {
        deadlineMs = timing.now() + durationMs(lease);
      },
    },
    log: silentLogger,
    attempt: 1,
    cluster: 'test',
    progress: () => {},
    ...options.ctx,
  };
  const run = handler as unknown as (job: Job, ctx: JobContext) => unknown;
  return compose(options.use ?? [], (given, context) => settle(run(given, context), context.signal))(
    testJob<V>(job) as unknown as Job,
    ctx,
  );
}
