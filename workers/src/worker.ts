// How a worker is declared: options, then tasks, then `run`. Nothing is connected before that.
import { type BatchHandler, type BatchOptions, batchDefaults, createBatcher } from './batch.ts';
import type { Handler } from './handler.ts';
import type { AnyInterceptor, ContextBehind, Interceptor } from './interceptor.ts';
import type { Variables } from './job.ts';
import type { JobContext } from './context.ts';
import { type WorkerOptions, workerDefaults } from './options.ts';
import { runWorker, type RunningWorker } from './running-worker.ts';
import { createTask, type Task, type TaskDefaults, type TaskOptions } from './task.ts';
import { realTiming } from './timing.ts';

/** A worker being declared. `C` is the context its handlers get. */
export interface WorkerBuilder<C extends object = JobContext> {
  /** Adds an interceptor inside those before it, for the tasks declared after it. */
  use<Needs extends object, Adds extends object>(interceptor: C extends Needs ? Interceptor<Needs, Adds> : never): WorkerBuilder<C & Adds>;
  /** Adds a task. Throws for a blank type, or one that was added before. */
  task<I = Variables, O extends object = object>(type: string, handler: Handler<I, O, C>): WorkerBuilder<C>;
  task<I = Variables, O extends object = object>(type: string, options: TaskOptions<I, O>, handler: Handler<I, O, C>): WorkerBuilder<C>;
  /** Adds a task whose handler gets many jobs at once. */
  batch<I = Variables, O extends object = object>(type: string, handler: BatchHandler<I, O>): WorkerBuilder<C>;
  batch<I = Variables, O extends object = object>(type: string, options: BatchOptions<I, O>, handler: BatchHandler<I, O>): WorkerBuilder<C>;
  /** Connects and asks for jobs. Throws for a worker without tasks. */
  run(): RunningWorker;
}

/** Declares a worker. Throws for options that cannot be. */
export function worker<const U extends readonly AnyInterceptor[]>(options: WorkerOptions<U> = {}): WorkerBuilder<ContextBehind<U>> {
  return builder<ContextBehind<U>>(options, [], options.use ?? []);
}

function builder<C extends object>(options: WorkerOptions, tasks: readonly Task[], use: readonly AnyInterceptor[]): WorkerBuilder<C> {
  const timing = options.timing ?? realTiming;
  const defaults: TaskDefaults = {
    timing,
    max: options.max ?? workerDefaults.max,
    lease: options.lease ?? workerDefaults.lease,
    tenants: options.tenants ?? [],
    use,
  };
  const add = (task: Task): WorkerBuilder<C> => {
    if (tasks.some(({ type }) => type === task.type))
      throw new RangeError(`Expected one task for each job type, but '${task.type}' was declared twice`);
    return builder<C>(options, [...tasks, task], use);
  };
  return {
    use: <Needs extends object, Adds extends object>(interceptor: C extends Needs ? Interceptor<Needs, Adds> : never) =>
      builder<C & Adds>(options, tasks, [...use, interceptor]),
    task<I, O extends object>(type: string, first: TaskOptions<I, O> | Handler<I, O, C>, second?: Handler<I, O, C>) {
      const [taskOptions, handler] = split<TaskOptions<I, O>, Handler<I, O, C>>(first, second, {});
      return add(createTask(type, taskOptions, handler, defaults));
    },
    batch<I, O extends object>(type: string, first: BatchOptions<I, O> | BatchHandler<I, O>, second?: BatchHandler<I, O>) {
      const [batchOptions, handler] = split<BatchOptions<I, O>, BatchHandler<I, O>>(first, second, {});
      const { size = batchDefaults.size, max = batchDefaults.max, linger: _, ...rest } = batchOptions;
      const batcher = createBatcher(batchOptions, handler, timing);
      const own = { ...rest, max: size * max };
      return add(createTask(type, own, batcher.handler, defaults, batcher));
    },
    run() {
      if (tasks.length === 0) throw new RangeError('Expected a worker with at least one task, but it has none');
      return runWorker(options, tasks);
    },
  };
}

/** Options and handler of a declaration that may come without options. */
function split<T extends object, H extends (...args: never[]) => unknown>(first: T | H, second: H | undefined, none: T): readonly [T, H] {
  if (typeof first === 'function') return [none, first];
  if (second === undefined) throw new TypeError('Expected a handler after the options, but got none');
  return [first, second];
}
