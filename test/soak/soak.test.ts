// The short form of `npm run soak`: seconds instead of minutes, with a drain and a kill in them.
import { expect, test } from 'vitest';
import { growthBytes, type SoakSample, soak } from './soak.ts';

/** Beside the samples of a short run everything is still being compiled: only a leak of every job shows. Bytes. */
const growthBytesMax = 16 * 1024 * 1024;

test('some seconds with a drain and a kill: nothing lost, nothing left, nothing piles up', { timeout: 180_000 }, async () => {
  const result = await soak({ seconds: 8, rate: 40, sampleSeconds: 1, drainSeconds: 2, killSeconds: 4 });
  expect(result).toMatchObject({ completed: result.created, left: 0, warnings: [] });
  expect(result.created).toBeGreaterThan(50);
  expect(result.drains).toBeGreaterThanOrEqual(2);
  expect(result.kills).toBeGreaterThanOrEqual(1);
  expect(growthBytes(result.samples)).toBeLessThan(growthBytesMax);
});

test('growth is what the last quarter has more than the second', () => {
  const samples = [9, 9, 1, 3, 5, 5, 7, 9].map((heapBytes): SoakSample => ({ atSeconds: 0, heapBytes, created: 0, completed: 0 }));
  expect(growthBytes(samples)).toBe(6);
});
