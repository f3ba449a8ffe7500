/** What counts as a document of variables, against JSON.parse as oracle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDocument, JSON_DEPTH_MAX } from './variables-json.ts';

const accepted = (text: string): string | undefined => {
  const checked = checkDocument(text);
  return checked.ok ? checked.text : undefined;
};

test('objects pass unchanged, whatever their digits', () => {
  for (const text of ['{}', '{"a":1}', ' { "a" : [ 1 , { } , [] , "x\\u00e9\\n" ] } ', '{"a":9007199254740993,"b":1.10,"c":-0,"d":1e400}'])
    expect(accepted(text)).toBe(text);
});

test('nothing, blanks and null stand for the empty object', () => {
  for (const text of ['', '  ', 'null', ' null\n']) expect(accepted(text)).toBe('{}');
});

test('line breaks between tokens become blanks', () => {
  expect(accepted('{\r\n"a":\n1}')).toBe('{  "a": 1}');
});

test('other roots are refused by their kind', () => {
  const kinds = ['[1]', '"x"', '1', '1.5', 'true'].map((text) => {
    const checked = checkDocument(text);
    return checked.ok ? '' : checked.reason;
  });
  expect(kinds.map((reason) => /'(\w+)'/.exec(reason)?.[1])).toEqual(['ARRAY', 'STRING', 'INTEGER', 'FLOAT', 'BOOLEAN']);
});

test('what is no JSON is refused', () => {
  const faults = [
    '{',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '{"a":1,}',
    '{"a":01}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":1}x',
    '{"a":"\t"}',
  ];
  for (const text of [
    ...faults,
    '{"a":1 "b":2}',
    '{"a":[1}',
    '{"a":-}',
    '{"a":1.}',
    '{"a":1e}',
    '{"a":"\\x"}',
    '{"a":"x',
    '/*c*/{}',
    '\ufeff{}',
  ])
    expect(checkDocument(text).ok, text).toBe(false);
});

test('integers of 64 bits pass, one more is refused', () => {
  expect(checkDocument('{"a":18446744073709551615}').ok).toBe(true);
  expect(checkDocument('{"a":18446744073709551616}').ok).toBe(false);
  expect(checkDocument('{"a":-100000000000000000000}').ok).toBe(false);
});

test('depth is bounded without using the stack', () => {
  const nested = (depth: number): string => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  expect(checkDocument(nested(JSON_DEPTH_MAX)).ok).toBe(true);
  expect(checkDocument(nested(JSON_DEPTH_MAX + 1)).ok).toBe(false);
  expect(checkDocument(`${'['.repeat(1_000_000)}`).ok).toBe(false);
});

test('every object that JSON can say passes, and every broken text JSON.parse refuses is refused', () => {
  fc.assert(
    fc.property(documents, fc.nat(), fc.constantFrom('', ',', '"', '}', '[', ' ', '\\', 'x'), (value, at, noise) => {
      const text = JSON.stringify(value);
      expect(accepted(text)).toBe(text);
      const cut = at % (text.length + 1);
      const damaged = text.slice(0, cut) + noise + text.slice(cut);
      expect(checkDocument(damaged).ok).toBe(parses(damaged));
    }),
  );
});

const documents = fc.dictionary(fc.string(), fc.jsonValue()).filter((value) => !/\d{19}/.test(JSON.stringify(value)));

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
