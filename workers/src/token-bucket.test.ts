// Rates and buckets on a virtual clock.
import { expect, test } from 'vitest';
import { createVirtualTiming } from './testing/virtual-timing.ts';
import { createTokenBucket, parseRate } from './token-bucket.ts';

test('reads rates', () => {
  expect(parseRate('50/s')).toEqual({ jobs: 50, perMs: 1_000, perTenant: false });
  expect(parseRate('10/2s')).toEqual({ jobs: 10, perMs: 2_000, perTenant: false });
  expect(parseRate('100 / m per tenant')).toEqual({ jobs: 100, perMs: 60_000, perTenant: true });
  for (const text of ['', '50', '0/s', 's', '5/fortnight']) expect(() => parseRate(text)).toThrow(RangeError);
});

test('gives a burst, then the rate, and takes back what was not used', async () => {
  const timing = createVirtualTiming();
  const bucket = createTokenBucket({ jobs: 2, perMs: 1_000, burst: 4 }, timing);
  expect(bucket.allowance()).toBe(4);
  bucket.reserve?.(4);
  expect(bucket.allowance()).toBe(0);
  expect(bucket.opensInMs?.()).toBe(500);
  await timing.advance(500);
  expect(bucket.allowance()).toBe(1);
  bucket.refund?.(2);
  expect(bucket.allowance()).toBe(3);
  await timing.advance(60_000);
  expect(bucket.allowance()).toBe(4);
});
