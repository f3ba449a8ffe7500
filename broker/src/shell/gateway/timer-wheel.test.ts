/** The wheel against simulated time: never early, at most a tick late, cancelled entries never. */
import { expect, test } from 'vitest';
import { TimerWheel, WHEEL_TICK_MS } from './timer-wheel.ts';

/** A clock moved by hand, with one timer at a time as the wheel uses it. */
function simulate(): { wheel: TimerWheel; now(): number; to(ms: number): void; armed(): number } {
  let nowMs = 1000.5;
  let timers: { dueMs: number; run: () => void }[] = [];
  const wheel = new TimerWheel(
    { nowMs: () => nowMs, monotonicMs: () => nowMs },
    {
      schedule(delayMs, run) {
        const timer = { dueMs: nowMs + Math.max(0, delayMs), run };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
  );
  return {
    wheel,
    now: () => nowMs,
    armed: () => timers.length,
    to(ms) {
      for (;;) {
        const next = timers.filter(({ dueMs }) => dueMs <= ms).sort((left, right) => left.dueMs - right.dueMs)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.run();
      }
      nowMs = ms;
    },
  };
}

test('entries run in their tick, short and long ones, many turns of the wheel ahead', () => {
  const time = simulate();
  const start = time.now();
  const late: number[] = [];
  const delays = [0, 1, 19, 20, 21, 500, 15_000, 20_480, 100_000, 3_600_000];
  for (const delay of delays) time.wheel.add(delay, () => late.push(time.now() - start - delay));
  time.to(4_000_000);
  expect(late).toHaveLength(delays.length);
  for (const lateness of late) {
    expect(lateness).toBeGreaterThanOrEqual(0);
    expect(lateness).toBeLessThanOrEqual(2 * WHEEL_TICK_MS);
  }
});

test('cancelled entries do not run, not even when another of the same tick cancels them', () => {
  const time = simulate();
  const ran: string[] = [];
  const first = time.wheel.add(100, () => ran.push('first'));
  const partners = [
    time.wheel.add(200, () => {
      ran.push('left');
      if (partners[1] !== undefined) time.wheel.cancel(partners[1]);
    }),
    time.wheel.add(200, () => {
      ran.push('right');
      if (partners[0] !== undefined) time.wheel.cancel(partners[0]);
    }),
  ];
  time.wheel.cancel(first);
  time.wheel.cancel(first);
  time.to(5000);
  expect(ran).toHaveLength(1);
  expect(ran).not.toContain('first');
  expect(time.wheel.size).toBe(0);
});

test('an empty wheel sleeps', () => {
  const time = simulate();
  const entry = time.wheel.add(10_000, () => undefined);
  expect(time.armed()).toBe(1);
  time.wheel.cancel(entry);
  expect(time.armed()).toBe(0);
});

test('an entry that adds another one, sooner than all that wait', () => {
  const time = simulate();
  const ran: string[] = [];
  time.wheel.add(50_000, () => ran.push('late'));
  time.wheel.add(100, () => time.wheel.add(100, () => ran.push('soon')));
  time.to(3000);
  expect(ran).toEqual(['soon']);
  time.to(60_000);
  expect(ran).toEqual(['soon', 'late']);
});
