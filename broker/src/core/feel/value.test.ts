// The questions the engine asks of a result.
import { expect, test } from 'vitest';
import { fromJson } from './json.ts';
import { feelString } from './text.ts';
import { asDouble, asInteger, asNumberText, contextOf, entriesOf, type FeelValue, feelTypeName, isContext } from './value.ts';

test.each<[string, number | undefined, string | undefined, string | undefined]>([
  ['5', 5, '5', '5'],
  ['-2.9', -2.9, '-2', '-2.9'],
  ['1.50', 1.5, '1', '1.5'],
  ['9223372036854775807', 2 ** 63, '9223372036854775807', '9223372036854775807'],
  ['"5"', undefined, undefined, undefined],
  ['null', undefined, undefined, undefined],
])('%s as a double, an integer and a text', (json, double, integer, text) => {
  const value = fromJson(json);
  expect([asDouble(value), asInteger(value)?.toString(), asNumberText(value)]).toEqual([double, integer, text]);
});

test.each<[FeelValue, string, string]>([
  [null, 'null', 'null'],
  [true, 'boolean', 'true'],
  ['a', 'string', 'a'],
  [fromJson('2.50'), 'number', '2.5'],
  [fromJson('["a",[1]]'), 'list', '["a", [1]]'],
  [fromJson('{"a":"b"}'), 'context', '{a:"b"}'],
  [{ kind: 'date', days: 0 }, 'date', '1970-01-01'],
  [{ kind: 'time', nanos: 0, zone: undefined }, 'time', '00:00:00'],
  [{ kind: 'date-time', days: 0, nanos: 0, zone: { offsetSeconds: 0, id: undefined } }, 'date and time', '1970-01-01T00:00:00Z'],
  [{ kind: 'days-duration', seconds: 90_000, nanos: 0 }, 'days and time duration', 'P1DT1H'],
  [{ kind: 'months-duration', months: -14 }, 'years and months duration', '-P1Y2M'],
])('value %#', (value, type, text) => {
  expect(feelTypeName(value)).toBe(type);
  expect(feelString(value)).toBe(text);
});

test('entries of a context come as a map of their own', () => {
  const context = contextOf(new Map([['a', 1]]));
  const entries = entriesOf(context);
  entries.set('b', 2);
  expect(isContext(context) && [...context.names()]).toEqual(['a']);
});
