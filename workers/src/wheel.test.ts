// The timer wheel on a virtual clock.
import { expect, test } from 'vitest';
import { createVirtualTiming } from './testing/virtual-timing.ts';
import { createWheel, wheelTickMs } from './wheel.ts';

test('keeps appointments at most a tick late, with one timer, and forgets cancelled ones', async () => {
  const timing = createVirtualTiming();
  const wheel = createWheel(timing);
  const beganAtMs = timing.now();
  const lateness: number[] = [];
  for (let delayMs = 0; delayMs < 1_000; delayMs += 7) wheel.after(delayMs, () => lateness.push(timing.now() - beganAtMs - delayMs));
  const cancel = wheel.after(500, () => lateness.push(Number.NaN));
  cancel();
  cancel();
  expect(timing.pending).toBe(1);
  await timing.advance(2_000);
  expect(lateness).toHaveLength(143);
  for (const ms of lateness) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThanOrEqual(wheelTickMs);
  }
  expect(wheel.size).toBe(0);
  expect(timing.pending).toBe(0);
});

test('an earlier appointment made later is kept in time', async () => {
  const timing = createVirtualTiming();
  const wheel = createWheel(timing);
  const kept: string[] = [];
  wheel.after(10_000, () => kept.push('late'));
  wheel.after(100, () => kept.push('early'));
  await timing.advance(200);
  expect(kept).toEqual(['early']);
  wheel.close();
  await timing.advance(20_000);
  expect(kept).toEqual(['early']);
});
