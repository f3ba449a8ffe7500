/** Built-in functions on dates and times: the present, and places in the calendar. */

import { civilFromDays, dayOfYear, daysFromCivil, daysInMonth, weekdayOf, weekOfYear } from '../calendar.ts';
import type { Run } from '../run.ts';
import { type DateTimeValue, dateTimeIn, dateValue, parseZone } from '../temporal.ts';
import { asTemporal, type FeelValue } from '../value.ts';
import { type Builtin, builtin } from './builtin.ts';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function now(run: Run): DateTimeValue {
  const { nowMs, zone } = run.clock;
  const seconds = Math.floor(nowMs / 1000);
  return dateTimeIn(seconds, (nowMs - seconds * 1000) * 1_000_000, parseZone(zone) ?? { offsetSeconds: 0, id: undefined });
}

/** A function of the day of a date or date-time. */
function ofDay(name: string, compute: (days: number) => FeelValue): Builtin {
  return builtin(name, 'date', ([date]) => {
    const value = date === undefined ? undefined : asTemporal(date);
    return value?.kind === 'date' || value?.kind === 'date-time' ? compute(value.days) : undefined;
  });
}

/** Functions on dates and times. Each answers undefined if its arguments do not fit. */
export const temporalBuiltins: readonly Builtin[] = [
  builtin('now', '', (_, run) => now(run)),
  builtin('today', '', (_, run) => dateValue(now(run).days)),
  ofDay('day of week', (days) => weekdays[weekdayOf(days) - 1] ?? null),
  ofDay('day of year', dayOfYear),
  ofDay('week of year', weekOfYear),
  ofDay('month of year', (days) => months[civilFromDays(days).month - 1] ?? null),
  ofDay('last day of month', (days) => {
    const { year, month } = civilFromDays(days);
    return dateValue(daysFromCivil(year, month, daysInMonth(year, month)));
  }),
];
