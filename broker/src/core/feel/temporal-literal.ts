/** Reads the text of a temporal literal, `@"..."`, whatever kind it is. */

import { type DaysDuration, type MonthsDuration, parseDuration } from './duration.ts';
import { type DateTimeValue, type DateValue, parseDate, parseDateTime, parseTime, type TimeValue } from './temporal.ts';

/** The date, date-time, time or duration the text says, or undefined if it says none. */
export function parseTemporal(text: string): DateValue | TimeValue | DateTimeValue | DaysDuration | MonthsDuration | undefined {
  return parseDate(text) ?? parseDateTime(text) ?? parseTime(text) ?? parseDuration(text);
}
