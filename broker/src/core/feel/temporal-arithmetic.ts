/** Sums, differences, products and quotients of dates, times and durations; undefined where the language has none. */

import { addMonths, yearMax } from './calendar.ts';
import { type DaysDuration, daysDuration, durationFromNanos, durationNanos, type MonthsDuration, monthsDuration } from './duration.ts';
import { utcNanosOf } from './comparison.ts';
import { type FeelNumber, isZero, numberFromBigint, toBigint, toDecimal } from './number.ts';
import { divideRounded, powerOfTen } from './decimal.ts';
import { type DateTimeValue, type DateValue, dateTimeIn, dateValue, epochSecondsOf, localDateTime } from './temporal.ts';
import { nanosPerSecond, type TimeValue, timeValue, zonedDateTime } from './temporal.ts';

/** Anything with a place in time or a length of it. */
export type Temporal = DateValue | TimeValue | DateTimeValue | DaysDuration | MonthsDuration;

const daysMax = yearMax * 366;

/** `a + b`. */
export function addTemporals(a: Temporal, b: Temporal): Temporal | undefined {
  if (b.kind === 'days-duration') return addDays(a, b);
  if (b.kind === 'months-duration') return addYearMonths(a, b);
  return a.kind === 'days-duration' || a.kind === 'months-duration' ? addTemporals(b, a) : undefined;
}

/** `a - b`. */
export function subtractTemporals(a: Temporal, b: Temporal): Temporal | undefined {
  if (b.kind === 'days-duration') return addDays(a, durationFromNanos(-durationNanos(b)));
  if (b.kind === 'months-duration') return addYearMonths(a, monthsDuration(-b.months));
  if (a.kind === 'date' && b.kind === 'date') return daysDuration((a.days - b.days) * 86_400);
  if (a.kind === 'time' && b.kind === 'time') return sameLocality(a, b) ? daysDuration(0, utcNanosOf(a) - utcNanosOf(b)) : undefined;
  if (a.kind === 'date-time' && b.kind === 'date-time' && sameLocality(a, b)) {
    return daysDuration(epochSecondsOf(a) - epochSecondsOf(b), (a.nanos % nanosPerSecond) - (b.nanos % nanosPerSecond));
  }
  return undefined;
}

function sameLocality(a: TimeValue | DateTimeValue, b: TimeValue | DateTimeValue): boolean {
  return (a.zone === undefined) === (b.zone === undefined);
}

function addDays(a: Temporal, d: DaysDuration): Temporal | undefined {
  switch (a.kind) {
    case 'days-duration':
      return durationFromNanos(durationNanos(a) + durationNanos(d));
    case 'months-duration':
      return undefined;
    case 'date': {
      // The day of its midnight, moved: a part of a day back is the day before.
      const days = a.days + Math.floor(d.seconds / 86_400);
      return Math.abs(days) > daysMax ? undefined : dateValue(days);
    }
    case 'time':
      return timeValue(a.nanos + (d.seconds % 86_400) * nanosPerSecond + d.nanos, a.zone);
    case 'date-time':
      return addToDateTime(a, d);
  }
}

function addToDateTime(t: DateTimeValue, d: DaysDuration): DateTimeValue | undefined {
  const nano = (t.nanos % nanosPerSecond) + d.nanos;
  const seconds = epochSecondsOf(t) + d.seconds + (nano >= nanosPerSecond ? 1 : 0);
  if (Math.abs(seconds) > daysMax * 86_400) return undefined;
  const nanoOfSecond = nano % nanosPerSecond;
  if (t.zone !== undefined) return dateTimeIn(seconds, nanoOfSecond, t.zone);
  const days = Math.floor(seconds / 86_400);
  return localDateTime(days, (seconds - days * 86_400) * nanosPerSecond + nanoOfSecond);
}

function addYearMonths(a: Temporal, d: MonthsDuration): Temporal | undefined {
  switch (a.kind) {
    case 'months-duration':
      return monthsDuration(a.months + d.months);
    case 'date': {
      const days = addMonths(a.days, d.months);
      return Math.abs(days) > daysMax ? undefined : dateValue(days);
    }
    case 'date-time': {
      const days = addMonths(a.days, d.months);
      return Math.abs(days) > daysMax ? undefined : zonedDateTime(days, a.nanos, a.zone);
    }
    default:
      return undefined;
  }
}

/** A duration times a number; the number's fraction is cut off. */
export function multiplyDuration(d: DaysDuration | MonthsDuration, factor: FeelNumber): Temporal | undefined {
  const whole = toBigint(factor);
  if (d.kind === 'days-duration') return boundedDuration(durationNanos(d) * whole);
  const months = BigInt(d.months) * whole;
  return inIntRange(months) ? monthsDuration(Number(months)) : undefined;
}

function boundedDuration(nanos: bigint): DaysDuration | undefined {
  const seconds = nanos / 1_000_000_000n;
  return seconds > 9_007_199_254_740_990n || seconds < -9_007_199_254_740_990n ? undefined : durationFromNanos(nanos);
}

function inIntRange(n: bigint): boolean {
  return BigInt.asIntN(32, n) === n;
}

/** A duration divided by a number (exact to the millisecond, or whole months) or by another of its kind (whole number). */
export function divideDuration(d: DaysDuration | MonthsDuration, by: FeelNumber | Temporal): Temporal | FeelNumber | undefined {
  if (typeof by === 'number' || by.kind === 'decimal') return divideByNumber(d, by);
  if (d.kind === 'days-duration' && by.kind === 'days-duration') {
    const divisor = durationNanos(by);
    return divisor === 0n ? undefined : numberFromBigint(durationNanos(d) / divisor);
  }
  if (d.kind === 'months-duration' && by.kind === 'months-duration') {
    return by.months === 0 ? undefined : Math.trunc(d.months / by.months) + 0;
  }
  return undefined;
}

function divideByNumber(d: DaysDuration | MonthsDuration, by: FeelNumber): Temporal | undefined {
  if (isZero(by)) return undefined;
  const { coefficient, scale } = toDecimal(by);
  const over = (n: bigint): bigint =>
    scale >= 0 ? divideRounded(n * powerOfTen(scale), coefficient, 'down') : divideRounded(n, coefficient * powerOfTen(-scale), 'down');
  if (d.kind === 'days-duration') return durationFromNanos(over(durationNanos(d) / 1_000_000n) * 1_000_000n);
  return monthsDuration(Number(over(BigInt(d.months))));
}

/** The length of a duration, without its sign. */
export function absoluteDuration(d: DaysDuration | MonthsDuration): DaysDuration | MonthsDuration {
  if (d.kind === 'months-duration') return monthsDuration(Math.abs(d.months));
  const nanos = durationNanos(d);
  return durationFromNanos(nanos < 0n ? -nanos : nanos);
}
