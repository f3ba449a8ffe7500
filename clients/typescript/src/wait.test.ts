// The bound of listeners of a signal that many calls share.
import { getMaxListeners, setMaxListeners } from 'node:events';
import { expect, test } from 'vitest';
import { expectManyListeners } from './wait.ts';

test('a signal gets room for many calls, unless its owner set a bound, which may be none', () => {
  const plain = new AbortController().signal;
  expectManyListeners(plain);
  expect(getMaxListeners(plain)).toBeGreaterThan(1_000);
  const bound = new AbortController().signal;
  setMaxListeners(3, bound);
  expectManyListeners(bound);
  expect(getMaxListeners(bound)).toBe(3);
  const unbound = new AbortController().signal;
  setMaxListeners(0, unbound);
  expect(() => expectManyListeners(unbound)).not.toThrow();
});
