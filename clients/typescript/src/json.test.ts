// No digit is lost and nothing else changes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from './json.ts';

const bigIntegers = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }).filter((value) => !Number.isSafeInteger(Number(value)));
const trickyStrings = fc.constantFrom(
  'b12345678901234567890',
  's"',
  '12345678901234567890',
  '\\',
  '"',
  ': 1',
  'a": 12345678901234567890',
  '\u2028',
);
const documents = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.string(),
    trickyStrings,
    bigIntegers,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), trickyStrings), tie('value'), { maxKeys: 4 }).map((value) => ({ ...value })),
  ),
})).value;

describe('json', () => {
  it('brings back every document, digits and tricky strings included', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const text = stringifyJson(document);
        const back = parseJson(text ?? '');
        expect(stringifyJson(back)).toBe(text);
        expect(back).toEqual(normal(document));
      }),
      { numRuns: 300 },
    );
  });

  it('equals the native functions where no digits are at stake', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (document) => {
        expect(stringifyJson(document)).toBe(JSON.stringify(document));
        const text = JSON.stringify(document);
        if (!/\d{16}/.test(text)) expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps numbers that a number holds, and fractions and exponents as they are', () => {
    expect(parseJson('[9007199254740991, 9007199254740992, -9007199254740993, 1234567890123456.5, 1e30, 12345678901234567e1]')).toEqual([
      9007199254740991,
      9007199254740992n,
      -9007199254740993n,
      1234567890123456.5,
      1e30,
      Number('12345678901234567e1'),
    ]);
  });

  it('writes dates, boxed strings and toJSON as the native function does, beside a bigint', () => {
    const value = { at: new Date(0), boxed: new String('s'), own: { toJSON: () => 'b1' }, gone: undefined, list: [undefined], id: 1n };
    expect(stringifyJson(value)).toBe('{"at":"1970-01-01T00:00:00.000Z","boxed":"s","own":"b1","list":[null],"id":1}');
    expect(stringifyJson(undefined)).toBeUndefined();
  });

  it('writes digits also where bigint was taught to be text', () => {
    const prototype = BigInt.prototype as { toJSON?: () => string };
    prototype.toJSON = function (this: bigint) {
      return `${this}`;
    };
    try {
      expect(stringifyJson({ id: 12345678901234567890n })).toBe('{"id":12345678901234567890}');
    } finally {
      delete prototype.toJSON;
    }
  });

  it('throws for broken text and for cycles', () => {
    expect(() => parseJson('{"a": 12345678901234567890')).toThrow(SyntaxError);
    const cycle: Record<string, unknown> = { id: 1n };
    cycle['self'] = cycle;
    expect(() => stringifyJson(cycle)).toThrow(TypeError);
  });

  it('cannot be tricked into a prototype, and reads a long string with many digits', () => {
    const value = parseJson('{"__proto__": {"x": 12345678901234567890}}') as { x?: unknown };
    expect(value.x).toBeUndefined();
    const long = `"${'9'.repeat(2_000_000)}\\""`;
    expect(parseJson(long)).toBe(JSON.parse(long));
  });
});

/** The document as JSON brings it back: integers beyond 2^53 as bigint, whatever held them. */
function normal(value: unknown): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e'))
    return BigInt(String(value));
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, normal(member)]));
}
