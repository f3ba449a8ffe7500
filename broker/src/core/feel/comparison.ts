/** When two values are equal and which of them is less. Answers `undefined` where the language has no answer. */

import { durationNanos } from './duration.ts';
import { compareNumbers } from './number.ts';
import { type DateTimeValue, epochSecondsOf, nanosPerSecond, type TimeValue } from './temporal.ts';
import { type FeelContext, type FeelRange, type FeelValue, isContext, isList, isNumber, kindOf } from './value.ts';
import type { Zone } from './zone.ts';

/** Equality: null equals only null; values of different types (and local against zoned times) have no answer. */
export function equalValues(a: FeelValue, b: FeelValue): boolean | undefined {
  if (a === null || b === null) return a === b;
  if (typeof a === 'object' || typeof b === 'object') return equalObjects(a, b);
  return typeof a === typeof b ? a === b : undefined;
}

/** Equality where no answer counts as different, as searching a list needs it. */
export function sameValues(a: FeelValue, b: FeelValue): boolean {
  return equalValues(a, b) === true;
}

function equalObjects(a: FeelValue, b: FeelValue): boolean | undefined {
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) === 0 : undefined;
  if (isList(a)) return isList(b) ? equalLists(a, b) : undefined;
  if (isContext(a)) return isContext(b) ? equalContexts(a, b) : undefined;
  return equalTagged(a, b);
}

function equalLists(a: readonly FeelValue[], b: readonly FeelValue[]): boolean {
  return a.length === b.length && a.every((item, i) => sameValues(item, b[i] ?? null));
}

function equalContexts(a: FeelContext, b: FeelContext): boolean {
  const names = [...a.names()];
  if (names.length !== [...b.names()].length) return false;
  return names.every((name) => {
    const other = b.get(name);
    return other !== undefined && sameValues(a.get(name) ?? null, other);
  });
}

function equalTagged(a: FeelValue, b: FeelValue): boolean | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || !('kind' in a) || !('kind' in b)) return undefined;
  if (a.kind === 'date' && b.kind === 'date') return a.days === b.days;
  if (a.kind === 'time' && b.kind === 'time') {
    return isLocal(a) === isLocal(b) ? a.nanos === b.nanos && sameZones(a.zone, b.zone) : undefined;
  }
  if (a.kind === 'date-time' && b.kind === 'date-time') {
    return isLocal(a) === isLocal(b) ? a.days === b.days && a.nanos === b.nanos && sameZones(a.zone, b.zone) : undefined;
  }
  if (a.kind === 'days-duration' && b.kind === 'days-duration') return a.seconds === b.seconds && a.nanos === b.nanos;
  if (a.kind === 'months-duration' && b.kind === 'months-duration') return a.months === b.months;
  if (a.kind === 'range' && b.kind === 'range') return equalRanges(a, b);
  return undefined;
}

function isLocal(t: TimeValue | DateTimeValue): boolean {
  return t.zone === undefined;
}

function sameZones(a: Zone | undefined, b: Zone | undefined): boolean {
  return a?.offsetSeconds === b?.offsetSeconds && a?.id === b?.id;
}

function equalRanges(a: FeelRange, b: FeelRange): boolean {
  const sameStart = sameValues(a.start ?? null, b.start ?? null) && a.startIncluded === b.startIncluded;
  return sameStart && sameValues(a.end ?? null, b.end ?? null) && a.endIncluded === b.endIncluded;
}

/** Negative, zero or positive; undefined if the two have no order. */
export function compareValues(a: FeelValue, b: FeelValue): number | undefined {
  if (isNumber(a)) return isNumber(b) ? compareNumbers(a, b) : undefined;
  if (typeof a === 'string') return typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : undefined;
  if (kindOf(a) === undefined) return undefined;
  return compareTagged(a, b);
}

function compareTagged(a: FeelValue, b: FeelValue): number | undefined {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || !('kind' in a) || !('kind' in b)) return undefined;
  if (a.kind === 'date' && b.kind === 'date') return a.days - b.days;
  if (a.kind === 'time' && b.kind === 'time') {
    return isLocal(a) === isLocal(b) ? utcNanosOf(a) - utcNanosOf(b) : undefined;
  }
  if (a.kind === 'date-time' && b.kind === 'date-time') {
    if (isLocal(a) !== isLocal(b)) return undefined;
    return epochSecondsOf(a) - epochSecondsOf(b) || (a.nanos % nanosPerSecond) - (b.nanos % nanosPerSecond);
  }
  if (a.kind === 'days-duration' && b.kind === 'days-duration') {
    const difference = durationNanos(a) - durationNanos(b);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }
  if (a.kind === 'months-duration' && b.kind === 'months-duration') return a.months - b.months;
  return undefined;
}

/** Nanoseconds since midnight UTC of the same day; may lie outside of the day. */
export function utcNanosOf(t: TimeValue): number {
  return t.nanos - (t.zone?.offsetSeconds ?? 0) * nanosPerSecond;
}
