// Keys there and back, and what is no key.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { key, keyFromWire, keyToWire } from './keys.ts';

describe('keys', () => {
  it('bring every 64-bit integer there and back', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => keyToWire(keyFromWire(value)) === value));
  });

  it.each(['', 'abc', '1.5', '9223372036854775808', '-9223372036854775809', '0x10', ' 1', 2251799813685249, null, undefined])(
    'refuse %s',
    (value) => {
      expect(() => keyToWire(value as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    },
  );

  it('take digits and bigint from elsewhere', () => {
    expect(key('007')).toBe('7');
    expect(key(2251799813685249n)).toBe('2251799813685249');
  });
});
