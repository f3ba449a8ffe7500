// A whole broker inside a test, with the real engine, a clock the test moves, and everything that happened in view. Nothing of it is on disk.
import { type Client, createClient } from '@millrace/client';
import type { AnyInterceptor, ContextBehind, Interceptor, InterceptorHost } from '../../interceptor.ts';
import { silentLogger } from '../../log.ts';
import type { WorkerOptions } from '../../options.ts';
import type { Valve } from '../../valve.ts';
import { worker, type WorkerBuilder } from '../../worker.ts';
import { type BrokerModule, loadBroker } from './broker-module.ts';
import { type ProcessCoverage, coverageOf } from './coverage.ts';
import { expectInstance, type InstanceExpectation, type InstanceView } from './expect-instance.ts';
import { busyReasons } from './idle.ts';
import { createHistories, type InstanceHistory } from './instance-history.ts';
import { readRecord, type TestRecord } from './record.ts';
import { type Span, spanMs } from './span.ts';
import { createWaits } from './waits.ts';

/** How a test broker is set up. */
export interface TestBrokerOptions {
  /** Where its clock stands at first; default the machine's time. */
  readonly now?: Date | string | number;
  /** Partitions; default 1. */
  readonly partitions?: number;
  /** Longest wait for the broker to be idle wherever none is given; default '10s' of real time. */
  readonly timeout?: Span;
}

/** How to wait for the broker to be idle. */
export interface IdleOptions {
  /** Longest wait, of real time; default that of the broker's options. */
  readonly timeout?: Span;
  /** Job types that may be under way: those of paused workers, or of handlers that are meant to hang. */
  readonly ignore?: readonly string[];
}

/** A broker inside a test. */
export interface TestBroker extends AsyncDisposable {
  /** host:port of its gateway, for workers and clients of any kind. */
  readonly address: string;
  /** host:port of its management server. */
  readonly managementAddress: string;
  /** A client of it. */
  readonly client: Client;
  /** Its time, in milliseconds since 1970. It stands still unless `advance` moves it. */
  nowMs(): number;
  /**
   * Moves its clock, such as '3 days', stopping at each due date on the way: timers, retries and time-outs happen one after the other, each at its time.
   * Waits before, between and after until the broker is idle. Rejects when it does not become so.
   */
  advance(span: Span, options?: IdleOptions): Promise<void>;
  /** Waits until nothing moves any more but by jobs nobody asks for, due dates, messages and people. Rejects, with what still moves, when the time-out ends first. */
  untilIdle(options?: IdleOptions): Promise<void>;
  /** Declares a worker of this broker; otherwise like `worker` of the SDK. It logs nothing unless told so, and `close` does not end it. */
  worker<const U extends readonly AnyInterceptor[]>(options?: WorkerOptions<U>): WorkerBuilder<ContextBehind<U>>;
  /** Everything that happened, in log order of each partition. */
  records(): Promise<readonly TestRecord[]>;
  /** What became of an instance so far. Rejects when there is none of this key. */
  history(processInstanceKey: string): Promise<InstanceHistory>;
  /** An instance for the matchers of `@millrace/worker/testing/vitest`. */
  instance(processInstanceKey: string): InstanceView;
  /** Assertions on an instance, for any test runner. */
  expectInstance(processInstanceKey: string): InstanceExpectation;
  /** What was walked of each deployed process; with an id only of that. */
  coverage(processId?: string): Promise<readonly ProcessCoverage[]>;
  /** Ends broker and client. */
  close(): Promise<void>;
}

/** Holds nothing back. */
const openValve: Valve = { allowance: () => Number.POSITIVE_INFINITY };
/** Stops of the clock in one `advance` at most. */
const stopsMax = 100_000;

/** Starts a broker. Rejects when `@millrace/broker` is not installed. */
export async function createTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const module = await loadBroker();
  const engine = await module.startInProcessBroker({ partitions: options.partitions ?? 1 });
  const client = createClient({ address: engine.address });
  const opened = { module, engine, client, timeoutMs: spanMs(options.timeout ?? '10s') };
  const now = options.now ?? Date.now();
  const { timeMs } = await client.pinClock({ time: typeof now === 'string' ? new Date(now) : now });
  return testBroker(opened, timeMs);
}

interface Opened {
  readonly module: BrokerModule;
  readonly engine: Awaited<ReturnType<BrokerModule['startInProcessBroker']>>;
  readonly client: Client;
  readonly timeoutMs: number;
}

function testBroker({ module, engine, client, timeoutMs }: Opened, startMs: number): TestBroker {
  const records: TestRecord[] = [];
  const waits = createWaits();
  const histories = createHistories();
  const expected = new Set<string>();
  let clockMs = startMs;
  let reading: Promise<void> = Promise.resolve();
  const readAll = async () => {
    for (const { json } of await engine.read()) {
      const record = readRecord(json);
      records.push(record);
      waits.apply(record);
      histories.apply(record);
    }
    for (const { type } of engine.demands()) expected.delete(type);
  };
  /** One read after the other: the records of a log have an order. */
  const catchUp = () => {
    reading = reading.then(readAll);
    return reading;
  };
  const parts = { engine, waits, expected, nowMs: () => clockMs };

  const untilIdle = async ({ timeout, ignore = [] }: IdleOptions = {}) => {
    const limitMs = timeout === undefined ? timeoutMs : spanMs(timeout);
    const limit = AbortSignal.timeout(limitMs);
    for (;;) {
      await catchUp();
      const reasons = busyReasons(parts, ignore);
      if (reasons.length === 0) return;
      if (limit.aborted) throw new Error(`Expected the broker to be idle within ${limitMs} ms, but ${reasons.join('; ')}`);
      await engine.more(limit);
    }
  };
  const advance = async (span: Span, idle: IdleOptions = {}) => {
    const targetMs = clockMs + spanMs(span);
    await untilIdle(idle);
    for (let stops = 0; clockMs < targetMs; stops += 1) {
      if (stops === stopsMax) throw new Error(`Expected at most ${stopsMax} due dates on the way, but there are more`);
      const next = waits.dues().reduce((least, { atMs }) => (atMs > clockMs ? Math.min(least, atMs) : least), targetMs);
      clockMs = (await client.pinClock({ time: next })).timeMs;
      await untilIdle(idle);
    }
  };
  const view = (key: string): InstanceView => ({
    key,
    async look() {
      await untilIdle();
      const jobs = [...waits.jobs.values()].filter(({ processInstanceKey }) => processInstanceKey === key);
      return { key, history: histories.get(key), jobs };
    },
  });
  const close = async () => {
    await client.close();
    await engine.stop();
  };
  return {
    address: engine.address,
    managementAddress: engine.managementAddress,
    client,
    nowMs: () => clockMs,
    advance,
    untilIdle,
    worker: (given) => declareWorker(engine.address, expected, given),
    async records() {
      await catchUp();
      return [...records];
    },
    async history(processInstanceKey) {
      await catchUp();
      const history = histories.get(processInstanceKey);
      if (!history) throw new Error(`Expected an instance with key ${processInstanceKey}, but there is none`);
      return history;
    },
    instance: view,
    expectInstance: (processInstanceKey) => expectInstance(view(processInstanceKey)),
    async coverage(processId) {
      await catchUp();
      return coverageOf(records, histories.all(), module).filter((one) => processId === undefined || one.processId === processId);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A worker whose types are known before it asks for its first job. */
function declareWorker<const U extends readonly AnyInterceptor[]>(
  address: string,
  expected: Set<string>,
  options: WorkerOptions<U> = {},
): WorkerBuilder<ContextBehind<U>> {
  const pass: Interceptor = (_job, ctx, next) => next(ctx);
  const listen = Object.assign(pass, {
    valve({ type }: InterceptorHost): Valve {
      expected.add(type);
      return openValve;
    },
  });
  const use: readonly AnyInterceptor[] = [listen, ...(options.use ?? [])];
  // The listener adds nothing to the context: handlers see what the given interceptors add.
  return worker({ address, log: silentLogger, ...options, use }) as unknown as WorkerBuilder<ContextBehind<U>>;
}
