/** Every value type survives the codec, older data still reads, and bytes that were once written stay readable: the golden ones below. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field } from './field.ts';
import { int, shape, text } from './field.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import type { AnyRecord } from './record.ts';
import { REJECTION_TYPES } from './record.ts';
import { decodeRecord, encodeRecord } from './record-codec.ts';
import { recordJson } from './record-json.ts';
import { type ValueTypeName, valueTypes } from './value-types.ts';

const COUNTER_MAX = 2 ** 51 - 1;
const names = Object.keys(valueTypes) as ValueTypeName[];

/** Any value of a field, made from what the field says of its kind. */
function anyOf(field: Field<unknown>): fc.Arbitrary<unknown> {
  const { kind } = field;
  if ('fields' in field) return fc.record(mapValues((field as unknown as { fields: Record<string, Field<unknown>> }).fields, anyOf));
  if (kind === 'text') return fc.string({ unit: 'grapheme' });
  if (kind === 'int') return fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
  if (kind === 'flag') return fc.boolean();
  if (kind === 'key' || kind === 'definitionKey') return fc.integer({ min: -1, max: COUNTER_MAX });
  if (kind === 'remoteKey') return fc.bigInt({ min: -1n, max: 2n ** 63n - 1n });
  if (kind === 'document') return fc.dictionary(fc.string(), fc.integer()).map((value) => JSON.stringify(value));
  if (kind === 'bytes') return fc.uint8Array({ maxLength: 300 });
  if (kind.startsWith('word(')) return fc.constantFrom(...kind.slice(5, -1).split('|'));
  const { item } = field as unknown as { item: Field<unknown> };
  return kind.startsWith('list(')
    ? fc.array(anyOf(item), { maxLength: 4 })
    : fc.dictionary(fc.string(), anyOf(item), { noNullPrototype: true });
}

function mapValues<A, B>(object: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function anyRecord(name: ValueTypeName): fc.Arbitrary<AnyRecord> {
  const type = valueTypes[name];
  const header = {
    position: fc.integer({ min: 1, max: COUNTER_MAX }),
    sourcePosition: fc.integer({ min: -1, max: COUNTER_MAX }),
    key: fc.integer({ min: -1, max: COUNTER_MAX }),
    timestampMs: fc.integer({ min: 0, max: 8_640_000_000_000_000 }),
    recordType: fc.constantFrom('EVENT', 'COMMAND', 'COMMAND_REJECTION'),
    intent: fc.constantFrom(...Object.keys(type.intents)),
    rejectionType: fc.constantFrom(...REJECTION_TYPES),
    operationReference: fc.integer({ min: -1, max: COUNTER_MAX }),
    requestId: fc.integer({ min: 0, max: COUNTER_MAX }),
    value: anyOf(type.codec),
  };
  return fc.record(header).map((record) => ({
    ...record,
    valueType: name,
    rejectionReason: record.rejectionType === 'NULL_VAL' ? '' : 'Expected é, but 日本',
  })) as fc.Arbitrary<AnyRecord>;
}

describe('record codec', () => {
  test.each(names)('%s survives', (name) => {
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        expect(decodeRecord(encodeRecord(record))).toEqual(record);
      }),
      { numRuns: 40 },
    );
  });

  test.each(names)('%s is valid JSON', (name) => {
    const origin = { partition: 5, deploymentPartition: 1, partitionId: 5, brokerVersion: '0.1.0' };
    fc.assert(
      fc.property(anyRecord(name), (record) => {
        expect(JSON.parse(recordJson(record, origin))).toMatchObject({ valueType: name, intent: record.intent });
      }),
      { numRuns: 10 },
    );
  });

  test('names that mean something to objects are names like any other', () => {
    const value = valueTypes.JOB.codec.complete({
      customHeaders: JSON.parse('{"__proto__":"a","constructor":"b"}') as Record<string, string>,
    });
    const out = new ByteWriter();
    valueTypes.JOB.codec.write(out, value);
    expect(valueTypes.JOB.codec.read(new ByteReader(out.take()))).toEqual(value);
  });

  test('text of any length and of any script', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (value) => {
        const out = new ByteWriter();
        out.text(value);
        expect(new ByteReader(out.take()).text()).toBe(value);
      }),
    );
  });

  test('a record with fewer fields, from an older version, reads with initial values', () => {
    const older = shape({ a: text() });
    const newer = shape({ a: text(), b: int(7) });
    const out = new ByteWriter();
    older.write(out, { a: 'x' });
    expect(newer.read(new ByteReader(out.take()))).toEqual({ a: 'x', b: 7 });
  });

  test('bytes of a newer version are refused by name', () => {
    const bytes = encodeRecord(golden);
    bytes[0] = 2;
    expect(() => decodeRecord(bytes)).toThrow('written by a newer Millrace');
  });

  test('numbers and intents are unique', () => {
    expect(new Set(names.map((name) => valueTypes[name].number)).size).toBe(names.length);
    for (const name of names) {
      const numbers = Object.values(valueTypes[name].intents);
      expect(new Set(numbers).size, name).toBe(numbers.length);
    }
  });
});

const golden = {
  position: 12,
  sourcePosition: 9,
  key: 2251799813685,
  timestampMs: 1_700_000_000_123,
  recordType: 'EVENT',
  valueType: 'VARIABLE',
  intent: 'CREATED',
  rejectionType: 'NULL_VAL',
  rejectionReason: '',
  operationReference: 42,
  requestId: 0,
  value: valueTypes.VARIABLE.codec.complete({
    name: 'größe',
    value: '12345678901234567890',
    scopeKey: 7,
    processInstanceKey: 7,
    processDefinitionKey: 3,
    bpmnProcessId: 'order',
  }),
} as const satisfies AnyRecord;

describe('golden bytes', () => {
  const hex =
    '01020011000c000000000000000a00000000000000365eba490c0200007b68e5cf8b0100002a07076772c3b6c39f651431323334353637383930313233343536373839300e0e06056f72646572093c64656661756c743e';

  test('are written as ever', () => {
    expect(Buffer.from(encodeRecord(golden)).toString('hex')).toBe(hex);
  });

  test('are read as ever', () => {
    expect(decodeRecord(Buffer.from(hex, 'hex'))).toEqual(golden);
  });
});
