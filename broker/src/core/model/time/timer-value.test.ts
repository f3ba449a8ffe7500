/** Dates, durations, cycles and cron expressions: what they mean, and what is none. Due dates are written as ISO texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayNumber } from './calendar.ts';
import { nextCronMs, parseCron } from './cron.ts';
import { parseDateTime } from './date-time.ts';
import { addPeriod, parsePeriod } from './period.ts';
import { firstDueMs, nextDueMs, parseTimerCycle, parseTimerDate, parseTimerDuration, type TimerCycle } from './timer-value.ts';

const ms = (iso: string): number => Date.parse(iso);
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');

describe('the calendar', () => {
  it('agrees with the platform on every day number', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 2_900_000 }), (days) => {
        const date = new Date(days * 86_400_000);
        const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
        expect(calendarDay(days)).toEqual(day);
        expect(dayNumber(day)).toBe(days);
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['2030-01-02T10:00:00Z', '2030-01-02T10:00:00Z'],
    ['2030-01-02T10:00Z', '2030-01-02T10:00:00Z'],
    ['2030-01-02T10:00:00.5+02:00', '2030-01-02T08:00:00.500Z'],
    ['2030-01-02T10:00:00.123456789-00:30', '2030-01-02T10:30:00.123Z'],
    ['2030-01-02T10:00:00+01:00[Europe/Berlin]', '2030-01-02T09:00:00Z'],
    ['2030-01-02T10:00:00+02', '2030-01-02T08:00:00Z'],
    ['2024-02-29t00:00:00z', '2024-02-29T00:00:00Z'],
  ])('%s', (text, meant) => expect(iso(parseDateTime(text))).toBe(meant));

  it.each([
    '',
    '2030-01-02',
    '2030-01-02T10:00:00',
    '2023-02-29T00:00:00Z',
    '2030-13-01T00:00:00Z',
    '2030-01-02T24:00:00Z',
    '2030-01-02T10:00:00+19:00',
    '2030-01-02T10:00:00+18:01',
    ' 2030-01-02T10:00:00Z',
    '2030-1-2T10:00:00Z',
  ])('%j is none', (text) =>
    expect(parseTimerDate(text)).toEqual({ problem: `Expected an ISO 8601 date and time with an offset, but there is '${text}'` }),
  );
});

describe('durations', () => {
  it.each([
    ['PT10S', 0, 0, 10_000],
    ['P1Y2M3W4DT5H6M7.8S', 14, 25, 18_367_800],
    ['-P1DT1H', 0, -1, -3_600_000],
    ['P-1M', -1, 0, 0],
    ['PT-0.5S', 0, 0, -500],
    ['PT0.0001S', 0, 0, 0],
    ['p1dT0,5s', 0, 1, 500],
    ['P1W', 0, 7, 0],
    ['+PT+1M', 0, 0, 60_000],
  ])('%s', (text, months, days, timeMs) => expect(parsePeriod(text)).toEqual({ months, days, timeMs }));

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '1D',
    'P1',
    'pt1s',
    'PT1',
    'P1H',
    'PT1.5H',
    'P1.5D',
    'PT1S ',
    'P99999999999Y',
    'PT1M1H',
    `PT${'1'.repeat(2000)}S`,
  ])('%j is none', (text) => expect('problem' in parseTimerDuration(text)).toBe(true));

  it.each([
    ['2024-01-31T10:00:00Z', 'P1M', '2024-02-29T10:00:00Z'],
    ['2023-01-31T10:00:00Z', 'P1M', '2023-02-28T10:00:00Z'],
    ['2024-02-29T00:00:00Z', 'P1Y', '2025-02-28T00:00:00Z'],
    ['2024-03-31T00:00:00Z', 'P-1M', '2024-02-29T00:00:00Z'],
    ['2024-12-31T23:00:00Z', 'P1M1DT1H', '2025-02-02T00:00:00Z'],
    ['1970-01-01T00:00:00Z', 'P-2Y', '1968-01-01T00:00:00Z'],
  ])('%s and %s is %s', (from, text, to) => expect(iso(addPeriod(ms(from), parsePeriod(text) ?? never()))).toBe(to));

  it('reckons months where the clock stands', () => {
    const month = parsePeriod('P1M') ?? never();
    const berlin = 3_600_000;
    expect(iso(addPeriod(ms('2024-01-31T23:30:00Z'), month, berlin))).toBe('2024-02-29T23:30:00Z');
  });
});

function never(): never {
  throw new Error('expected a value');
}

function cycle(text: string): TimerCycle {
  const parsed = parseTimerCycle(text);
  return 'problem' in parsed ? never() : parsed.value;
}

describe('repeating intervals', () => {
  it.each([
    ['R/PT1S', -1, undefined],
    ['R5/P1D', 5, undefined],
    ['R0/P1D', 0, undefined],
    ['R3/2030-01-01T00:00:00Z/PT1H', 3, '2030-01-01T00:00:00Z'],
    ['R//PT1H', -1, undefined],
  ])('%s', (text, repetitions, start) => {
    expect(cycle(text)).toMatchObject({ repetitions });
    expect(iso(cycle(text).startAtMs)).toBe(start);
  });

  it.each([
    'R',
    'R/',
    'R5',
    'R-1/PT1S',
    'R/2030-01-01T00:00:00Z',
    'R5/x/PT1S',
    'R/PT1S/2030-01-01T00:00:00Z',
    'R99999999999/PT1S',
    'R3000000000/PT1S',
    'R/PT1S/PT1S/PT1S',
    'r/PT1S',
  ])('%j is none', (text) => expect('problem' in parseTimerCycle(text)).toBe(true));

  it('is due first at its start, or one interval from now where that has passed', () => {
    const timer = cycle('R/2030-01-01T00:00:00Z/PT1H');
    expect(iso(firstDueMs(timer, ms('2029-12-31T00:00:00Z')))).toBe('2030-01-01T00:00:00Z');
    expect(iso(firstDueMs(timer, ms('2030-01-01T00:10:00Z')))).toBe('2030-01-01T01:10:00Z');
  });

  it('is due again without drift, or one interval from now where that has passed', () => {
    const timer = cycle('R/PT1H');
    const last = ms('2030-01-01T00:00:00Z');
    expect(iso(nextDueMs(timer, last, ms('2030-01-01T00:00:05Z')))).toBe('2030-01-01T01:00:00Z');
    expect(iso(nextDueMs(timer, last, ms('2030-01-01T05:30:00Z')))).toBe('2030-01-01T06:30:00Z');
  });

  it('is due at once where the interval is nothing', () => {
    expect(nextDueMs(cycle('R2/PT0S'), 1000, 2000)).toBe(2000);
    expect(nextDueMs(cycle('R2/PT-5S'), 1000, 2000)).toBe(2000);
  });
});

function next(text: string, after: string): string | undefined {
  const parsed = parseCron(text);
  return 'problem' in parsed ? never() : iso(nextCronMs(parsed.value, ms(after)));
}

describe('cron', () => {
  it.each([
    ['* * * * * *', '2024-01-01T00:00:00.400Z', '2024-01-01T00:00:01Z'],
    ['0 0 * * * *', '2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z'],
    ['*/10 * * * * *', '2024-01-01T00:00:55Z', '2024-01-01T00:01:00Z'],
    ['0 0 8-10 * * *', '2024-01-01T10:00:00Z', '2024-01-02T08:00:00Z'],
    ['0 0/30 8-10 * * *', '2024-01-01T08:30:00Z', '2024-01-01T09:00:00Z'],
    ['0 0 9-17 * * MON-FRI', '2024-01-05T17:00:00Z', '2024-01-08T09:00:00Z'],
    ['0 0 0 25 DEC ?', '2024-12-26T00:00:00Z', '2025-12-25T00:00:00Z'],
    ['0 0 0 29 2 *', '2097-01-01T00:00:00Z', '2104-02-29T00:00:00Z'],
    ['0 0 0 L * *', '2024-02-01T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['0 0 0 L-3 * *', '2024-02-01T00:00:00Z', '2024-02-26T00:00:00Z'],
    ['0 0 0 1W * *', '2024-05-31T00:00:00Z', '2024-06-03T00:00:00Z'],
    ['0 0 0 15W * *', '2024-06-01T00:00:00Z', '2024-06-14T00:00:00Z'],
    ['0 0 0 LW * *', '2024-06-01T00:00:00Z', '2024-06-28T00:00:00Z'],
    ['0 0 0 * * 5L', '2024-06-01T00:00:00Z', '2024-06-28T00:00:00Z'],
    ['0 0 0 * * THUL', '2024-06-01T00:00:00Z', '2024-06-27T00:00:00Z'],
    ['0 0 0 ? * 5#2', '2024-06-01T00:00:00Z', '2024-06-14T00:00:00Z'],
    ['0 0 0 ? * MON#1', '2024-06-01T00:00:00Z', '2024-06-03T00:00:00Z'],
    ['0 0 0 * * 0', '2024-06-03T00:00:00Z', '2024-06-09T00:00:00Z'],
    ['0 0 0 * * 7', '2024-06-03T00:00:00Z', '2024-06-09T00:00:00Z'],
    ['0 0 0 * * SAT-SUN', '2024-06-09T00:00:00Z', '2024-06-15T00:00:00Z'],
    ['0 0 0 13 * FRI', '2024-01-01T00:00:00Z', '2024-09-13T00:00:00Z'],
    ['0 0 0 * * FRI-MON', '2024-01-01T00:00:00Z', '2024-01-05T00:00:00Z'],
    ['0 0 0 * * 5/1', '2024-01-07T00:00:00Z', '2024-01-12T00:00:00Z'],
    ['0 0 0 * * 0-0/2', '2024-01-01T00:00:00Z', '2024-01-07T00:00:00Z'],
    ['0 0 0 ? * L', '2024-01-01T00:00:00Z', '2024-01-07T00:00:00Z'],
    ['@hourly', '2024-01-01T00:30:00Z', '2024-01-01T01:00:00Z'],
    ['@daily', '2024-01-01T00:30:00Z', '2024-01-02T00:00:00Z'],
    ['@weekly', '2024-01-01T00:30:00Z', '2024-01-07T00:00:00Z'],
    ['@monthly', '2024-01-01T00:30:00Z', '2024-02-01T00:00:00Z'],
    ['@yearly', '2024-01-01T00:30:00Z', '2025-01-01T00:00:00Z'],
    ['1,2,40-42 * * * * *', '2024-01-01T00:00:02Z', '2024-01-01T00:00:40Z'],
  ])('%s after %s', (text, after, due) => expect(next(text, after)).toBe(due));

  it('that no date fits is never due, and that is known soon', () => expect(next('0 0 0 31 2 *', '2024-01-01T00:00:00Z')).toBeUndefined());

  it.each([
    '',
    '* * * * *',
    '* * * * * * *',
    '60 * * * * *',
    '* * 24 * * *',
    '* * * 0 * *',
    '* * * 32 * *',
    '* * * * 13 *',
    '* * * * * 8',
    '5-1 * * * * *',
    '*/0 * * * * *',
    'a * * * * *',
    '@every 1h',
    '0 0 0 0W * *',
    '0 0 0 ? * 5#6',
    '0 0 0 L-31 * *',
    '0 0 0 L-0 * *',
    '? * * * * *',
    '1,,2 * * * * *',
    '*-5 * * * * *',
  ])('%j is none', (text) => expect('problem' in parseTimerCycle(text)).toBe(true));

  it('fits every field of the due date, which lies after now', () => {
    const field = (last: number) => fc.oneof(fc.constant('*'), fc.integer({ min: 1, max: last }).map(String));
    fc.assert(
      fc.property(
        field(59),
        field(59),
        field(23),
        field(28),
        field(12),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        (second, minute, hour, day, month, after) => {
          const parsed = parseCron(`${second} ${minute} ${hour} ${day} ${month} *`);
          const due = 'problem' in parsed ? never() : nextCronMs(parsed.value, after);
          if (due === undefined) never();
          const date = new Date(due);
          const parts = [date.getUTCSeconds(), date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate(), date.getUTCMonth() + 1];
          expect(due).toBeGreaterThan(after);
          expect([second, minute, hour, day, month].every((wanted, at) => wanted === '*' || Number(wanted) === parts[at])).toBe(true);
        },
      ),
    );
  });
});

describe('any text', () => {
  it('is a value or a problem', () => {
    const piece = fc.constantFrom(
      'R',
      '/',
      'P',
      'T',
      '1',
      '60',
      '-',
      '*',
      ' ',
      'D',
      'M',
      'S',
      'L',
      'W',
      '#',
      '?',
      ',',
      '@',
      ':',
      'Z',
      'MON',
      '2030-01-01T00:00:00Z',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        for (const parse of [parseTimerDate, parseTimerDuration, parseTimerCycle]) {
          const parsed = parse(pieces.join(''));
          expect('value' in parsed || /^Expected .+, but /.test(parsed.problem)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
