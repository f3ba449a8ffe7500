// Every source in a whole worker over a gateway in memory: demand, faults, drain, pause, and several clusters.
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../gateway.ts';
import { silentLogger } from '../log.ts';
import { outcome } from '../outcome.ts';
import { createMemoryGateway } from '../testing/memory-gateway.ts';
import { createVirtualTiming } from '../testing/virtual-timing.ts';
import { closed, world } from '../testing/worker-world.ts';
import { worker } from '../worker.ts';

const never = () => new Promise<never>(() => {});

test.each(['UNIMPLEMENTED', 'PERMISSION_DENIED', 'NOT_FOUND'] as const)(
  'a job stream asked for by name is asked for again after %s, each five seconds',
  async (status) => {
    const { timing, gateway, declare } = world({ work: true }, { source: 'job-stream', leakDetection: false });
    gateway.fault('work', status);
    const running = declare()
      .task('work', () => ({}))
      .run();
    await timing.advance(20_000);
    expect(gateway.opens.length).toBeGreaterThanOrEqual(3);
    expect(gateway.opens.length).toBeLessThanOrEqual(6);
    gateway.fault('work', undefined);
    gateway.add('work');
    await timing.advance(6_000);
    expect(gateway.answers).toHaveLength(1);
    await closed(running.drain(), timing);
  },
);

describe('auto', () => {
  const open = async (type: string) => {
    const { timing, gateway, declare } = world({ work: true, push: true }, { leakDetection: false });
    gateway.fault('work', 'UNIMPLEMENTED');
    const running = declare()
      .task(type, () => {})
      .run();
    await timing.advance(100);
    const mode = () => running.status().clusters[0]?.sources[0]?.mode;
    const goAway = async (ms: number) => {
      for (const part of ['poll', 'push'] as const) gateway.fault(part, 'UNAVAILABLE');
      gateway.endStreams(new GatewayError('UNAVAILABLE', 'made to end'));
      await timing.advance(ms);
      for (const part of ['poll', 'push'] as const) gateway.fault(part, undefined);
      await timing.advance(10_000);
    };
    const works = () => gateway.opens.filter(({ part }) => part === 'work').length;
    return { timing, gateway, running, mode, goAway, works };
  };

  test('a broker that comes back with a job stream is worked with by it', async () => {
    const { timing, gateway, running, mode, goAway } = await open('work');
    expect(mode()).toBe('push');
    await timing.advance(60_000);
    gateway.fault('work', undefined);
    await timing.advance(60_000);
    expect(mode()).toBe('push');
    await goAway(20_000);
    expect(mode()).toBe('job-stream');
    for (let count = 0; count < 20; count += 1) gateway.add('work');
    await timing.advance(1_000);
    expect(gateway.answers).toHaveLength(20);
    expect(gateway.heldMax).toBeLessThanOrEqual(32);
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test('a broker that comes back without one costs it a call at most each 30 s, and the fallback goes on', async () => {
    const { timing, gateway, running, mode, goAway, works } = await open('work');
    await timing.advance(60_000);
    const before = works();
    for (let round = 0; round < 6; round += 1) await goAway(1_000);
    expect(works() - before).toBeGreaterThanOrEqual(1);
    expect(works() - before).toBeLessThanOrEqual(3);
    expect(mode()).toBe('push');
    gateway.add('work');
    await timing.advance(1_000);
    expect(gateway.answers).toHaveLength(1);
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });
});

describe.each([
  ['poll', {}],
  ['push', { push: true }],
  ['job-stream', { work: true, push: true }],
] as const)('source %s', (mode, offers) => {
  test('is found by itself and never holds more than max', async () => {
    const { timing, gateway, declare } = world(offers, { max: 4, leakDetection: false });
    let atWork = 0;
    let atWorkMax = 0;
    const running = declare()
      .task('work', async () => {
        atWork += 1;
        atWorkMax = Math.max(atWorkMax, atWork);
        await new Promise<void>((resolve) => timing.after(10, resolve));
        atWork -= 1;
      })
      .run();
    for (let count = 0; count < 20; count += 1) gateway.add('work');
    await timing.advance(5_000);
    for (let count = 0; count < 30; count += 1) gateway.add('work');
    await timing.advance(40_000);
    expect(gateway.answers).toHaveLength(50);
    expect(atWorkMax).toBe(4);
    expect(gateway.heldMax).toBeLessThanOrEqual(4);
    expect(running.status().clusters[0]?.sources[0]?.mode).toBe(mode);
    expect(await closed(running.drain(), timing)).toMatchObject({ clean: true });
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test.each([
    ['gives it back', () => outcome.giveBack()],
    ['fails it without a wait', () => outcome.fail('not yet', { backoff: 0 })],
  ] as const)('a job whose handler %s is done when it comes again, even before the answer to that', async (_, first) => {
    const { timing, gateway, declare } = world(offers, { max: 2, leakDetection: false });
    const attempts: number[] = [];
    const running = declare()
      .task('work', (_job, ctx) => {
        attempts.push(ctx.attempt);
        return ctx.attempt < 3 ? first() : outcome.complete();
      })
      .run();
    await timing.advance(100);
    const key = gateway.add('work', { retries: 5 });
    await timing.advance(31_000);
    expect(attempts).toEqual([1, 2, 3]);
    expect(gateway.answers.at(-1)).toMatchObject({ jobKey: key, answer: { kind: 'complete' }, taken: true });
    expect(await closed(running.drain(), timing)).toMatchObject({ clean: true, left: [] });
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test.each([
    'RESOURCE_EXHAUSTED',
    'UNAUTHENTICATED',
    'UNAVAILABLE',
    'INTERNAL',
    'UNKNOWN',
    'PERMISSION_DENIED',
    'INVALID_ARGUMENT',
    'CANCELLED',
  ] as const)('20 s of %s cost at most ten calls, and jobs flow within 5 s afterwards', async (status) => {
    const { timing, gateway, declare } = world(offers, { leakDetection: false });
    const running = declare()
      .task('work', () => ({}))
      .run();
    await timing.advance(100);
    for (const part of ['poll', 'push', 'work'] as const) gateway.fault(part, status);
    gateway.endStreams(new GatewayError(status, 'made to end'));
    gateway.add('work');
    await timing.advance(35_000);
    const callsBefore = gateway.polls.length + gateway.opens.length;
    await timing.advance(20_000);
    expect(gateway.polls.length + gateway.opens.length - callsBefore).toBeLessThanOrEqual(10);
    for (const part of ['poll', 'push', 'work'] as const) gateway.fault(part, undefined);
    const settledBefore = gateway.answers.length;
    gateway.add('work');
    await timing.advance(6_000);
    expect(gateway.answers.length - settledBefore).toBeGreaterThanOrEqual(1);
    await closed(running.drain(), timing);
  });

  test('drain gives back nothing that runs, cuts nothing, and returns in time', async () => {
    const { timing, gateway, declare } = world(offers, { max: 3, leakDetection: false });
    const running = declare()
      .task('work', () => new Promise<void>((resolve) => timing.after(500, resolve)))
      .run();
    await timing.advance(50);
    for (let count = 0; count < 3; count += 1) gateway.add('work');
    await timing.advance(100);
    const drained = running.drain({ deadline: '2s' });
    gateway.add('work');
    await timing.advance(4_000);
    expect(await drained).toMatchObject({ clean: true, left: [] });
    expect(gateway.answers.map(({ answer }) => answer.kind)).toEqual(['complete', 'complete', 'complete']);
    const pollsBefore = gateway.polls.length;
    await timing.advance(60_000);
    expect(gateway.polls.length).toBe(pollsBefore);
    expect(timing.pending).toBe(0);
  });

  test('drain returns although handlers never end and answers never come', async () => {
    const { timing, gateway, declare } = world(offers, { leakDetection: false });
    const running = declare()
      .task('stuck', never)
      .task('unanswered', () => ({}))
      .run();
    await timing.advance(100);
    gateway.fault('answer', 'hang');
    gateway.add('stuck');
    gateway.add('unanswered');
    await timing.advance(100);
    const beganAtMs = timing.now();
    let endedAtMs = 0;
    const drained = running.drain({ deadline: '3s' }).then((report) => {
      endedAtMs = timing.now();
      return report;
    });
    await timing.advance(10_000);
    const report = await drained;
    expect(endedAtMs - beganAtMs).toBeLessThanOrEqual(4_400);
    expect(report.clean).toBe(false);
    expect(report.left.map(({ type }) => type)).toContain('stuck');
  });

  test('pause and resume one type', async () => {
    const { timing, gateway, declare } = world(offers, { leakDetection: false });
    const seen: string[] = [];
    const running = declare()
      .task('a', () => void seen.push('a'))
      .task('b', () => void seen.push('b'))
      .run();
    await timing.advance(100);
    running.pause('a');
    // Demand that is out at the pause may still be met: such a job is given back, and none begins.
    for (let count = 0; count < 40; count += 1) gateway.add('a');
    gateway.add('b');
    await timing.advance(200);
    const given = gateway.answers.length;
    await timing.advance(61_000);
    expect(seen).toEqual(['b']);
    expect(gateway.answers.filter(({ answer }) => answer.kind !== 'giveBack')).toHaveLength(1);
    // Nothing is asked for any more: what was given back stays in the broker.
    expect(gateway.answers.length - given).toBeLessThanOrEqual(1);
    expect(running.status().clusters[0]?.sources).toMatchObject([{ type: 'a', state: 'paused' }, { type: 'b' }]);
    running.resume('a');
    await timing.advance(62_000);
    expect(seen.filter((type) => type === 'a')).toHaveLength(40);
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test('a pause cancels what is parked at the broker, lets jobs in hand end, and a drain ends it', async () => {
    const { timing, gateway, declare } = world(offers, { leakDetection: false });
    let end = () => {};
    const running = declare()
      .task('work', () => new Promise<object>((resolve) => (end = () => resolve({ done: true }))))
      .run();
    gateway.add('work');
    await timing.advance(100);
    expect(running.metrics().held).toBe(1);
    running.pause();
    await timing.advance(500);
    expect(running.metrics()).toMatchObject({ held: 1, asked: 0 });
    end();
    await timing.settle();
    expect(gateway.answers.map(({ answer }) => answer.kind)).toEqual(['complete']);
    // Off and on again in one breath is no pause.
    running.resume();
    running.pause();
    running.resume();
    gateway.add('work');
    await timing.advance(31_000);
    expect(running.metrics().held).toBe(1);
    end();
    running.pause();
    await timing.advance(500);
    expect(await closed(running.drain(), timing)).toMatchObject({ clean: true });
  });
});

describe('streams', () => {
  test.each([
    ['push', { push: true }],
    ['job-stream', { work: true }],
  ] as const)('%s reopens with backoff after OK and after an error', async (_mode, offers) => {
    for (const error of [undefined, new GatewayError('UNAVAILABLE', 'going away')]) {
      const { timing, gateway, declare } = world(offers, { leakDetection: false });
      const running = declare()
        .task('work', () => ({}))
        .run();
      await timing.advance(1_000);
      const opensBefore = gateway.opens.length;
      for (let end = 0; end < 80; end += 1) {
        gateway.endStreams(error);
        await timing.advance(100);
      }
      const opens = gateway.opens.length - opensBefore;
      expect(opens).toBeGreaterThanOrEqual(2);
      expect(opens).toBeLessThanOrEqual(10);
      await timing.advance(6_000);
      gateway.add('work');
      await timing.advance(100);
      expect(gateway.answers).toHaveLength(1);
      await closed(running.drain(), timing);
    }
  });

  test('credits of a broken job stream come back', async () => {
    const { timing, gateway, declare } = world({ work: true, creditsMax: 10 }, { max: 32, leakDetection: false });
    const running = declare()
      .task('a', () => ({}))
      .task('b', () => ({}))
      .run();
    for (let round = 0; round < 5; round += 1) {
      await timing.advance(6_000);
      expect(gateway.credits).toBe(20);
      expect(running.metrics().asked).toBe(20);
      gateway.endStreams(new GatewayError('UNAVAILABLE', 'restart'));
    }
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test('types on a job stream share few credits', async () => {
    const { timing, gateway, declare } = world({ work: true }, { max: 3, leakDetection: false });
    const seen = new Set<string>();
    let declared = declare();
    for (const type of ['a', 'b', 'c']) {
      declared = declared.task(type, () => {
        seen.add(type);
      });
    }
    const running = declared.run();
    await timing.advance(1_000);
    for (const type of ['c', 'b', 'a']) gateway.add(type);
    await timing.advance(1_000);
    expect([...seen].sort()).toEqual(['a', 'b', 'c']);
    await closed(running.drain(), timing);
  });

  test('a revoked job aborts its handler', async () => {
    const { timing, gateway, declare } = world({ work: true }, { leakDetection: false });
    const reasons: unknown[] = [];
    const running = declare()
      .task('work', async (_job, ctx) => {
        await new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve()));
        reasons.push(ctx.signal.reason);
      })
      .run();
    await timing.advance(100);
    const key = gateway.add('work');
    await timing.advance(100);
    gateway.revoke([key]);
    await timing.advance(100);
    expect(reasons).toMatchObject([{ why: 'gone' }]);
    expect(gateway.answers).toEqual([]);
    await closed(running.drain(), timing);
  });
});

describe('several clusters', () => {
  test('share one gate, and one that is down does not slow the other', async () => {
    const timing = createVirtualTiming();
    const [east, west] = [createMemoryGateway(timing), createMemoryGateway(timing)];
    const from: string[] = [];
    const running = worker({
      clusters: [
        { id: 'east', gateway: east, weight: 2 },
        { id: 'west', gateway: west, role: 'draining' },
      ],
      max: 8,
      timing,
      log: silentLogger,
      leakDetection: false,
    })
      .task('work', (job) => void from.push(job.cluster))
      .run();
    for (let count = 0; count < 30; count += 1) {
      east.add('work');
      west.add('work');
    }
    await timing.advance(1_000);
    expect(from.filter((id) => id === 'east')).toHaveLength(30);
    expect(from.filter((id) => id === 'west')).toHaveLength(30);
    expect(east.answers).toHaveLength(30);
    west.fault('poll', 'UNAVAILABLE');
    await timing.advance(31_000);
    for (let count = 0; count < 30; count += 1) east.add('work');
    await timing.advance(100);
    expect(east.answers).toHaveLength(60);
    expect(running.status().clusters.map(({ health }) => health)).toEqual(['up', 'down']);
    await closed(running.drain(), timing);
  });

  test.each([{}, { push: true }, { work: true }])('a standby is asked only while no other cluster is up %o', async (offers) => {
    const timing = createVirtualTiming();
    const [main, spare] = [createMemoryGateway(timing, offers), createMemoryGateway(timing, offers)];
    const running = worker({
      clusters: [
        { id: 'main', gateway: main },
        { id: 'spare', gateway: spare, role: 'standby' },
      ],
      timing,
      log: silentLogger,
      leakDetection: false,
    })
      .task('work', () => ({}))
      .run();
    spare.add('work');
    await timing.advance(5_000);
    expect(spare.polls).toHaveLength(0);
    for (const part of ['poll', 'push', 'work'] as const) main.fault(part, 'UNAVAILABLE');
    main.endStreams(new GatewayError('UNAVAILABLE', 'made to end'));
    await timing.advance(60_000);
    expect(spare.answers).toHaveLength(1);
    for (const part of ['poll', 'push', 'work'] as const) main.fault(part, undefined);
    await timing.advance(45_000);
    // The first is back: what comes to the spare waits there, also with a stream to it that had credits.
    spare.add('work');
    main.add('work');
    await timing.advance(5_000);
    expect(main.answers).toHaveLength(1);
    expect(spare.answers).toHaveLength(1);
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });
});

test('a rate per tenant holds each tenant to its own, whichever cluster its jobs come from', async () => {
  const timing = createVirtualTiming();
  const [east, west] = [createMemoryGateway(timing), createMemoryGateway(timing)];
  const running = worker({
    clusters: [
      { id: 'east', gateway: east },
      { id: 'west', gateway: west },
    ],
    tenants: ['red', 'blue'],
    timing,
    log: silentLogger,
    leakDetection: false,
  })
    .task('work', { rate: '2/s per tenant' }, () => ({}))
    .run();
  for (let count = 0; count < 100; count += 1) for (const gateway of [east, west]) gateway.add('work');
  await timing.advance(10_000);
  const done = east.answers.length + west.answers.length;
  // Two tenants with a full bucket of two each, and two a second of each.
  expect(done).toBeGreaterThanOrEqual(34);
  expect(done).toBeLessThanOrEqual(46);
  const tenantsAsked = new Set(east.polls.map(({ tenantIds }) => tenantIds.join()));
  expect(tenantsAsked).toEqual(new Set(['red', 'blue']));
  await closed(running.drain(), timing);
});

test('a stream that ends at any moment of its opening is opened again', async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const { timing, gateway, declare } = world({ push: true }, { source: 'push', leakDetection: false });
    const running = declare()
      .task('work', () => ({}))
      .run();
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    gateway.endStreams(new GatewayError('UNAVAILABLE', 'made to end'));
    await timing.advance(8_000);
    gateway.add('work');
    await timing.advance(1_000);
    expect({ turns, answers: gateway.answers.length }).toEqual({ turns, answers: 1 });
    await closed(running.drain(), timing);
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  }
});
