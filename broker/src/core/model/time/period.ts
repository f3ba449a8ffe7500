/** ISO 8601 durations: how they are written and how they move a point in time. */
import { calendarDay, DAY_MS, dayNumber, daysOfMonth } from './calendar.ts';

/** A duration in three parts that do not convert into each other. Parts may be negative. */
export interface Period {
  /** Years count as 12. */
  readonly months: number;
  /** Weeks count as 7. */
  readonly days: number;
  /** Hours, minutes and seconds, in milliseconds. */
  readonly timeMs: number;
}

/** Years that each part of a duration may be. Beyond, dates leave the calendar. */
export const PERIOD_YEARS_MAX = 10_000;

const NUMBER = '([+-]?\\d{1,18})';
const FORM = new RegExp(
  `^([+-]?)[Pp](?:${NUMBER}[Yy])?(?:${NUMBER}[Mm])?(?:${NUMBER}[Ww])?(?:${NUMBER}[Dd])?(T(?:${NUMBER}[Hh])?(?:${NUMBER}[Mm])?(?:([+-]?)(\\d{1,18})(?:[.,](\\d{0,9}))?[Ss])?)?$`,
);

/** Parses `P1Y2M3W4DT5H6M7.8S`, letters but T in either case, each part and the whole with an optional sign; undefined for anything else. Fractions below a millisecond are cut. */
export function parsePeriod(text: string): Period | undefined {
  const match = FORM.exec(text);
  if (match === null || /[PpT]$/.test(text)) return undefined;
  const sign = match[1] === '-' ? -1 : 1;
  const part = (group: number): number => Number(match[group] ?? 0);
  const secondSign = match[9] === '-' ? -1 : 1;
  const seconds = part(10) * 1000 + Number((match[11] ?? '').padEnd(3, '0').slice(0, 3));
  const months = sign * (part(2) * 12 + part(3));
  const days = sign * (part(4) * 7 + part(5));
  const timeMs = sign * (part(7) * 3_600_000 + part(8) * 60_000 + secondSign * seconds);
  const bounded = [months / 12, days / 366, timeMs / (366 * DAY_MS)].every((years) => Math.abs(years) <= PERIOD_YEARS_MAX);
  return bounded ? { months: months + 0, days: days + 0, timeMs: timeMs + 0 } : undefined;
}

/**
 * Moves a point in time: months first, keeping the day where the month has it and its last day otherwise, then days, then hours to seconds.
 * Calendar parts are reckoned at `offsetMs` east of UTC, default 0.
 */
export function addPeriod(ms: number, period: Period, offsetMs = 0): number {
  if (period.months === 0) return ms + period.days * DAY_MS + period.timeMs;
  const local = ms + offsetMs;
  const day = Math.floor(local / DAY_MS);
  const moved = addMonths(day, period.months);
  return ms + (moved - day + period.days) * DAY_MS + period.timeMs;
}

function addMonths(day: number, months: number): number {
  const from = calendarDay(day);
  const month = from.year * 12 + from.month - 1 + months;
  const year = Math.floor(month / 12);
  const monthOfYear = month - year * 12 + 1;
  return dayNumber({ year, month: monthOfYear, day: Math.min(from.day, daysOfMonth(year, monthOfYear)) });
}

/** Whether adding it moves time forward at all, as seen from any date. */
export function isPositive(period: Period): boolean {
  return addPeriod(0, period) > 0;
}
