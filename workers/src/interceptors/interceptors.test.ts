// Each interceptor alone around a handler, and those with a valve in a worker; nothing here waits for the machine's clock.
import * as openTelemetry from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { type Interceptor, layers, placed } from '../interceptor.ts';
import { silentLogger } from '../log.ts';
import { outcome } from '../outcome.ts';
import { createMemoryGateway } from '../testing/memory-gateway.ts';
import { runHandler, testJob } from '../testing/run-handler.ts';
import { closed, world as worldWith } from '../testing/worker-world.ts';
import { createVirtualTiming } from '../testing/virtual-timing.ts';
import { worker } from '../worker.ts';
import { circuitBreaker } from './circuit-breaker.ts';
import { crashBarrier } from './crash-barrier.ts';
import { deadLetter } from './dead-letter.ts';
import { idempotency } from './idempotency.ts';
import { jobMetrics } from './job-metrics.ts';
import { leaseRenewal } from './lease-renewal.ts';
import { jobFields, loggingContext } from './logging-context.ts';
import { openTelemetryRecorder } from './open-telemetry-recorder.ts';
import { rateLimit } from './rate-limit.ts';
import { timeOut } from './time-out.ts';
import { tracing } from './tracing.ts';
import { validation } from './validation.ts';

const numberSchema = (name: string) => ({
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) => {
      const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
      return typeof found === 'number' ? { value: { [name]: found * 2 } } : { issues: [{ message: 'is no number', path: [name] }] };
    },
  },
});

test('they wrap in the order of the list, see outcomes and may change them', async () => {
  const order: string[] = [];
  const note =
    (name: string): Interceptor =>
    async (_job, ctx, next) => {
      order.push(`${name} in`);
      const answer = await next(ctx);
      order.push(`${name} ${answer.kind}`);
      return name === 'inner' ? outcome.complete({ by: name }) : answer;
    };
  const answer = await runHandler(
    () => {
      throw new Error('boom');
    },
    {},
    { use: [note('outer'), note('inner')] },
  );
  expect(order).toEqual(['outer in', 'inner in', 'inner fail', 'outer complete']);
  expect(answer).toMatchObject({ kind: 'complete', variables: { by: 'inner' } });
});

test('built-in ones take their places, however they are listed; those of the user are inside, in order', async () => {
  const order: string[] = [];
  const note =
    (name: string): Interceptor =>
    async (_job, ctx, next) => {
      order.push(name);
      return next(ctx);
    };
  const noting = [...layers].reverse().flatMap((layer) => (layer === 'user' ? [] : [placed(layer, note(layer))]));
  await runHandler(() => ({}), {}, { use: [note('first'), ...noting, note('second')] });
  expect(order).toEqual([...layers.slice(0, -1), 'first', 'second']);
  const built = {
    'crash-barrier': crashBarrier(),
    metrics: jobMetrics({ started() {}, ended() {} }),
    'log-context': loggingContext(),
    'dead-letter': deadLetter({ sink() {} }),
    'circuit-breaker': circuitBreaker(),
    'rate-limit': rateLimit('1/s'),
    validation: validation({}),
    idempotency: idempotency(),
    'lease-renewal': leaseRenewal({ lease: 1 }),
    'time-out': timeOut({ limit: 1 }),
    tracing: tracing({ api: openTelemetry }),
  };
  for (const [layer, interceptor] of Object.entries(built)) expect(interceptor.layer).toBe(layer);
  expect(Object.keys(built)).toHaveLength(layers.length - 1);
});

test('variables that do not fit never reach the interceptors inside, and converted ones do', async () => {
  const seen: unknown[] = [];
  const look: Interceptor = async (job, ctx, next) => {
    seen.push(job.variables);
    return next(ctx);
  };
  const input = numberSchema('n');
  const { gateway, timing, declare } = worldWith({}, { use: [look] });
  const running = declare()
    .task('work', { input }, () => ({}))
    .run();
  gateway.add('work', { variablesJson: '{"n":"seven"}' });
  gateway.add('work', { variablesJson: '{"n":7}' });
  await timing.settle();
  expect(seen).toEqual([{ n: 14 }]);
  await closed(running.drain(), timing);
});

test('the OpenTelemetry API takes figures and spans as it is', async () => {
  const figures: unknown[] = [];
  const instrument = (kind: string) => ({
    add: (value: number, attributes: object) => void figures.push([kind, value, attributes]),
    record: (value: number, attributes: object) => void figures.push([kind, value > 0, attributes]),
  });
  const api = {
    metrics: { getMeter: () => ({ createUpDownCounter: () => instrument('active'), createHistogram: () => instrument('took') }) },
  };
  const timing = createVirtualTiming();
  const running = runHandler(
    () => new Promise<object>((resolve) => timing.after(50, () => resolve({}))),
    { type: 'mail' },
    {
      use: [jobMetrics(openTelemetryRecorder({ api }), timing), jobMetrics(openTelemetryRecorder({ api: openTelemetry }))],
    },
  );
  await timing.advance(100);
  await running;
  const type = { 'millrace.job.type': 'mail', 'millrace.cluster': 'test' };
  expect(figures).toEqual([
    ['active', 1, type],
    ['active', -1, type],
    ['took', true, { ...type, 'millrace.job.outcome': 'complete' }],
  ]);
});

test('one that throws or answers nothing fails the job', async () => {
  const broken: Interceptor = async () => {
    throw new Error('broken');
  };
  const forgetful = (async () => undefined) as unknown as Interceptor;
  expect(await runHandler(() => ({}), {}, { use: [broken] })).toMatchObject({ kind: 'fail', message: 'broken' });
  expect(await runHandler(() => ({}), {}, { use: [forgetful] })).toMatchObject({ kind: 'fail' });
});

test('context additions reach the handler with their types', async () => {
  const timing = createVirtualTiming();
  const gateway = createMemoryGateway(timing);
  const user: Interceptor<object, { readonly user: string }> = (_job, ctx, next) => next({ ...ctx, user: 'ada' });
  const greeting: Interceptor<{ readonly user: string }, { readonly greeting: string }> = (_job, ctx, next) =>
    next({ ...ctx, greeting: `hello ${ctx.user}` });
  const seen: string[] = [];
  const running = worker({ gateway, timing, log: silentLogger, leakDetection: false, use: [user] })
    .use(greeting)
    .task('work', (_job, ctx) => void seen.push(ctx.user, ctx.greeting))
    .run();
  gateway.add('work');
  await timing.advance(100);
  expect(seen).toEqual(['ada', 'hello ada']);
  const drained = running.drain();
  await timing.advance(15_000);
  await drained;
});

test('crash barrier tells bugs from chosen failures', async () => {
  const crashes: unknown[] = [];
  const use = [crashBarrier({ onCrash: (error) => crashes.push(error) })];
  const bug = new TypeError('x is undefined');
  expect(
    await runHandler(
      () => {
        throw bug;
      },
      {},
      { use },
    ),
  ).toMatchObject({ kind: 'fail' });
  await runHandler(() => outcome.fail('chosen'), {}, { use });
  expect(crashes).toEqual([bug]);
});

test('validation checks and converts both ways', async () => {
  const use = [validation({ input: numberSchema('a'), output: numberSchema('b') })];
  const good = await runHandler<{ a: number }>(({ variables }) => ({ b: variables.a }), { variables: { a: 3 } }, { use });
  expect(good).toMatchObject({ kind: 'complete', variables: { b: 12 } });
  const badInput = await runHandler(() => ({ b: 1 }), { variables: { a: 'x' } }, { use });
  expect(badInput).toMatchObject({ kind: 'fail', retries: 0, message: expect.stringContaining('a: is no number') });
  const badOutput = await runHandler(() => ({}), { variables: { a: 3 } }, { use });
  expect(badOutput).toMatchObject({ kind: 'fail', retries: 0, message: expect.stringContaining('b: is no number') });
});

test('time-out aborts the signal and fails the job', async () => {
  const timing = createVirtualTiming();
  let reason: unknown;
  const answer = runHandler(
    (_job, ctx) =>
      new Promise<void>(() => {
        ctx.signal.addEventListener('abort', () => {
          reason = ctx.signal.reason;
        });
      }),
    {},
    { use: [timeOut({ limit: '5s', backoff: '1m', timing })] },
  );
  await timing.advance(5_000);
  expect(await answer).toMatchObject({ kind: 'fail', backoff: '1m' });
  expect(reason).toBeInstanceOf(Error);
  expect(timing.pending).toBe(0);
});

describe('dead letter', () => {
  const failing = () => {
    throw new Error('no use');
  };
  test('takes jobs without retries only', async () => {
    const letters: string[] = [];
    const use = [deadLetter({ sink: ({ job, message }) => void letters.push(`${job.key} ${message}`) })];
    await runHandler(failing, { retries: 2 }, { use });
    expect(letters).toEqual([]);
    expect(await runHandler(failing, { retries: 1 }, { use })).toMatchObject({ kind: 'fail' });
    expect(letters).toEqual([`${testJob().key} no use`]);
  });
  test('keeps a job whose sink failed', async () => {
    const use = [deadLetter({ sink: () => Promise.reject(new Error('sink is down')) })];
    expect(await runHandler(failing, { retries: 1 }, { use })).toMatchObject({ kind: 'fail', retries: 1, backoff: '30s' });
  });
  test('may end the job in another way', async () => {
    const use = [deadLetter({ sink: () => {}, then: () => outcome.complete({ dead: true }) })];
    expect(await runHandler(failing, { retries: 1 }, { use })).toMatchObject({ kind: 'complete', variables: { dead: true } });
  });
});

test('idempotency does the same job once, and shares a run', async () => {
  let runs = 0;
  let release = () => {};
  const use = [idempotency()];
  const handler = async () => {
    runs += 1;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return { runs };
  };
  const first = runHandler(handler, {}, { use });
  const second = runHandler(handler, {}, { use });
  await new Promise((resolve) => setImmediate(resolve));
  release();
  expect(await first).toMatchObject({ variables: { runs: 1 } });
  expect(await second).toMatchObject({ variables: { runs: 1 } });
  expect(await runHandler(handler, {}, { use })).toMatchObject({ variables: { runs: 1 } });
  expect(runs).toBe(1);
});

test('lease renewal extends while the handler runs', async () => {
  const timing = createVirtualTiming();
  let extensions = 0;
  const lease = {
    deadline: () => 0,
    extend: async () => {
      extensions += 1;
    },
  };
  const answer = runHandler(
    () => new Promise<void>((resolve) => timing.after(60_000, resolve)),
    {},
    { use: [leaseRenewal({ lease: '30s', timing })], ctx: { lease } },
  );
  await timing.advance(60_000);
  await answer;
  expect(extensions).toBeGreaterThanOrEqual(5);
  expect(extensions).toBeLessThanOrEqual(7);
  expect(timing.pending).toBe(0);
});

test('the logging context is there at any depth, and only there', async () => {
  const deep = async () => {
    await Promise.resolve();
    return jobFields();
  };
  const answer = await runHandler(async () => ({ fields: await deep() }), { type: 'mail' }, { use: [loggingContext()] });
  expect(answer).toMatchObject({ variables: { fields: { type: 'mail', jobKey: testJob().key } } });
  expect(jobFields()).toBeUndefined();
});

test('metrics and traces see begin and end', async () => {
  const seen: string[] = [];
  const span = {
    setAttribute: (name: string, value: unknown) => seen.push(`${name}=${String(value)}`),
    setStatus: ({ code }: { code: number }) => seen.push(`status ${code}`),
    recordException: (error: Error) => void seen.push(error.message),
    end: () => void seen.push('span end'),
  };
  const api = {
    trace: { getTracer: () => ({ startSpan: () => span }), setSpan: (context: string) => context },
    context: { active: () => 'root', with: <T>(_context: string, run: () => T) => run() },
    propagation: { extract: (_context: string, carrier: unknown) => JSON.stringify(carrier) },
  };
  const recorder = {
    started: (type: string) => void seen.push(`started ${type}`),
    ended: (_type: string, _cluster: string, kind: string) => void seen.push(`ended ${kind}`),
  };
  await runHandler(
    () => {
      throw new Error('boom');
    },
    { type: 'mail' },
    { use: [jobMetrics(recorder), tracing({ api })] },
  );
  expect(seen).toEqual(['started mail', 'millrace.job.outcome=fail', 'status 2', 'boom', 'span end', 'ended fail']);
});

describe('valves', () => {
  const world = (use: Interceptor, handler: () => object) => {
    const timing = createVirtualTiming();
    const gateway = createMemoryGateway(timing);
    const running = worker({ gateway, timing, log: silentLogger, leakDetection: false, max: 4, use: [use] })
      .task('work', { retry: { backoff: 0 } }, handler)
      .run();
    return { timing, gateway, running };
  };

  test('an open breaker leaves jobs in the broker and tries one at a time', async () => {
    let healthy = false;
    let calls = 0;
    const states: string[] = [];
    const breaker = circuitBreaker({
      volume: 5,
      window: 10,
      openFor: '10s',
      onChange: (state) => states.push(state),
      timing: undefined as never,
    });
    const { timing, gateway, running } = world(breaker, () => {
      calls += 1;
      if (!healthy) throw new Error('down');
      return {};
    });
    for (let count = 0; count < 50; count += 1) gateway.add('work', { retries: 100 });
    await timing.advance(5_000);
    expect(states).toEqual(['open']);
    const whileOpen = calls;
    expect(whileOpen).toBeLessThanOrEqual(9);
    const polls = gateway.polls.length;
    await timing.advance(4_000);
    expect(gateway.polls.length).toBe(polls);
    await timing.advance(3_000);
    expect(calls).toBe(whileOpen + 1);
    expect(states).toEqual(['open', 'half-open', 'open']);
    healthy = true;
    await timing.advance(12_000);
    expect(states.slice(-2)).toEqual(['half-open', 'closed']);
    expect(running.metrics().types['work']?.settled.completed).toBe(50);
    const drained = running.drain();
    await timing.advance(15_000);
    await drained;
  });

  test('a rate limit is kept by the demand', async () => {
    const { timing, gateway, running } = world(rateLimit('10/s'), () => ({}));
    for (let count = 0; count < 200; count += 1) gateway.add('work');
    await timing.advance(5_000);
    expect(gateway.answers.length).toBeGreaterThanOrEqual(50);
    expect(gateway.answers.length).toBeLessThanOrEqual(61);
    const drained = running.drain();
    await timing.advance(15_000);
    await drained;
  });
});
