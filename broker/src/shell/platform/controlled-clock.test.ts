/** The controlled clock shows the time of the clock beneath until somebody pins or moves it. */
import { describe, expect, it } from 'vitest';
import type { Clock } from './clock.ts';
import { CLOCK_MS_MAX, createControlledClock } from './controlled-clock.ts';

function machineClock(): Clock & { ms: number } {
  const clock = { ms: 1000, nowMs: () => clock.ms, monotonicMs: () => clock.ms };
  return clock;
}

describe('a controlled clock', () => {
  it('runs on, shifted by what it was advanced', () => {
    const beneath = machineClock();
    const clock = createControlledClock(beneath);
    expect(clock.nowMs()).toBe(1000);
    expect(clock.advance(500)).toBeNull();
    beneath.ms = 1100;
    expect(clock.nowMs()).toBe(1600);
    expect(clock.monotonicMs()).toBe(1100);
  });

  it('stands while pinned, can be advanced there, and can be let go', () => {
    const beneath = machineClock();
    const clock = createControlledClock(beneath);
    expect(clock.pin(50)).toBeNull();
    beneath.ms = 2000;
    expect(clock.nowMs()).toBe(50);
    clock.advance(25);
    expect(clock.nowMs()).toBe(75);
    clock.reset();
    expect(clock.nowMs()).toBe(2000);
  });

  it('tells listeners after each move, until they stop listening', () => {
    const clock = createControlledClock(machineClock());
    const seen: number[] = [];
    const stop = clock.onMove(() => seen.push(clock.nowMs()));
    clock.pin(5);
    clock.advance(2);
    clock.reset();
    stop();
    clock.pin(9);
    expect(seen).toEqual([5, 7, 1000]);
  });

  it('refuses what is no time', () => {
    const clock = createControlledClock(machineClock());
    for (const wrong of [-1, Number.NaN, CLOCK_MS_MAX + 1]) {
      expect(clock.pin(wrong)).toContain('Expected to pin');
      expect(clock.advance(wrong)).toContain('Expected to advance');
    }
    expect(clock.nowMs()).toBe(1000);
  });
});
