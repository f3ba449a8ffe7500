/** Dates, times of day and points in time as values: making, reading and writing them. Arithmetic is in temporal-arithmetic.ts. */

import { checkedDays, formatDay } from './calendar.ts';
import { formatOffset, isZoneId, offsetAt, parseOffset, resolveLocal, type Zone } from './zone.ts';

/** A day, as days since 1970-01-01. */
export interface DateValue {
  readonly kind: 'date';
  readonly days: number;
}

/** A time of day in nanoseconds since midnight, local or with a zone. */
export interface TimeValue {
  readonly kind: 'time';
  readonly nanos: number;
  readonly zone: Zone | undefined;
}

/** A day and a time of day, local or with a zone; days and nanoseconds are those on the wall. */
export interface DateTimeValue {
  readonly kind: 'date-time';
  readonly days: number;
  readonly nanos: number;
  readonly zone: Zone | undefined;
}

/** Nanoseconds of a second. */
export const nanosPerSecond = 1_000_000_000;
/** Nanoseconds of a day. */
export const nanosPerDay = 86_400 * nanosPerSecond;

/** The date of a number of days since 1970-01-01. */
export function dateValue(days: number): DateValue {
  return { kind: 'date', days };
}

/** A time of day; what exceeds a day is cut off. */
export function timeValue(nanos: number, zone: Zone | undefined): TimeValue {
  return { kind: 'time', nanos: ((nanos % nanosPerDay) + nanosPerDay) % nanosPerDay, zone };
}

/** A point in time without a zone. */
export function localDateTime(days: number, nanos: number): DateTimeValue {
  return { kind: 'date-time', days, nanos, zone: undefined };
}

/** The point in time a wall clock of that zone shows; a named zone's offset is found, a time in a gap is moved on. */
export function zonedDateTime(days: number, nanos: number, zone: Zone | undefined): DateTimeValue {
  if (zone?.id === undefined) return { kind: 'date-time', days, nanos, zone };
  const secondOfDay = Math.floor(nanos / nanosPerSecond);
  const { shiftSeconds, offsetSeconds } = resolveLocal(zone.id, days * 86_400 + secondOfDay);
  // By day and time of day: the seconds of years with nine digits are beyond what a number holds exactly.
  const shifted = nanos + shiftSeconds * nanosPerSecond;
  const over = Math.floor(shifted / nanosPerDay);
  return { kind: 'date-time', days: days + over, nanos: shifted - over * nanosPerDay, zone: { id: zone.id, offsetSeconds } };
}

/** The wall clock of a zone, whose offset is given, at an instant. */
export function dateTimeAt(epochSeconds: number, nanoOfSecond: number, zone: Zone): DateTimeValue {
  const local = epochSeconds + zone.offsetSeconds;
  const days = Math.floor(local / 86_400);
  return { kind: 'date-time', days, nanos: (local - days * 86_400) * nanosPerSecond + nanoOfSecond, zone };
}

/** The wall clock of a zone at an instant; the offset of a named zone is looked up. */
export function dateTimeIn(epochSeconds: number, nanoOfSecond: number, zone: Zone): DateTimeValue {
  const offsetSeconds = zone.id === undefined ? zone.offsetSeconds : offsetAt(zone.id, epochSeconds);
  return dateTimeAt(epochSeconds, nanoOfSecond, { id: zone.id, offsetSeconds });
}

/** Seconds since the epoch of a point in time; a local one is taken as UTC. */
export function epochSecondsOf(t: DateTimeValue): number {
  return t.days * 86_400 + Math.floor(t.nanos / nanosPerSecond) - (t.zone?.offsetSeconds ?? 0);
}

/** Reads a zone: `Z`, `+01:00`, or a name of the zone table. A name gets its offset when the time is known. */
export function parseZone(text: string): Zone | undefined {
  const offsetSeconds = parseOffset(text);
  if (offsetSeconds !== undefined) return { offsetSeconds, id: undefined };
  return isZoneId(text) ? { offsetSeconds: offsetAt(text, 0), id: text } : undefined;
}

const dateForm = /^(-?(?:\d{4}|[1-9]\d{4,8}))-(\d{2})-(\d{2})$/;

/** Reads `2024-01-02`; undefined if there is no such day. */
export function parseDate(text: string): DateValue | undefined {
  const match = dateForm.exec(text);
  if (match === null) return undefined;
  const days = checkedDays(Number(match[1]), Number(match[2]), Number(match[3]));
  return days === undefined ? undefined : dateValue(days);
}

const timeForm = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?/;

function parseClock(text: string): { readonly nanos: number; readonly rest: string } | undefined {
  const match = timeForm.exec(text);
  if (match === null) return undefined;
  const nanos = clockNanos(Number(match[1]), Number(match[2]), Number(match[3] ?? 0), Number((match[4] ?? '').padEnd(9, '0')));
  return nanos === undefined ? undefined : { nanos, rest: text.slice(match[0].length) };
}

/** Nanoseconds since midnight; undefined if the parts are no time of day. */
export function clockNanos(hour: number, minute: number, second: number, nano: number): number | undefined {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * nanosPerSecond + nano;
}

const strictOffset = /^(?:Z|[+-]\d{2}:\d{2})$/;

/** The zone written behind a time: nothing, an offset, or `@Name`; null if it is none of these. */
function parseZoneSuffix(text: string): Zone | undefined | null {
  if (text === '') return undefined;
  if (text.startsWith('@')) return parseZone(text.slice(1)) ?? null;
  const offsetSeconds = strictOffset.test(text) ? parseOffset(text) : undefined;
  return offsetSeconds === undefined ? null : { offsetSeconds, id: undefined };
}

/** Reads `10:20`, `10:20:30.5`, with `Z`, `+01:00` or `@Europe/Berlin` behind it. */
export function parseTime(text: string): TimeValue | undefined {
  const plain = text.startsWith('T') ? text.slice(1) : text;
  const endOfDay = /^24:00(?::00)?/.exec(plain);
  const clock = endOfDay === null ? parseClock(plain) : { nanos: 0, rest: plain.slice(endOfDay[0].length) };
  if (clock === undefined) return undefined;
  // With a zone the seconds must be there.
  if (clock.rest !== '' && plain.length - clock.rest.length < 8) return undefined;
  const zone = parseZoneSuffix(clock.rest);
  return zone === null ? undefined : timeValue(clock.nanos, zone);
}

/** Reads `2024-01-02T10:20:30` with any zone a time may have, not the form of variables `+01:00[Europe/Berlin]`; a day alone is its midnight. */
export function parseDateTime(text: string): DateTimeValue | undefined {
  const split = text.indexOf('T');
  const date = parseDate(split < 0 ? text : text.slice(0, split));
  if (date === undefined) return undefined;
  if (split < 0) return localDateTime(date.days, 0);
  const clock = parseClock(text.slice(split + 1));
  if (clock === undefined) return undefined;
  const zone = parseZoneSuffix(clock.rest);
  return zone === null ? undefined : zonedDateTime(date.days, clock.nanos, zone);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** Seconds and their fraction in groups of three digits, as the JSON form has them. */
function grouped(nano: number): string {
  if (nano === 0) return '';
  if (nano % 1_000_000 === 0) return `.${String(nano / 1_000_000).padStart(3, '0')}`;
  if (nano % 1000 === 0) return `.${String(nano / 1000).padStart(6, '0')}`;
  return `.${String(nano).padStart(9, '0')}`;
}

function clockParts(nanos: number): { readonly hourMinute: string; readonly second: number; readonly nano: number } {
  const seconds = Math.floor(nanos / nanosPerSecond);
  return {
    hourMinute: `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`,
    second: seconds % 60,
    nano: nanos - seconds * nanosPerSecond,
  };
}

/** The short clock: no seconds if they are zero. */
function shortClock(nanos: number): string {
  const { hourMinute, second, nano } = clockParts(nanos);
  return second === 0 && nano === 0 ? hourMinute : `${hourMinute}:${two(second)}${grouped(nano)}`;
}

/** The full clock: always seconds, as few digits of a fraction as needed. */
function fullClock(nanos: number): string {
  const { hourMinute, second, nano } = clockParts(nanos);
  const fraction = nano === 0 ? '' : `.${String(nano).padStart(9, '0').replace(/0+$/, '')}`;
  return `${hourMinute}:${two(second)}${fraction}`;
}

function zoneSuffix(zone: Zone | undefined): string {
  if (zone === undefined) return '';
  return zone.id === undefined ? formatOffset(zone.offsetSeconds) : `@${zone.id}`;
}

/** The text form, `10:20:00+01:00`. */
export function formatTime(t: TimeValue): string {
  return fullClock(t.nanos) + zoneSuffix(t.zone);
}

/** The JSON form: local times without zero seconds (`10:20`), zoned ones in full. */
export function formatTimeJson(t: TimeValue): string {
  return t.zone === undefined ? shortClock(t.nanos) : formatTime(t);
}

/** The text form, `2024-01-02T00:00:00@Europe/Berlin`; other than a day's, its year has no plus. */
export function formatDateTime(t: DateTimeValue): string {
  return `${formatDay(t.days).replace('+', '')}T${fullClock(t.nanos)}${zoneSuffix(t.zone)}`;
}

/** The JSON form, `2024-01-02T00:00+01:00[Europe/Berlin]`. */
export function formatDateTimeJson(t: DateTimeValue): string {
  const zone = t.zone === undefined ? '' : formatOffset(t.zone.offsetSeconds) + (t.zone.id === undefined ? '' : `[${t.zone.id}]`);
  return `${formatDay(t.days)}T${shortClock(t.nanos)}${zone}`;
}
