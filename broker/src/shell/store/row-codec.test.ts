/** Rows come back as they were: every kind of value a row may hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRow, encodeRow, RowCodec } from './row-codec.ts';
import { decodeRowKey, encodeRowKey } from './row-key.ts';

const name = fc.string({ maxLength: 10 }).filter((text) => text !== '__proto__');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).filter((number) => !Object.is(number, -0)),
    fc.bigInt(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

describe('a row', () => {
  it('comes back with every digit and kind', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (row) => {
        expect(decodeRow(encodeRow(row))).toEqual(row);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps numbers numbers and bigints bigints at the edges of 32, 53 and 64 bits', () => {
    const numbers = [2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -(2 ** 31) - 1, -(2 ** 53) + 1];
    const bigints = [0n, 1n, -1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n, -(2n ** 63n), -(2n ** 70n)];
    expect(decodeRow(encodeRow({ numbers, bigints }))).toEqual({ numbers, bigints });
  });

  it('does not change when a later one is encoded', () => {
    const first = encodeRow({ a: 'first' });
    for (let index = 0; index < 5000; index++) encodeRow({ index, text: 'x'.repeat(50) });
    expect(decodeRow(first)).toEqual({ a: 'first' });
  });
});

describe('a row key', () => {
  it('comes back, and bytes are in the order of the keys', () => {
    const key = fc.oneof(fc.maxSafeNat(), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.nat(0xfffe), key, key, (table, left, right) => {
        expect(decodeRowKey(encodeRowKey(table, left))).toEqual({ table, key: left });
        const order = Buffer.compare(encodeRowKey(table, left), encodeRowKey(table, right));
        if (typeof left === 'number' && typeof right === 'number') expect(order).toBe(Math.sign(left - right));
        else expect(order === 0).toBe(left === right);
      }),
    );
  });

  it('keeps halves of surrogate pairs apart', () => {
    expect(decodeRowKey(encodeRowKey(1, 'x\ud800')).key).toBe('x\ud800');
    expect(encodeRowKey(1, '\ud800').equals(encodeRowKey(1, '\ud801'))).toBe(false);
  });

  it('is refused when it would not fit', () => {
    for (const key of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => encodeRowKey(1, key)).toThrow('whole number');
    expect(() => encodeRowKey(0x10000, 1)).toThrow('table');
  });
});

/** Bytes come back as one of two kinds of arrays; only what is in them counts. */
function bytesAsText(found: unknown): unknown {
  if (found instanceof Uint8Array) return `bytes ${Buffer.from(found).toString('hex')}`;
  if (Array.isArray(found)) return found.map(bytesAsText);
  if (typeof found !== 'object' || found === null) return found;
  return Object.fromEntries(Object.entries(found).map(([member, inner]) => [member, bytesAsText(inner)]));
}

describe('a row without its names', () => {
  it('comes back with every digit and kind, by the forms that were kept', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(name, value, { noNullPrototype: true }), { maxLength: 8 }), (rows) => {
        const writer = new RowCodec([]);
        const written = rows.map((row) => Buffer.from(writer.encode(row)));
        const reader = new RowCodec(writer.forms);
        expect(bytesAsText(written.map((bytes) => reader.decode(bytes)))).toEqual(bytesAsText(rows));
      }),
      { numRuns: 500 },
    );
  });

  it('goes on with the forms it was given, and adds to them', () => {
    const first = new RowCodec([]);
    const old = Buffer.from(first.encode({ key: 1, state: 'A' }));
    const second = new RowCodec(first.forms);
    expect(second.forms.length).toBe(1);
    const again = Buffer.from(second.encode({ key: 2, state: 'B' }));
    expect(second.forms.length).toBe(1);
    const other = Buffer.from(second.encode({ name: 'x', value: { nested: true } }));
    expect(second.forms.length).toBe(3);
    const third = new RowCodec(second.forms);
    expect([old, again, other].map((bytes) => third.decode(bytes))).toEqual([
      { key: 1, state: 'A' },
      { key: 2, state: 'B' },
      { name: 'x', value: { nested: true } },
    ]);
  });

  it('keeps to a bound when forms never end, and reads rows that carry their names', () => {
    const codec = new RowCodec([]);
    const rows = Array.from({ length: 3_000 }, (_, index) => ({ [`header${index}`]: index, fixed: 'x' }));
    const written = rows.map((row) => Buffer.from(codec.encode(row)));
    expect(codec.forms.length).toBeLessThanOrEqual(1_024);
    const reader = new RowCodec(codec.forms);
    expect(written.map((bytes) => reader.decode(bytes))).toEqual(rows);
    expect(reader.decode(encodeRow({ key: 7, list: [{ a: 1n }] }))).toEqual({ key: 7, list: [{ a: 1n }] });
  });
});
