/** The two kinds of duration: exact ones in seconds and nanoseconds, and ones in months; reading, writing and arithmetic. */

/** A duration in days, hours, minutes and seconds. `nanos` is 0..999,999,999 and counts forward from `seconds`, also below zero. */
export interface DaysDuration {
  readonly kind: 'days-duration';
  readonly seconds: number;
  readonly nanos: number;
}

/** A duration in years and months. */
export interface MonthsDuration {
  readonly kind: 'months-duration';
  readonly months: number;
}

const nanosPerSecond = 1_000_000_000;
const nanosPerSecondBig = 1_000_000_000n;

/** A duration from whole seconds and any number of nanoseconds. */
export function daysDuration(seconds: number, nanos = 0): DaysDuration {
  const carry = Math.floor(nanos / nanosPerSecond);
  return { kind: 'days-duration', seconds: seconds + carry, nanos: nanos - carry * nanosPerSecond };
}

/** A duration in months. */
export function monthsDuration(months: number): MonthsDuration {
  return { kind: 'months-duration', months: months + 0 };
}

/** All of it in nanoseconds. */
export function durationNanos(d: DaysDuration): bigint {
  return BigInt(d.seconds) * nanosPerSecondBig + BigInt(d.nanos);
}

/** The duration of a number of nanoseconds. */
export function durationFromNanos(nanos: bigint): DaysDuration {
  let seconds = nanos / nanosPerSecondBig;
  let rest = nanos - seconds * nanosPerSecondBig;
  if (rest < 0n) {
    rest += nanosPerSecondBig;
    seconds -= 1n;
  }
  return { kind: 'days-duration', seconds: Number(seconds), nanos: Number(rest) };
}

const daysForm =
  /^(-)?P(?:([+-]?\d{1,12})D)?(?:T(?=[-+\d])(?:([+-]?\d{1,14})H)?(?:([+-]?\d{1,15})M)?(?:([+-]?)(\d{1,15})(?:[.,](\d{0,9}))?S)?)?$/;
const monthsForm = /^(-)?P(?:([+-]?\d{1,10})Y)?(?:([+-]?\d{1,10})M)?$/;

/** Reads an ISO 8601 duration of days and smaller (`P1DT2H`, `-PT0.5S`) or of years and months (`P1Y2M`); no weeks, no mixture. */
export function parseDuration(text: string): DaysDuration | MonthsDuration | undefined {
  const months = monthsForm.exec(text);
  if (months !== null && (months[2] !== undefined || months[3] !== undefined)) {
    const total = Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0);
    if ((total | 0) !== total) return undefined;
    return monthsDuration(months[1] === '-' ? -total : total);
  }
  const days = daysForm.exec(text);
  if (days === null || !days.slice(2).some((part) => part !== undefined && part !== '')) return undefined;
  const fractionSign = days[5] === '-' ? -1 : 1;
  const seconds =
    Number(days[2] ?? 0) * 86_400 + Number(days[3] ?? 0) * 3600 + Number(days[4] ?? 0) * 60 + fractionSign * Number(days[6] ?? 0);
  const nanos = fractionSign * Number((days[7] ?? '').padEnd(9, '0'));
  if (!Number.isSafeInteger(seconds)) return undefined;
  return days[1] === '-' ? daysDuration(-seconds, -nanos) : daysDuration(seconds, nanos);
}

/** Seconds and nanoseconds with one common sign. */
function signed(d: DaysDuration): { readonly seconds: number; readonly nanos: number } {
  return d.seconds < 0 && d.nanos > 0 ? { seconds: d.seconds + 1, nanos: d.nanos - nanosPerSecond } : d;
}

/** The parts a duration's properties show, each with the duration's sign. */
export interface DurationParts {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Days, hours below 24, minutes and seconds below 60; a part of a second below zero counts as a whole one, as on the reference. */
export function durationParts(d: DaysDuration): DurationParts {
  const { seconds } = d;
  return {
    days: Math.trunc(seconds / 86_400) + 0,
    hours: Math.trunc((seconds % 86_400) / 3600) + 0,
    minutes: Math.trunc((seconds % 3600) / 60) + 0,
    seconds: (seconds % 60) + 0,
  };
}

/** The JSON form: hours as the greatest unit and a sign on every part (`PT24H`, `PT-1H-30M`, `PT1.5S`). */
export function formatDaysDurationJson(d: DaysDuration): string {
  const { seconds, nanos } = signed(d);
  if (seconds === 0 && nanos === 0) return 'PT0S';
  const hours = Math.trunc(seconds / 3600);
  const minutes = Math.trunc((seconds % 3600) / 60);
  const rest = seconds % 60;
  let text = 'PT';
  if (hours !== 0) text += `${hours}H`;
  if (minutes !== 0) text += `${minutes}M`;
  if (rest === 0 && nanos === 0) return text;
  if (nanos === 0) return `${text}${rest}S`;
  const sign = rest < 0 || nanos < 0 ? '-' : '';
  const fraction = String(Math.abs(nanos)).padStart(9, '0').replace(/0+$/, '');
  return `${text}${sign}${Math.abs(rest)}.${fraction}S`;
}

/** The text form: one sign in front, days as the greatest unit, no parts of a second (`P1DT2H`, `-PT1H30M`). */
export function formatDaysDuration(d: DaysDuration): string {
  const { days, hours, minutes, seconds } = durationParts(d);
  if (days === 0 && hours === 0 && minutes === 0 && seconds === 0) return 'P0D';
  const part = (n: number, unit: string): string => (n === 0 ? '' : `${Math.abs(n)}${unit}`);
  const time = part(hours, 'H') + part(minutes, 'M') + part(seconds, 'S');
  return `${d.seconds < 0 ? '-' : ''}P${part(days, 'D')}${time === '' ? '' : `T${time}`}`;
}

/** The JSON form: a sign on every part (`P-1Y-2M`), zero is `P0D`. */
export function formatMonthsDurationJson(d: MonthsDuration): string {
  if (d.months === 0) return 'P0D';
  const years = Math.trunc(d.months / 12);
  const months = d.months % 12;
  return `P${years === 0 ? '' : `${years}Y`}${months === 0 ? '' : `${months}M`}`;
}

/** The text form: one sign in front (`-P1Y2M`), zero is `P0Y`. */
export function formatMonthsDuration(d: MonthsDuration): string {
  if (d.months === 0) return 'P0Y';
  const text = formatMonthsDurationJson(monthsDuration(Math.abs(d.months)));
  return d.months < 0 ? `-${text}` : text;
}
