/** Cron expressions of six fields as Spring reads them: seconds, minutes, hours, day of month, month, day of week. */
import { calendarDay, DAY_MS, daysOfMonth, weekday } from './calendar.ts';

/** A parsed expression. Fields are bit sets: bit n is set when n fits. */
export interface Cron {
  readonly seconds: bigint;
  readonly minutes: bigint;
  readonly hours: bigint;
  readonly months: bigint;
  /** A date fits when one of them says so. */
  readonly daysOfMonth: readonly DayRule[];
  readonly daysOfWeek: readonly DayRule[];
}

/** Which days of a month fit. Weekdays from 0 for Sunday. */
export type DayRule =
  | { readonly kind: 'every' }
  | { readonly kind: 'days'; readonly days: bigint }
  | { readonly kind: 'weekdays'; readonly weekdays: bigint }
  /** `L`, `L-n`: that many days before the last one. */
  | { readonly kind: 'last'; readonly daysBefore: number }
  /** `nW`, `LW` (day 31): the working day nearest to the day within its month. */
  | { readonly kind: 'nearestWorkday'; readonly day: number }
  /** `nL`: the last such weekday. */
  | { readonly kind: 'lastWeekday'; readonly weekday: number }
  /** `n#k`: the k-th such weekday. */
  | { readonly kind: 'nthWeekday'; readonly weekday: number; readonly nth: number };

/** Years that are searched for the next date. 29 February can be 8 years away, on a given weekday 40. */
export const CRON_YEARS_MAX = 48;

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 0 1 1 *'],
  ['@annually', '0 0 0 1 1 *'],
  ['@monthly', '0 0 0 1 * *'],
  ['@weekly', '0 0 0 * * 0'],
  ['@daily', '0 0 0 * * *'],
  ['@midnight', '0 0 0 * * *'],
  ['@hourly', '0 0 * * * *'],
]);
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Range of a field and the names that stand for its numbers, counted from `first`. */
interface Field {
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
}
const SECOND: Field = { first: 0, last: 59, names: [] };
const HOUR: Field = { first: 0, last: 23, names: [] };
const DAY: Field = { first: 1, last: 31, names: [] };
const MONTH: Field = { first: 1, last: 12, names: MONTHS };
const WEEKDAY: Field = { first: 0, last: 7, names: WEEKDAYS };

/** Parses six fields or a shorthand such as `@daily`. Fields take `*`, lists, ranges, steps and names; days also `?`, `L`, `W` and `#`. */
export function parseCron(text: string): { readonly value: Cron } | { readonly problem: string } {
  const problem = { problem: `Expected a cron expression of six fields, but there is '${text.slice(0, 100)}'` };
  const fields = (SHORTHANDS.get(text.trim()) ?? text).trim().toUpperCase().split(/\s+/);
  const [second = '', minute = '', hour = '', day = '', month = '', dayOfWeek = ''] = fields;
  if (fields.length !== 6) return problem;
  const [seconds, minutes, hours, months] = [bits(second, SECOND), bits(minute, SECOND), bits(hour, HOUR), bits(month, MONTH)];
  const days = dayRules(day, dayOfMonthRule);
  const weekdays = dayRules(dayOfWeek, dayOfWeekRule);
  if (seconds === undefined || minutes === undefined || hours === undefined || months === undefined) return problem;
  if (days === undefined || weekdays === undefined) return problem;
  return { value: { seconds, minutes, hours, months, daysOfMonth: days, daysOfWeek: weekdays } };
}

function dayRules(text: string, rule: (part: string) => DayRule | undefined): readonly DayRule[] | undefined {
  const rules = text === '?' ? [{ kind: 'every' } as const] : text.split(',').map(rule);
  return rules.every((one) => one !== undefined) ? rules : undefined;
}

function dayOfMonthRule(part: string): DayRule | undefined {
  if (part === '*') return { kind: 'every' };
  if (part === 'LW') return { kind: 'nearestWorkday', day: 31 };
  const last = /^L(?:-(\d{1,2}))?$/.exec(part);
  if (last !== null)
    return last[1] === undefined || (Number(last[1]) >= 1 && Number(last[1]) <= 30)
      ? { kind: 'last', daysBefore: Number(last[1] ?? 0) }
      : undefined;
  const nearest = /^(\d{1,2})W$/.exec(part);
  if (nearest !== null) {
    const day = numberOf(nearest[1] ?? '', DAY);
    return day === undefined ? undefined : { kind: 'nearestWorkday', day };
  }
  const days = bits(part, DAY);
  return days === undefined ? undefined : { kind: 'days', days };
}

function dayOfWeekRule(part: string): DayRule | undefined {
  if (part === '*') return { kind: 'every' };
  if (part === 'L') return { kind: 'weekdays', weekdays: 1n };
  const special = /^([0-7]|[A-Z]{3})(?:L|#([1-5]))$/.exec(part);
  if (special !== null) {
    const day = numberOf(special[1] ?? '', WEEKDAY);
    if (day === undefined) return undefined;
    const nth = special[2];
    return nth === undefined ? { kind: 'lastWeekday', weekday: day % 7 } : { kind: 'nthWeekday', weekday: day % 7, nth: Number(nth) };
  }
  const weekdays = bits(part, WEEKDAY);
  return weekdays === undefined ? undefined : { kind: 'weekdays', weekdays: (weekdays | (weekdays >> 7n)) & 0x7fn };
}

/** A list of numbers, ranges and steps as bits; undefined when it is none or out of range. */
function bits(text: string, field: Field): bigint | undefined {
  let all = 0n;
  for (const part of text.split(',')) {
    const match = /^(\*|[A-Z]{3}|\d{1,2})(?:-([A-Z]{3}|\d{1,2}))?(?:\/(\d{1,4}))?$/.exec(part);
    if (match === null) return undefined;
    const span = spanOf(match, field);
    if (span === undefined) return undefined;
    for (let value = span.from; value <= span.to; value += span.step) all |= 1n << BigInt(value);
  }
  return all;
}

/** `*` is the whole field, `a` is a, `a/n` runs from a to the end, `a-b` from a to b; ranges of weekdays may run over the week's end. */
function spanOf(match: RegExpExecArray, field: Field): { readonly from: number; readonly to: number; readonly step: number } | undefined {
  const [, start = '', end, stepText] = match;
  const step = Number(stepText ?? 1);
  if (step < 1) return undefined;
  if (start === '*') return end === undefined ? { from: field.first, to: field === WEEKDAY ? 6 : field.last, step } : undefined;
  const from = numberOf(start, field);
  const to = end === undefined ? (stepText === undefined ? from : field.last) : numberOf(end, field);
  if (from === undefined || to === undefined) return undefined;
  if (from <= to) return { from, to, step };
  return field === WEEKDAY ? { from, to: to + 7, step } : undefined;
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names.indexOf(text);
  if (named >= 0) return named + field.first;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= field.first && value <= field.last ? value : undefined;
}

/**
 * The first fitting second after `afterMs`, reckoned at `offsetMs` east of UTC (default 0).
 * Undefined when no date within {@link CRON_YEARS_MAX} years fits.
 */
export function nextCronMs(cron: Cron, afterMs: number, offsetMs = 0): number | undefined {
  const firstMs = Math.floor((afterMs + offsetMs) / 1000) * 1000 + 1000;
  const firstDay = Math.floor(firstMs / DAY_MS);
  const lastYear = calendarDay(firstDay).year + CRON_YEARS_MAX;
  for (let day = firstDay; ; day += 1) {
    const date = calendarDay(day);
    if (date.year > lastYear) return undefined;
    if (!has(cron.months, date.month)) {
      day += daysOfMonth(date.year, date.month) - date.day;
      continue;
    }
    if (!fitsDay(cron, day)) continue;
    const time = nextTime(cron, day === firstDay ? (firstMs - day * DAY_MS) / 1000 : 0);
    if (time !== undefined) return day * DAY_MS + time * 1000 - offsetMs;
  }
}

/** Seconds since midnight of the first fitting time that is not before `fromSeconds`. */
function nextTime(cron: Cron, fromSeconds: number): number | undefined {
  const [fromHour, fromMinute, fromSecond] = [Math.floor(fromSeconds / 3600), Math.floor(fromSeconds / 60) % 60, fromSeconds % 60];
  for (let hour = fromHour; hour < 24; hour += 1) {
    if (!has(cron.hours, hour)) continue;
    for (let minute = hour === fromHour ? fromMinute : 0; minute < 60; minute += 1) {
      if (!has(cron.minutes, minute)) continue;
      for (let second = hour === fromHour && minute === fromMinute ? fromSecond : 0; second < 60; second += 1) {
        if (has(cron.seconds, second)) return (hour * 60 + minute) * 60 + second;
      }
    }
  }
  return undefined;
}

function has(set: bigint, value: number): boolean {
  return ((set >> BigInt(value)) & 1n) === 1n;
}

function fitsDay(cron: Cron, day: number): boolean {
  return cron.daysOfMonth.some((rule) => fits(rule, day)) && cron.daysOfWeek.some((rule) => fits(rule, day));
}

function fits(rule: DayRule, days: number): boolean {
  const { year, month, day } = calendarDay(days);
  const length = daysOfMonth(year, month);
  switch (rule.kind) {
    case 'every':
      return true;
    case 'days':
      return has(rule.days, day);
    case 'weekdays':
      return has(rule.weekdays, weekday(days));
    case 'last':
      return day === length - rule.daysBefore;
    case 'nearestWorkday':
      return day === nearestWorkday(days - day, Math.min(rule.day, length), length);
    case 'lastWeekday':
      return weekday(days) === rule.weekday && day > length - 7;
    case 'nthWeekday':
      return weekday(days) === rule.weekday && Math.ceil(day / 7) === rule.nth;
  }
}

/** Day of the month that is the working day next to `day`, without leaving the month that begins after day number `before`. */
function nearestWorkday(before: number, day: number, length: number): number {
  const falls = weekday(before + day);
  if (falls === 6) return day > 1 ? day - 1 : day + 2;
  if (falls === 0) return day < length ? day + 1 : day - 2;
  return day;
}
