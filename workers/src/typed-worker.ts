// Workers whose tasks the compiler compares with a list of job types, such as `millrace types` writes. At run time they are plain workers.
import type { BatchHandler, BatchOptions } from './batch.ts';
import type { JobContext } from './context.ts';
import type { Handler } from './handler.ts';
import type { AnyInterceptor, ContextBehind, Interceptor } from './interceptor.ts';
import type { Job, Variables } from './job.ts';
import type { WorkerOptions } from './options.ts';
import type { RunningWorker } from './running-worker.ts';
import type { TaskOptions } from './task.ts';
import { worker as declareWorker, type WorkerBuilder } from './worker.ts';

/** Job types with what their elements give a worker, as `millrace types` writes them. */
export type JobTypeList<J> = { readonly [T in keyof J]: { readonly headers: object; readonly inputs: object } };

/** Variables of a job: the inputs its elements map, and whatever else there is. */
export type InputsOf<F> = F extends { readonly inputs: infer I } ? I & Variables : Variables;

/** A job of a listed type: its headers are known. */
export type TypedJob<F, V> = Omit<Job<V>, 'headers'> & {
  readonly headers: (F extends { readonly headers: infer H } ? H : object) & Readonly<Record<string, string>>;
};

/** Works on a job of a listed type. */
export type TypedHandler<F, V, O, C extends object> = (job: TypedJob<F, V>, ctx: C) => ReturnType<Handler<V, O, C>>;

/** What `run` wants when types are left: something nobody has. The compiler names the types. */
export type NothingMissing<Open> = [Open] extends [never] ? [] : [{ readonly 'a handler is missing for': Open }];

/** A worker being declared, whose types are listed. `Open` are those without a handler. */
export interface TypedWorkerBuilder<J, Open extends keyof J = keyof J, C extends object = JobContext> {
  /** Adds an interceptor inside those before it, for the tasks declared after it. */
  use<Needs extends object, Adds extends object>(
    interceptor: C extends Needs ? Interceptor<Needs, Adds> : never,
  ): TypedWorkerBuilder<J, Open, C & Adds>;
  /** Adds the task of a listed type that has none yet. */
  task<T extends Open & string, V = InputsOf<J[T]>, O extends object = object>(
    type: T,
    handler: TypedHandler<J[T], V, O, C>,
  ): TypedWorkerBuilder<J, Exclude<Open, T>, C>;
  task<T extends Open & string, V = InputsOf<J[T]>, O extends object = object>(
    type: T,
    options: TaskOptions<V, O>,
    handler: TypedHandler<J[T], V, O, C>,
  ): TypedWorkerBuilder<J, Exclude<Open, T>, C>;
  /** Adds a task whose handler gets many jobs at once. */
  batch<T extends Open & string, V = InputsOf<J[T]>, O extends object = object>(
    type: T,
    options: BatchOptions<V, O>,
    handler: BatchHandler<V, O>,
  ): TypedWorkerBuilder<J, Exclude<Open, T>, C>;
  /** Leaves a type to another worker. */
  without<T extends Open & string>(type: T): TypedWorkerBuilder<J, Exclude<Open, T>, C>;
  /** Connects and asks for jobs. Does not compile while a listed type has no handler. */
  run(...missing: NothingMissing<Open>): RunningWorker;
}

/** Declares a worker. Throws for options that cannot be. With a list of job types (`worker<JobTypes>()`) every listed type needs a handler, and no other may have one. */
export function worker<const U extends readonly AnyInterceptor[]>(options?: WorkerOptions<U>): WorkerBuilder<ContextBehind<U>>;
export function worker<J extends JobTypeList<J>>(options?: WorkerOptions): TypedWorkerBuilder<J>;
export function worker(options: WorkerOptions = {}): unknown {
  const declared = declareWorker(options);
  return withWithout(declared);
}

/** Adds `without`, which is the compiler's alone. */
function withWithout(declared: WorkerBuilder): WorkerBuilder & { without(): unknown } {
  const again =
    <A extends readonly unknown[]>(step: (...given: A) => unknown) =>
    (...given: A) =>
      withWithout(step(...given) as WorkerBuilder);
  const builder: object = {
    use: again(declared.use.bind(declared)),
    task: again(declared.task.bind(declared)),
    batch: again(declared.batch.bind(declared)),
    run: () => declared.run(),
    without: () => builder,
  };
  return builder as WorkerBuilder & { without(): unknown };
}
