/** Time zones: fixed offsets and IANA names; the offset at an instant comes from the platform's zone table, never from its clock. */

/** A zone as a value carries it: the offset in force, and the name if it has one. */
export interface Zone {
  readonly offsetSeconds: number;
  readonly id: string | undefined;
}

const formatsMax = 700;
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(id: string): Intl.DateTimeFormat | undefined {
  if (formats.has(id)) return formats.get(id);
  let format: Intl.DateTimeFormat | undefined;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: id, timeZoneName: 'longOffset' });
  } catch {
    format = undefined;
  }
  if (formats.size >= formatsMax) formats.clear();
  formats.set(id, format);
  return format;
}

const offsetForm = /^([+-])(\d{2}):?(\d{2})?(?::?(\d{2}))?$/;

/** Seconds of `Z`, `+01:00`, `-0530`, `+01:00:30`; undefined if the text is no offset up to 18 hours. */
export function parseOffset(text: string): number | undefined {
  if (text === 'Z') return 0;
  const match = offsetForm.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[3] ?? 0);
  const seconds = Number(match[4] ?? 0);
  const total = Number(match[2]) * 3600 + minutes * 60 + seconds;
  if (minutes > 59 || seconds > 59 || total > 18 * 3600) return undefined;
  return match[1] === '-' ? 0 - total : total;
}

/** `Z`, `+01:00` or `+01:00:30`. */
export function formatOffset(offsetSeconds: number): string {
  if (offsetSeconds === 0) return 'Z';
  const total = Math.abs(offsetSeconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = total % 60 === 0 ? '' : `:${two(total % 60)}`;
  return `${offsetSeconds < 0 ? '-' : '+'}${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}${seconds}`;
}

const idForm = /^[A-Z][A-Za-z0-9~._+:-]*(?:\/[A-Z0-9][A-Za-z0-9~._+-]*)*$/;

/** Short names that mean different zones to different people; the JVM refuses them. */
const ambiguousIds = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT EST HST IET IST JST MIT MST NET NST PLT PNT PRT PST SST VST'.split(' '),
);

/** True if the name is a zone of the platform's table (`Europe/Berlin`, `UTC`, `GMT`). */
export function isZoneId(id: string): boolean {
  return idForm.test(id) && !ambiguousIds.has(id) && (fixedOffset(id) !== undefined || formatOf(id) !== undefined);
}

/** Names such as `UTC`, `GMT+01:00` mean a fixed offset. */
function fixedOffset(id: string): number | undefined {
  if (id === 'UTC' || id === 'GMT' || id === 'UT') return 0;
  const match = /^(?:UTC|GMT|UT)([+-].*)$/.exec(id);
  if (match === null) return undefined;
  return parseOffset(match[1] ?? '');
}

/** The offset of a named zone at an instant in epoch seconds. */
export function offsetAt(id: string, epochSeconds: number): number {
  const fixed = fixedOffset(id);
  if (fixed !== undefined) return fixed;
  const format = formatOf(id);
  const name = format?.formatToParts(withinTable(epochSeconds) * 1000).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return parseOffset(name.replace('GMT', '').replace('\u2212', '-')) ?? 0;
}

/** Seconds of the platform's dates, either way. */
const tableSecondsMax = 8.64e12;
/** After so many seconds (400 years) days of the week and leap years come again. */
const calendarCycleSeconds = 146_097 * 86_400;

/** An instant with the same rules within the platform's table: those of its end go on for ever, and so does local mean time at its beginning. */
function withinTable(epochSeconds: number): number {
  if (epochSeconds <= tableSecondsMax) return Math.max(-tableSecondsMax, epochSeconds);
  return epochSeconds - Math.ceil((epochSeconds - tableSecondsMax) / calendarCycleSeconds) * calendarCycleSeconds;
}

/** How a local time is to be read in a zone. */
export interface ResolvedLocal {
  /** Seconds to move it on: 0, or the width of the gap it lies in. */
  readonly shiftSeconds: number;
  readonly offsetSeconds: number;
}

/** Where a local time in a named zone lies: the earlier offset when the hour comes twice, moved on by the gap when it does not exist. */
export function resolveLocal(id: string, localSeconds: number): ResolvedLocal {
  const before = offsetAt(id, localSeconds - 86_400);
  const after = offsetAt(id, localSeconds + 86_400);
  if (before === after || offsetAt(id, localSeconds - before) === before) return { shiftSeconds: 0, offsetSeconds: before };
  if (offsetAt(id, localSeconds - after) === after) return { shiftSeconds: 0, offsetSeconds: after };
  return { shiftSeconds: after - before, offsetSeconds: after };
}
