/** Values as text: what `string(...)` gives, and the short form that warnings show. */

import { formatDay } from './calendar.ts';
import { formatDaysDuration, formatMonthsDuration } from './duration.ts';
import { stringLengthMax, warningValueLengthMax } from './limits.ts';
import { formatNumber } from './number.ts';
import { formatDateTime, formatTime } from './temporal.ts';
import { type FeelValue, isList, isNumber } from './value.ts';

/** The text of a value; texts inside lists and contexts are quoted, functions in contexts are left out. Empty for null. */
export function feelString(value: FeelValue): string {
  return typeof value === 'string' ? value : displayText(value);
}

/** The text of a value as it is written inside another: a text in quotes, `null` for null. */
export function displayText(value: FeelValue, lengthMax: number = stringLengthMax): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return formatNumber(value);
  if (isList(value)) return joined('[', value, (item, rest) => displayText(item, rest), ']', lengthMax);
  return taggedText(value, lengthMax);
}

type TaggedValue = Exclude<FeelValue, null | boolean | string | number | readonly FeelValue[]>;

function taggedText(value: TaggedValue, lengthMax: number): string {
  switch (value.kind) {
    case 'context': {
      const entries: [string, FeelValue][] = [];
      for (const name of value.names()) {
        const entry = value.get(name) ?? null;
        if (!isFunctionValue(entry)) entries.push([name, entry]);
      }
      return joined('{', entries, ([name, entry], rest) => `${name}:${displayText(entry, rest)}`, '}', lengthMax);
    }
    case 'date':
      return formatDay(value.days);
    case 'time':
      return formatTime(value);
    case 'date-time':
      return formatDateTime(value);
    case 'days-duration':
      return formatDaysDuration(value);
    case 'months-duration':
      return formatMonthsDuration(value);
    case 'function':
      return `function(${value.parameters.join(', ')})`;
    case 'range': {
      const side = (bound: FeelValue | undefined): string => (bound === undefined ? '' : displayText(bound, lengthMax));
      return `${value.startIncluded ? '[' : '('}${side(value.start)}..${side(value.end)}${value.endIncluded ? ']' : ')'}`;
    }
    case 'unreadable':
      return value.json;
    default:
      return formatNumber(value);
  }
}

function isFunctionValue(value: FeelValue): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'function';
}

/** Stops adding items once the text is longer than anyone will read or keep. */
function joined<T>(open: string, items: readonly T[], show: (item: T, rest: number) => string, close: string, lengthMax: number): string {
  let text = open;
  let separator = '';
  for (const item of items) {
    if (text.length > lengthMax) return `${text}...`;
    text += separator + show(item, lengthMax - text.length);
    separator = ', ';
  }
  return text + close;
}

/** The text of a value in a warning, cut to a readable length. */
export function warningText(value: FeelValue): string {
  const text = displayText(value, warningValueLengthMax);
  return text.length > warningValueLengthMax ? `${text.slice(0, warningValueLengthMax)}...` : text;
}
