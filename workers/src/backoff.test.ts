// The wait after a failure, over many draws of chance.
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('never waits longer than the ceiling, nor for nothing', () => {
  for (const random of [0, 0.5, 0.999]) {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const waitMs = backoffMs(attempt, () => random);
      expect(waitMs).toBeGreaterThanOrEqual(50);
      expect(waitMs).toBeLessThanOrEqual(5_000);
    }
  }
  expect(backoffMs(0, () => 0, { baseMs: 0, ceilingMs: 0 })).toBeGreaterThanOrEqual(5);
});

test('costs at most ten calls in twenty seconds of faults', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let run = 0; run < 2_000; run += 1) {
    let calls = 1;
    for (let ms = backoffMs(0, random); ms < 20_000; ms += backoffMs(calls - 1, random)) calls += 1;
    expect(calls).toBeLessThanOrEqual(10);
  }
});
