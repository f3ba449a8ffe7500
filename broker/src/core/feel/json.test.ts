// JSON into values and back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJson, parseJson, toJson } from './json.ts';
import { jsonDepthMax } from './limits.ts';
import { feelString } from './text.ts';
import { contextOf, type FeelValue, isContext } from './value.ts';

test('JSON without exotic numbers comes back as it was', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.constant(null),
      fc.boolean(),
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(
        fc.string().filter((key) => !/^\d+$/.test(key) && key !== '__proto__'),
        tie('any'),
        { maxKeys: 4 },
      ),
    ),
  })).any;
  fc.assert(
    fc.property(value, (sample) => {
      expect(toJson(fromJson(JSON.stringify(sample)))).toBe(JSON.stringify(sample));
    }),
  );
});

test('doubles keep their value', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (n) => {
      expect(JSON.parse(toJson(fromJson(JSON.stringify(n))))).toBe(n + 0);
    }),
  );
});

test('64-bit integers keep every digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
      expect(toJson(fromJson(String(n)))).toBe(String(n));
    }),
  );
});

test.each([
  ['1.0', '1', '1.0'],
  ['1e2', '100', '100.0'],
  ['-0', '0', '0'],
  ['0.00012', '1.2E-4', '0.00012'],
  ['12345678.5', '1.23456785E7', '12345678.5'],
  ['1e10', '10000000000', '1.0E+10'],
])('%s is written %s, its text is %s', (json, written, text) => {
  expect(toJson(fromJson(json))).toBe(written);
  expect(feelString(fromJson(json))).toBe(text);
});

test('a number beyond 64 bits is only passed on', () => {
  expect(fromJson('9223372036854775808')).toEqual({ kind: 'unreadable', json: '9223372036854775808' });
  expect(toJson(fromJson('[18446744073709551615]'))).toBe('[18446744073709551615]');
});

test('order is kept, the last of two equal names wins', () => {
  const value = fromJson('{"b":1,"2":2,"a":3,"b":4}');
  expect(toJson(value)).toBe('{"b":4,"2":2,"a":3}');
  expect(isContext(value) && value.get('__proto__')).toBeUndefined();
});

test('escapes, and half a surrogate pair', () => {
  expect(fromJson('"a\\n\\u00e9\\"\\\\"')).toBe('a\né"\\');
  expect(toJson('\ud800x')).toBe('"?x"');
});

describe('what JSON cannot say', () => {
  const add: FeelValue = { kind: 'function', parameters: ['a'], invoke: ([a]) => a ?? null };
  test('functions vanish from contexts and are null elsewhere; ranges are null', () => {
    expect(
      toJson(
        contextOf(
          new Map<string, FeelValue>([
            ['f', add],
            ['a', 1],
          ]),
        ),
      ),
    ).toBe('{"a":1}');
    expect(toJson([add])).toBe('[null]');
    expect(toJson({ kind: 'range', start: 1, end: 2, startIncluded: true, endIncluded: true })).toBe('null');
  });
});

test.each(['', '{', '[1,]', '{"a"}', '{a:1}', "'a'", 'nul', '01', '.5', '"\t"', '1 2', 'NaN'])('%s is no JSON', (text) => {
  expect(parseJson(text)).toBeUndefined();
});

test('nesting has a bound', () => {
  expect(parseJson('['.repeat(jsonDepthMax) + ']'.repeat(jsonDepthMax))).toBeDefined();
  expect(parseJson('['.repeat(jsonDepthMax + 1) + ']'.repeat(jsonDepthMax + 1))).toBeUndefined();
});
