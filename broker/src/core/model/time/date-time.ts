/** ISO 8601 date-times with an offset, as points in time. */
import { DAY_MS, dayNumber, daysOfMonth } from './calendar.ts';

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])(\d\d)(?::(\d\d)(?::(\d\d))?)?)(?:\[[A-Za-z0-9_+\-/]{1,64}\])?$/i;

/** Milliseconds since 1970 of `2030-01-02T10:00[:00[.000]]` followed by `Z` or an offset; a zone name in brackets is passed over. Undefined for anything else. */
export function parseDateTime(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || part(9) * 60 + part(10) > 18 * 60 || part(10) > 59 || part(11) > 59) return undefined;
  const millisecond = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const offsetMs = (match[8] === '-' ? -1 : 1) * ((part(9) * 60 + part(10)) * 60 + part(11)) * 1000;
  return dayNumber({ year, month, day }) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond - offsetMs;
}
