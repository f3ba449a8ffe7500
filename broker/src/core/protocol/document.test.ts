/** Documents are taken apart and put together without changing a value. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentEntries, documentOf } from './document.ts';

test('agrees with a JSON parser on any object, with any white space', () => {
  const indent = fc.constantFrom(undefined, 1, '\t', '\n ');
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()), indent, (object, space) => {
      const entries = documentEntries(JSON.stringify(object, null, space));
      expect([...entries.keys()].sort()).toEqual(Object.keys(object).sort());
      for (const [name, value] of entries) expect(value).toBe(JSON.stringify(object[name]));
    }),
  );
});

test('keeps every digit', () => {
  expect([...documentEntries('{ "a" : 12345678901234567890123 , "b":1.0, "c":1e2 }')]).toEqual([
    ['a', '12345678901234567890123'],
    ['b', '1.0'],
    ['c', '1e2'],
  ]);
});

test('the last of repeated names wins, escaped names are read', () => {
  expect([...documentEntries('{"a":1,"\\u0061":2,"q\\"":"}"}')]).toEqual([
    ['a', '2'],
    ['q"', '"}"'],
  ]);
});

test('what is put together comes apart as it was', () => {
  expect([
    ...documentEntries(
      documentOf([
        ['a b', '{"x":[1,2]}'],
        ['c', 'null'],
      ]),
    ),
  ]).toEqual([
    ['a b', '{"x":[1,2]}'],
    ['c', 'null'],
  ]);
});
