// Powers of doubles against the host and against known results.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { powerOfDoubles } from './power.ts';

test('is within two units of the last digit of the host', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.double({ min: -20, max: 20, noNaN: true }), (base, exponent) => {
      const host = base ** exponent;
      expect(Math.abs(powerOfDoubles(base, exponent) - host)).toBeLessThanOrEqual(Math.abs(host) * 2 ** -50);
    }),
  );
});

test.each([
  [4, 0.5, 2],
  [2, 10, 1024],
  [0.001, 1 / 3, 0.10000000000000002],
  [2.5, 2.5, 9.882117688026186],
  [1, 1e300, 1],
  [7, 0, 1],
  [2, -1074, 5e-324],
])('%d ** %d is %d', (base, exponent, power) => {
  expect(powerOfDoubles(base, exponent)).toBe(power);
});

test('has no answer where the host has none', () => {
  expect(powerOfDoubles(-8, 1 / 3)).toBeNaN();
  expect(powerOfDoubles(0, -1)).toBe(Number.POSITIVE_INFINITY);
  expect(powerOfDoubles(10, 400)).toBe(Number.POSITIVE_INFINITY);
});
