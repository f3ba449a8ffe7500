// Calendar, durations and zones, against the host and by their own laws.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, civilFromDays, daysFromCivil, formatDay, weekdayOf, weekOfYear } from './calendar.ts';
import { type DaysDuration, durationFromNanos, durationNanos, formatDaysDurationJson, parseDuration } from './duration.ts';
import { epochSecondsOf, formatDateTime, formatDateTimeJson, parseDate, parseDateTime, zonedDateTime } from './temporal.ts';
import { addTemporals, subtractTemporals } from './temporal-arithmetic.ts';
import { isZoneId, offsetAt, resolveLocal } from './zone.ts';

const day = fc.integer({ min: -3_000_000, max: 3_000_000 });

describe('the calendar', () => {
  test('days and dates are two ways to say the same', () => {
    fc.assert(
      fc.property(day, (days) => {
        const { year, month, day: dayOfMonth } = civilFromDays(days);
        expect(daysFromCivil(year, month, dayOfMonth)).toBe(days);
      }),
    );
  });

  test('agrees with the host between the years 1 and 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (days) => {
        const host = new Date(days * 86_400_000);
        expect(formatDay(days)).toBe(host.toISOString().slice(0, 10));
        expect(weekdayOf(days) % 7).toBe(host.getUTCDay());
      }),
    );
  });

  test.each([
    ['2021-01-03', 53],
    ['2024-12-30', 1],
    ['2026-12-31', 53],
    ['2023-01-01', 52],
  ])('%s is in week %i', (text, week) => {
    expect(weekOfYear(parseDate(text)?.days ?? 0)).toBe(week);
  });

  test('a month later is never in the month after that', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -500, max: 500 }), (days, months) => {
        const from = civilFromDays(days);
        const to = civilFromDays(addMonths(days, months));
        expect(to.year * 12 + to.month - (from.year * 12 + from.month)).toBe(months);
      }),
    );
  });
});

describe('durations', () => {
  const duration = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }).map(durationFromNanos);

  test('the JSON form is read as the same duration', () => {
    fc.assert(
      fc.property(duration, (d) => {
        expect(parseDuration(formatDaysDurationJson(d))).toEqual(d);
      }),
    );
  });

  test('adding and taking away again changes no point in time', () => {
    const seconds = fc.integer({ min: -(10 ** 10), max: 10 ** 10 }).map((n): DaysDuration => durationFromNanos(BigInt(n) * 1_000_000_000n));
    fc.assert(
      fc.property(day, seconds, fc.constantFrom(undefined, 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'), (days, d, id) => {
        const start = zonedDateTime(days, 43_200_000_000_000, id === undefined ? undefined : { id, offsetSeconds: 0 });
        const there = addTemporals(start, d);
        expect(there === undefined ? undefined : subtractTemporals(there, d)).toEqual(start);
      }),
    );
  });

  test('nanoseconds survive', () => {
    fc.assert(
      fc.property(duration, (d) => {
        expect(durationFromNanos(durationNanos(d))).toEqual(d);
      }),
    );
  });
});

describe('zones', () => {
  test.each([
    ['2024-03-31T01:59:59', '+01:00'],
    ['2024-03-31T02:30:00', '+02:00'],
    ['2024-10-27T02:30:00', '+02:00'],
    ['2024-10-27T03:00:00', '+01:00'],
    ['1900-06-01T00:00:00', '+01:00'],
    ['1890-01-01T00:00:00', '+00:53:28'],
  ])('Berlin shows %s at %s', (text, offset) => {
    const time = parseDateTime(`${text}@Europe/Berlin`);
    expect(time === undefined ? '' : formatDateTimeJson(time)).toContain(`${offset}[Europe/Berlin]`);
  });

  test('a time in the gap is moved on, and keeps its instant', () => {
    const time = parseDateTime('2024-03-31T02:30:00@Europe/Berlin');
    expect(time === undefined ? '' : formatDateTime(time)).toBe('2024-03-31T03:30:00@Europe/Berlin');
    expect(time === undefined ? 0 : epochSecondsOf(time)).toBe(Date.UTC(2024, 2, 31, 1, 30) / 1000);
  });

  test('a year of nine digits keeps its time of day, whatever its zone', () => {
    for (const text of ['999999999-12-31T23:59:59.999999999@Europe/Paris', '-999999999-01-01T00:00:00.000000001@Asia/Tokyo']) {
      const time = parseDateTime(text);
      expect(time === undefined ? '' : formatDateTime(time)).toBe(text);
    }
  });

  test('the rules of a zone go on beyond the table of the platform', () => {
    const offset = (text: string) => parseDateTime(text)?.zone?.offsetSeconds;
    expect(offset('999999999-12-31T12:00:00@Europe/Paris')).toBe(3_600);
    expect(offset('999999999-07-31T12:00:00@Europe/Paris')).toBe(7_200);
    expect(offset('300000-07-31T12:00:00@America/New_York')).toBe(-14_400);
  });

  test('every local time has an offset that holds at its instant', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia');
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 2_000_000_000 }), (id, local) => {
        const resolved = resolveLocal(id, local);
        expect(offsetAt(id, local + resolved.shiftSeconds - resolved.offsetSeconds)).toBe(resolved.offsetSeconds);
      }),
    );
  });

  test.each([
    ['UTC', true],
    ['Europe/Berlin', true],
    ['UTC+01:00', true],
    ['EST5EDT', true],
    ['EST', false],
    ['europe/berlin', false],
    ['Mars/Base', false],
    ['', false],
  ])('%j: %s', (id, known) => {
    expect(isZoneId(id)).toBe(known);
  });
});
