/** Built-in functions that turn values into others: string, number, date, time, date and time, duration. */

import { checkedDays, monthsBetween } from '../calendar.ts';
import { monthsDuration, parseDuration } from '../duration.ts';
import { parseNumber, roundNumber, subtractNumbers, toDouble, toIndex } from '../number.ts';
import { clockNanos, type DateTimeValue, dateTimeIn, dateValue, epochSecondsOf, nanosPerSecond } from '../temporal.ts';
import { parseDate, parseDateTime, parseTime, parseZone, timeValue, zonedDateTime } from '../temporal.ts';
import { feelString } from '../text.ts';
import { asTemporal, type FeelValue, isNumber } from '../value.ts';
import type { Zone } from '../zone.ts';
import { rangeOfText } from './range-text.ts';
import { type Builtin, type BuiltinBody, builtin, failed } from './builtin.ts';

const toText: BuiltinBody = ([value = null], run) => {
  if (value === null) return null;
  const text = feelString(value);
  run.checkLength(text.length);
  return text;
};

const separators: ReadonlySet<FeelValue | undefined> = new Set([null, undefined, ' ', ',', '.']);

const toNumber: BuiltinBody = ([text, grouping, decimal], run) => {
  if (typeof text !== 'string') return undefined;
  if (!separators.has(grouping) || !separators.has(decimal) || decimal === ' ' || (grouping === decimal && typeof grouping === 'string')) {
    return failed(run, 'number', "illegal arguments for grouping or decimal. Must be one of ' ' (grouping only), ',' or '.'");
  }
  let plain = typeof grouping === 'string' ? text.replaceAll(grouping, '') : text;
  if (typeof decimal === 'string') plain = plain.replace(decimal, '.');
  return parseNumber(asciiDigits(plain)) ?? failed(run, 'number', `Can't parse '${text}' as a number`);
};

const foreignDigits = /[^\P{Nd}0-9]/gu;

/** Decimal digits of other scripts count, too: they come in runs of ten, each from its zero on. */
function asciiDigits(text: string): string {
  return text.replace(foreignDigits, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

const toDate: BuiltinBody = ([from]) => {
  if (typeof from === 'string') return parseDate(from) ?? null;
  const value = from === undefined ? undefined : asTemporal(from);
  return value?.kind === 'date' || value?.kind === 'date-time' ? dateValue(value.days) : undefined;
};

const dateOfParts: BuiltinBody = ([year, month, day], run) => {
  if (year === undefined || month === undefined || day === undefined || !isNumber(year) || !isNumber(month) || !isNumber(day))
    return undefined;
  const [y, m, d] = [toIndex(year), toIndex(month), toIndex(day)];
  const days = checkedDays(y, m, d);
  return days === undefined ? failed(run, 'date', `Failed to parse date from: year=${y}, month=${m}, day=${d}`) : dateValue(days);
};

const toTime: BuiltinBody = ([from]) => {
  if (typeof from === 'string') return parseTime(from) ?? null;
  const value = from === undefined ? undefined : asTemporal(from);
  if (value?.kind === 'date-time') return timeValue(value.nanos, value.zone);
  return value?.kind === 'date' ? timeValue(0, { offsetSeconds: 0, id: undefined }) : undefined;
};

const timeOfParts: BuiltinBody = ([hour, minute, second, offset], run) => {
  if (hour === undefined || minute === undefined || second === undefined || !isNumber(hour) || !isNumber(minute) || !isNumber(second)) {
    return undefined;
  }
  const zone = offset === undefined || offset === null ? undefined : zoneOfOffset(offset);
  if (zone === null) return undefined;
  const nano = Math.trunc(toDouble(subtractNumbers(second, roundNumber(second, 0, 'down'))) * nanosPerSecond);
  const nanos = clockNanos(toIndex(hour), toIndex(minute), toIndex(second), nano);
  if (nanos !== undefined) return timeValue(nanos, zone);
  return failed(
    run,
    'time',
    `Failed to parse time from: hour=${feelString(hour)}, minute=${feelString(minute)}, second=${feelString(second)}`,
  );
};

function zoneOfOffset(offset: FeelValue): Zone | null {
  const duration = asTemporal(offset);
  if (duration?.kind !== 'days-duration' || Math.abs(duration.seconds) > 18 * 3600) return null;
  return { offsetSeconds: duration.seconds, id: undefined };
}

const toDateTime: BuiltinBody = ([from]) => {
  return typeof from === 'string' ? (parseDateTime(from) ?? null) : undefined;
};

const joinDateTime: BuiltinBody = ([date, time], run) => {
  const day = date === undefined ? undefined : asTemporal(date);
  if (day?.kind !== 'date' && day?.kind !== 'date-time') return undefined;
  if (typeof time === 'string')
    return day.kind === 'date' ? undefined : (inZone(day, time) ?? run.fail(`Expected a time zone, but '${time}' is none`));
  const clock = time === undefined ? undefined : asTemporal(time);
  return clock?.kind === 'time' ? zonedDateTime(day.days, clock.nanos, clock.zone) : undefined;
};

/** The same instant on the clock of another zone; a local time is taken to be of that zone. */
function inZone(t: DateTimeValue, name: string): DateTimeValue | undefined {
  const zone = parseZone(
    name.replace(/^(UTC|GMT|UT)([+-])(\d)$/, (_, prefix: string, sign: string, hours: string) => `${prefix}${sign}0${hours}:00`),
  );
  if (zone === undefined) return undefined;
  return t.zone === undefined ? zonedDateTime(t.days, t.nanos, zone) : dateTimeIn(epochSecondsOf(t), t.nanos % nanosPerSecond, zone);
}

const toDuration: BuiltinBody = ([from]) => (typeof from === 'string' ? (parseDuration(from) ?? null) : undefined);

const monthsApart: BuiltinBody = ([from, to]) => {
  const start = from === undefined ? undefined : asTemporal(from);
  const end = to === undefined ? undefined : asTemporal(to);
  if (start?.kind !== 'date' && start?.kind !== 'date-time') return undefined;
  if (end?.kind !== 'date' && end?.kind !== 'date-time') return undefined;
  return monthsDuration(monthsBetween(start.days, end.days));
};

/** Functions that turn values into others. Each answers undefined if its arguments do not fit. */
export const conversionBuiltins: readonly Builtin[] = [
  builtin('string', 'from', toText),
  builtin('number', 'from', toNumber),
  builtin('number', 'from,grouping separator', toNumber),
  builtin('number', 'from,grouping separator,decimal separator', toNumber),
  builtin('date', ['from'], toDate),
  builtin('date', 'year,month,day', dateOfParts),
  builtin('time', 'from', toTime),
  builtin('time', 'hour,minute,second', timeOfParts),
  builtin('time', 'hour,minute,second,offset', timeOfParts),
  builtin('date and time', 'from', toDateTime),
  builtin('date and time', 'date,time', joinDateTime),
  builtin('duration', 'from', toDuration),
  builtin('range', 'from', ([from]) => (typeof from === 'string' ? (rangeOfText(from) ?? null) : undefined)),
  builtin('years and months duration', 'from,to', monthsApart),
];
