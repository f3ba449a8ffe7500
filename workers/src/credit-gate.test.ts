// The gate's promise under any order of events: never more held and asked for than there are credits, nothing lost, nobody starved.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCreditGate, type Tap } from './credit-gate.ts';
import { createVirtualTiming } from './testing/virtual-timing.ts';
import { createTokenBucket } from './token-bucket.ts';

type Operation =
  | { readonly kind: 'ask'; readonly tap: number; readonly limit: number }
  | { readonly kind: 'arrive' | 'unask' | 'release'; readonly tap: number; readonly part: number }
  | { readonly kind: 'answered'; readonly tap: number; readonly got: number }
  | { readonly kind: 'pause' | 'resume'; readonly lane: number }
  | { readonly kind: 'wait'; readonly milliseconds: number };

const operation = (taps: number): fc.Arbitrary<Operation> => {
  const tap = fc.nat(taps - 1);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('ask' as const), tap, limit: fc.integer({ min: 1, max: 40 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constantFrom('arrive', 'unask', 'release'), tap, part: fc.double({ min: 0, max: 1, noNaN: true }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('answered' as const), tap, got: fc.nat(10) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume'), lane: fc.nat(2) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), milliseconds: fc.nat(50) }) },
  );
};

const shape = fc.record({
  max: fc.integer({ min: 3, max: 40 }),
  lanes: fc.array(
    fc.record({
      max: fc.integer({ min: 1, max: 20 }),
      weight: fc.integer({ min: 1, max: 3 }),
      share: fc.constantFrom(0.5, 1, 4),
      priority: fc.nat(1),
      rated: fc.boolean(),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  elastic: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
});

describe('credit gate', () => {
  test('holds held + asked <= max for gate and lanes, and ends with every credit free', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.array(operation(5), { maxLength: 120 }), async (world, operations) => {
        const timing = createVirtualTiming();
        const gate = createCreditGate(world.max, timing);
        const lanes = world.lanes.map((lane, index) => {
          const valves = lane.rated ? [createTokenBucket({ jobs: 5, perMs: 20 }, timing)] : [];
          return gate.lane({ name: `lane-${index}`, ...lane, valves });
        });
        const taps: Tap[] = [];
        const pending = new Set<Tap>();
        for (const [index, elastic] of world.elastic.entries()) {
          const lane = lanes[index % lanes.length];
          if (!lane) throw new Error('no lane');
          const reclaim = (jobs: number) => Math.min(jobs, taps[index]?.asked ?? 0);
          taps.push(gate.tap({ lane, ...(elastic ? { reclaim } : {}) }));
        }
        const check = () => {
          expect(gate.held + gate.asked).toBeLessThanOrEqual(gate.max);
          expect(gate.held).toBe(lanes.reduce((sum, lane) => sum + lane.held * lane.weight, 0));
          expect(gate.asked).toBe(taps.reduce((sum, tap) => sum + tap.asked * tap.lane.weight, 0));
          for (const lane of lanes) expect(lane.held + lane.asked).toBeLessThanOrEqual(lane.max);
        };
        for (const step of operations) {
          if (step.kind === 'wait') await timing.advance(step.milliseconds);
          else if ('lane' in step) {
            if (step.kind === 'pause') lanes[step.lane]?.pause();
            else lanes[step.lane]?.resume();
          } else {
            const tap = taps[step.tap];
            if (!tap) throw new Error('no tap');
            if (step.kind === 'ask' && !pending.has(tap)) {
              pending.add(tap);
              void tap.ask(step.limit).then(() => pending.delete(tap));
            } else if (step.kind === 'arrive') tap.arrived(Math.floor(tap.asked * step.part));
            else if (step.kind === 'unask') tap.unasked(Math.floor(tap.asked * step.part));
            else if (step.kind === 'release') tap.release(Math.floor(tap.held * step.part));
            else if (step.kind === 'answered') tap.answered(5, step.got);
          }
          check();
        }
        await timing.settle();
        check();
        for (const lane of lanes) lane.resume();
        // Whatever happened, everybody who still waits is served once credits come back.
        for (let round = 0; round < 40 && pending.size > 0; round += 1) {
          for (const tap of taps) {
            tap.unasked(tap.asked);
            tap.release(tap.held);
          }
          await timing.advance(20);
          check();
        }
        expect(pending.size).toBe(0);
        for (const tap of taps) {
          tap.unasked(tap.asked);
          tap.release(tap.held);
        }
        expect(gate.held + gate.asked).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('gives one source everything that is free', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(32, timing);
    const tap = gate.tap({ lane: gate.lane({ name: 'only' }) });
    expect(await tap.ask(1_000)).toBe(32);
    tap.arrived(32);
    const next = tap.ask(1_000);
    tap.release(3);
    tap.release(2);
    expect(await next).toBe(5);
  });

  test('a busy type cannot starve a rare one', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(4, timing);
    const busy = gate.tap({ lane: gate.lane({ name: 'busy' }) });
    const rare = gate.tap({ lane: gate.lane({ name: 'rare' }) });
    const served = { busy: 0, rare: 0 };
    const work = async (tap: Tap, name: 'busy' | 'rare') => {
      for (let jobs = await tap.ask(100); jobs > 0; jobs = await tap.ask(100)) {
        served[name] += jobs;
        tap.answered(jobs, jobs);
        tap.arrived(jobs);
        timing.after(10, () => tap.release(jobs));
      }
    };
    void work(busy, 'busy');
    await timing.advance(100);
    void work(rare, 'rare');
    const before = served.busy;
    await timing.advance(1_000);
    expect(served.rare).toBeGreaterThan((served.busy - before) * 0.8);
    gate.close();
  });

  test('an idle source keeps one credit only while others share the gate', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(10, timing);
    const idle = gate.tap({ lane: gate.lane({ name: 'idle' }) });
    const other = gate.tap({ lane: gate.lane({ name: 'other' }) });
    expect(await idle.ask(100)).toBe(1);
    for (const [asked, granted] of [
      [1, 4],
      [4, 9],
    ] as const) {
      other.answered(asked, asked);
      const jobs = await other.ask(100);
      expect(jobs).toBe(granted);
      other.unasked(jobs);
    }
  });

  test('a stream that can be held back gives way to a source with nothing', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(1, timing);
    const lane = gate.lane({ name: 'type' });
    let held = 0;
    const push = gate.tap({
      lane,
      reclaim(jobs) {
        const back = Math.min(jobs, held);
        held -= back;
        return back;
      },
    });
    held = await push.ask(1);
    expect(held).toBe(1);
    const again = push.ask(1);
    const poll = gate.tap({ lane });
    expect(await poll.ask(10)).toBe(1);
    expect(push.asked).toBe(0);
    poll.unasked(1);
    expect(await again).toBe(1);
  });

  test('heavy jobs are not starved by light ones', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(4, timing);
    const light = gate.tap({ lane: gate.lane({ name: 'light' }) });
    const heavy = gate.tap({ lane: gate.lane({ name: 'heavy', weight: 4 }) });
    const served = { light: 0, heavy: 0 };
    const work = async (tap: Tap, name: 'light' | 'heavy', holdMs: number) => {
      for (let jobs = await tap.ask(1); jobs > 0; jobs = await tap.ask(1)) {
        served[name] += jobs;
        tap.arrived(jobs);
        timing.after(holdMs, () => tap.release(jobs));
      }
    };
    void work(light, 'light', 7);
    void work(heavy, 'heavy', 11);
    await timing.advance(2_000);
    expect(served.heavy).toBeGreaterThan(20);
    expect(served.light).toBeGreaterThan(20);
    gate.close();
  });

  test.each([1, 3])('a lane behind one of higher priority gets a job of weight %i each 10 s, and no more', async (weight) => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(4, timing);
    const served = { high: 0, low: 0 };
    const work = async (name: 'high' | 'low', tap: Tap) => {
      for (let asked = await tap.ask(4); asked > 0; asked = await tap.ask(4)) {
        served[name] += asked;
        tap.arrived(asked);
        tap.answered(asked, asked);
        // Each job ends by itself, so that credits come back one by one.
        for (let job = 0; job < asked; job += 1) timing.after(100 + 10 * timing.random(), () => tap.release(1));
      }
    };
    void work('high', gate.tap({ lane: gate.lane({ name: 'high', priority: 1 }) }));
    void work('low', gate.tap({ lane: gate.lane({ name: 'low', weight }) }));
    await timing.advance(61_000);
    expect(served.high).toBeGreaterThan(1_500);
    expect(served.low).toBeGreaterThanOrEqual(5);
    expect(served.low).toBeLessThanOrEqual(7);
    gate.close();
  });

  test('a rate limit keeps the demand down and wakes by itself', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(100, timing);
    const tap = gate.tap({ lane: gate.lane({ name: 'rated', valves: [createTokenBucket({ jobs: 10, perMs: 1_000 }, timing)] }) });
    let jobs = 0;
    void (async () => {
      for (let asked = await tap.ask(100); asked > 0; asked = await tap.ask(100)) {
        jobs += asked;
        tap.arrived(asked);
        tap.release(asked);
      }
    })();
    await timing.advance(5_000);
    expect(jobs).toBeGreaterThanOrEqual(58);
    expect(jobs).toBeLessThanOrEqual(61);
    gate.close();
  });

  test('closing answers every waiting ask with 0', async () => {
    const timing = createVirtualTiming();
    const gate = createCreditGate(1, timing);
    const lane = gate.lane({ name: 'type' });
    const first = gate.tap({ lane });
    expect(await first.ask(1)).toBe(1);
    const waiting = gate.tap({ lane }).ask(1);
    gate.close();
    expect(await waiting).toBe(0);
    expect(await first.ask(1)).toBe(0);
  });
});

test('a valve that opens while it is being looked at is not missed', async () => {
  for (let shutCalls = 0; shutCalls < 8; shutCalls += 1) {
    const timing = createVirtualTiming();
    const gate = createCreditGate(4, timing);
    let calls = 0;
    const valve = { allowance: () => (++calls > shutCalls ? 1 : 0), opensInMs: () => 0 };
    const asked = gate.tap({ lane: gate.lane({ name: 'type', valves: [valve] }) }).ask(4);
    let granted = 0;
    void asked.then((jobs) => {
      granted = jobs;
    });
    await timing.advance(20);
    expect({ shutCalls, granted }).toEqual({ shutCalls, granted: 1 });
  }
});
