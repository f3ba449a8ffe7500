/** The properties a date, a time or a duration has behind a dot. */

import { civilFromDays, weekdayOf } from './calendar.ts';
import { daysDuration, durationParts } from './duration.ts';
import { nanosPerSecond, type TimeValue } from './temporal.ts';
import type { Temporal } from './temporal-arithmetic.ts';
import type { FeelValue } from './value.ts';
import type { Zone } from './zone.ts';

const dateNames = ['year', 'month', 'day', 'weekday'];
const timeNames = ['hour', 'minute', 'second', 'time offset', 'timezone'];

/** The names of a value's properties. */
export function propertyNames(value: Temporal): readonly string[] {
  switch (value.kind) {
    case 'date':
      return dateNames;
    case 'time':
      return timeNames;
    case 'date-time':
      return [...dateNames, ...timeNames];
    case 'days-duration':
      return ['days', 'hours', 'minutes', 'seconds'];
    case 'months-duration':
      return ['years', 'months'];
  }
}

/** The value of a property, or undefined if there is none of that name. */
export function propertyOf(value: Temporal, name: string): FeelValue | undefined {
  switch (value.kind) {
    case 'date':
      return dateProperty(value.days, name);
    case 'time':
      return timeProperty(value, name);
    case 'date-time':
      return dateProperty(value.days, name) ?? timeProperty(value, name);
    case 'days-duration': {
      const parts = durationParts(value);
      return name === 'days' || name === 'hours' || name === 'minutes' || name === 'seconds' ? parts[name] : undefined;
    }
    case 'months-duration':
      if (name === 'years') return Math.trunc(value.months / 12) + 0;
      return name === 'months' ? (value.months % 12) + 0 : undefined;
  }
}

function dateProperty(days: number, name: string): FeelValue | undefined {
  if (name === 'weekday') return weekdayOf(days);
  return name === 'year' || name === 'month' || name === 'day' ? civilFromDays(days)[name] : undefined;
}

function timeProperty(time: Pick<TimeValue, 'nanos' | 'zone'>, name: string): FeelValue | undefined {
  const seconds = Math.floor(time.nanos / nanosPerSecond);
  switch (name) {
    case 'hour':
      return Math.floor(seconds / 3600);
    case 'minute':
      return Math.floor(seconds / 60) % 60;
    case 'second':
      return seconds % 60;
    case 'time offset':
      return time.zone === undefined ? null : daysDuration(time.zone.offsetSeconds);
    case 'timezone':
      return zoneName(time.zone);
    default:
      return undefined;
  }
}

function zoneName(zone: Zone | undefined): string | null {
  return zone?.id ?? null;
}
