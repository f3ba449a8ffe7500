/** Keys: what a counter looks like on the wire, and back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counterOfKey, partitionNumber, partitionOfKey, wireKey } from './key.ts';

test('partition 1 of cluster 0 looks like Zeebe', () => {
  expect(wireKey(partitionNumber(0, 1), 5)).toBe(2251799813685253n);
});

test('every counter of every partition comes back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 15 }),
      fc.integer({ min: 1, max: 63 }),
      fc.integer({ min: 0, max: 2 ** 51 - 1 }),
      (cluster, partition, counter) => {
        const key = wireKey(partitionNumber(cluster, partition), counter);
        expect(partitionOfKey(key)).toBe(cluster * 64 + partition);
        expect(counterOfKey(key)).toBe(counter);
        expect(key < 2n ** 63n).toBe(true);
      },
    ),
  );
});

test('no key stays no key', () => {
  expect(wireKey(3, -1)).toBe(-1n);
  expect(counterOfKey(-1n)).toBe(-1);
  expect(partitionOfKey(-1n)).toBeLessThan(1);
});
