/** The message hash against an independent one over real UTF-8 bytes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partitionOfMessage } from './partition-of-message.ts';

function oracle(key: string, count: number): number {
  let hash = 0n;
  for (const byte of new Int8Array(new TextEncoder().encode(key))) hash = BigInt.asIntN(32, hash * 31n + BigInt(byte));
  const rest = hash % BigInt(count);
  return Number(rest < 0n ? -rest : rest) + 1;
}

test('every text goes where the hash of its signed UTF-8 bytes says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 63 }), (key, count) => {
      expect(partitionOfMessage(key, count)).toBe(oracle(key, count));
    }),
  );
});

test('halves of surrogate pairs hash like the replacement character they are sent as', () => {
  expect(partitionOfMessage('a\ud800b', 63)).toBe(oracle('a\ud800b', 63));
  expect(partitionOfMessage('\udc00', 63)).toBe(oracle('\ufffd', 63));
});

test('the empty key belongs to partition 1 and known keys stay where they are', () => {
  expect(partitionOfMessage('', 3)).toBe(1);
  expect(['order-1', 'order-2', 'order-3', 'Ärger', '😀'].map((key) => partitionOfMessage(key, 8))).toEqual(
    ['order-1', 'order-2', 'order-3', 'Ärger', '😀'].map((key) => oracle(key, 8)),
  );
});
