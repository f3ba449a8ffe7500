/** The values of the expression language, and the questions the engine asks of a result. Values never change. */

import { Decimal } from './decimal.ts';
import type { DaysDuration, MonthsDuration } from './duration.ts';
import { type FeelNumber, formatNumber, toBigint, toDouble } from './number.ts';
import type { DateTimeValue, DateValue, TimeValue } from './temporal.ts';
import type { Signature } from './type.ts';

/** A context: names and values. The engine may give one that fetches its entries when they are asked for. */
export interface FeelContext {
  readonly kind: 'context';
  /** The entry, or undefined if there is none of that name. */
  get(name: string): FeelValue | undefined;
  /** All names, in their order. */
  names(): Iterable<string>;
}

/** A function value: built-in or written in an expression. */
export interface FeelFunction {
  readonly kind: 'function';
  readonly parameters: readonly string[];
  /** The types it was written with; undefined when nothing is known of them. */
  readonly signature?: Signature | undefined;
  /** Takes exactly as many arguments as there are parameters. */
  invoke(values: readonly FeelValue[]): FeelValue;
}

/** A range of values; an open side has the value undefined and is never included. */
export interface FeelRange {
  readonly kind: 'range';
  readonly start: FeelValue | undefined;
  readonly end: FeelValue | undefined;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;
}

/** A number of a document that does not fit into 64 bits: it may be passed on, but reading it fails the evaluation. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly json: string;
}

/** Everything a value can be; a list is an array. */
export type FeelValue =
  | null
  | boolean
  | string
  | FeelNumber
  | readonly FeelValue[]
  | FeelContext
  | DateValue
  | TimeValue
  | DateTimeValue
  | DaysDuration
  | MonthsDuration
  | FeelRange
  | FeelFunction
  | Unreadable;

/** The name of a value's type as messages show it. */
export type FeelTypeName =
  | 'null'
  | 'boolean'
  | 'string'
  | 'number'
  | 'list'
  | 'context'
  | 'date'
  | 'time'
  | 'date and time'
  | 'days and time duration'
  | 'years and months duration'
  | 'range'
  | 'function'
  | 'unreadable';

const typeNames = {
  decimal: 'number',
  context: 'context',
  function: 'function',
  range: 'range',
  unreadable: 'unreadable',
  date: 'date',
  time: 'time',
  'date-time': 'date and time',
  'days-duration': 'days and time duration',
  'months-duration': 'years and months duration',
} as const;

/** The type of a value. */
export function feelTypeName(value: FeelValue): FeelTypeName {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (isList(value)) return 'list';
  return typeNames[value.kind];
}

/** True for numbers of either form. */
export function isNumber(value: FeelValue): value is FeelNumber {
  return typeof value === 'number' || value instanceof Decimal;
}

/** True for lists. */
export function isList(value: FeelValue): value is readonly FeelValue[] {
  return Array.isArray(value);
}

type Tagged = Exclude<FeelValue, null | boolean | string | number | readonly FeelValue[]>;

function isTagged(value: FeelValue): value is Tagged {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for contexts, lazy ones included. */
export function isContext(value: FeelValue): value is FeelContext {
  return isTagged(value) && value.kind === 'context';
}

/** True for function values. */
export function isFunction(value: FeelValue): value is FeelFunction {
  return isTagged(value) && value.kind === 'function';
}

/** True for ranges. */
export function isRange(value: FeelValue): value is FeelRange {
  return isTagged(value) && value.kind === 'range';
}

/** The kind of a value that is neither null, boolean, string, JS number nor list. */
export function kindOf(value: FeelValue): Tagged['kind'] | undefined {
  return isTagged(value) ? value.kind : undefined;
}

/** The value as a date, time, date-time or duration; undefined if it is none. */
export function asTemporal(value: FeelValue): DateValue | TimeValue | DateTimeValue | DaysDuration | MonthsDuration | undefined {
  if (!isTagged(value)) return undefined;
  switch (value.kind) {
    case 'date':
    case 'time':
    case 'date-time':
    case 'days-duration':
    case 'months-duration':
      return value;
    default:
      return undefined;
  }
}

class MapContext implements FeelContext {
  readonly kind = 'context';
  readonly #entries: ReadonlyMap<string, FeelValue>;

  constructor(entries: ReadonlyMap<string, FeelValue>) {
    this.#entries = entries;
  }

  get(name: string): FeelValue | undefined {
    return this.#entries.get(name);
  }

  names(): Iterable<string> {
    return this.#entries.keys();
  }
}

/** A context of the given entries; the map must not change afterwards. */
export function contextOf(entries: ReadonlyMap<string, FeelValue>): FeelContext {
  return new MapContext(entries);
}

/** The entries of a context as a new map. */
export function entriesOf(context: FeelContext): Map<string, FeelValue> {
  const entries = new Map<string, FeelValue>();
  for (const name of context.names()) entries.set(name, context.get(name) ?? null);
  return entries;
}

/** A number result as a JS number, rounded to the nearest double; undefined if the value is no number. */
export function asDouble(value: FeelValue): number | undefined {
  return isNumber(value) ? toDouble(value) : undefined;
}

/** A number result cut towards zero; undefined if the value is no number. */
export function asInteger(value: FeelValue): bigint | undefined {
  return isNumber(value) ? toBigint(value) : undefined;
}

/** A number's text with its scale; undefined if the value is no number. */
export function asNumberText(value: FeelValue): string | undefined {
  return isNumber(value) ? formatNumber(value) : undefined;
}
