/** Seeded randomness repeats itself and is spread evenly; the machine's stays within its bounds. */
import { describe, expect, it } from 'vitest';
import { createSeededRandom, systemRandom } from './random.ts';

describe('seeded randomness', () => {
  it('repeats itself for the same seed and differs for others', () => {
    const draw = (seed: number): number[] => {
      const random = createSeededRandom(seed);
      return Array.from({ length: 20 }, () => random.uint32());
    };
    expect(draw(7)).toEqual(draw(7));
    const streams = [0, 1, 2, 2 ** 32, 2 ** 40, -1].map((seed) => draw(seed).join());
    expect(new Set(streams).size).toBe(streams.length);
  });

  it('is spread evenly', () => {
    const random = createSeededRandom(3);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw++) {
      const value = random.integer(10);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe('the machine’s randomness', () => {
  it('stays within its bounds', () => {
    for (let draw = 0; draw < 1000; draw++) {
      expect(systemRandom.integer(3)).toBeLessThan(3);
      expect(systemRandom.fraction()).toBeLessThan(1);
      expect(systemRandom.uint32()).toBeGreaterThanOrEqual(0);
    }
  });
});
