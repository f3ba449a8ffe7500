/** JSON into values and back: numbers keep their digits, order is kept, and what JSON cannot say becomes what the reference writes. */

import { formatDay } from './calendar.ts';
import { formatDaysDurationJson, formatMonthsDurationJson } from './duration.ts';
import { jsonDepthMax } from './limits.ts';
import { type FeelNumber, isWhole, numberFromBigint, numberFromDouble, toBigint, toDouble } from './number.ts';
import { formatDateTimeJson, formatTimeJson } from './temporal.ts';
import { contextOf, type FeelContext, type FeelValue, isList, isNumber } from './value.ts';

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

/** The value of a JSON text. The text is valid already; nesting beyond `jsonDepthMax` and broken text read as null. */
export function fromJson(jsonText: string): FeelValue {
  const value = parseJson(jsonText);
  return value === undefined ? null : value;
}

/** The value of a JSON text, or undefined if it is not valid JSON. */
export function parseJson(jsonText: string): FeelValue | undefined {
  const reader = new Reader(jsonText);
  const value = reader.value(0);
  if (value === undefined) return undefined;
  reader.blanks();
  return reader.position === jsonText.length ? value : undefined;
}

const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringForm = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  readonly #text: string;
  position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  blanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.position);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.position++;
    }
  }

  value(depth: number): FeelValue | undefined {
    this.blanks();
    switch (this.#text.charAt(this.position)) {
      case '{':
        return depth >= jsonDepthMax ? undefined : this.#object(depth + 1);
      case '[':
        return depth >= jsonDepthMax ? undefined : this.#array(depth + 1);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      case 'n':
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #word(word: string, value: boolean | null): FeelValue | undefined {
    if (!this.#text.startsWith(word, this.position)) return undefined;
    this.position += word.length;
    return value;
  }

  #string(): string | undefined {
    const from = this.position + 1;
    const end = this.#text.indexOf('"', from);
    if (end < 0) return undefined;
    const plain = this.#text.slice(from, end);
    if (!/[\\\u0000-\u001f]/.test(plain)) {
      this.position = end + 1;
      return plain;
    }
    stringForm.lastIndex = this.position;
    const match = stringForm.exec(this.#text);
    if (match === null) return undefined;
    this.position = stringForm.lastIndex;
    const unquoted: unknown = JSON.parse(match[0]);
    return typeof unquoted === 'string' ? unquoted : undefined;
  }

  #number(): FeelValue | undefined {
    numberForm.lastIndex = this.position;
    const text = numberForm.exec(this.#text)?.[0];
    if (text === undefined) return undefined;
    this.position = numberForm.lastIndex;
    return numberFromJson(text);
  }

  #array(depth: number): FeelValue | undefined {
    const items: FeelValue[] = [];
    this.position++;
    this.blanks();
    if (this.#take(']')) return items;
    for (;;) {
      const item = this.value(depth);
      if (item === undefined) return undefined;
      items.push(item);
      this.blanks();
      if (this.#take(']')) return items;
      if (!this.#take(',')) return undefined;
    }
  }

  #object(depth: number): FeelValue | undefined {
    const entries = new Map<string, FeelValue>();
    this.position++;
    this.blanks();
    if (this.#take('}')) return contextOf(entries);
    for (;;) {
      this.blanks();
      const name = this.#text.charAt(this.position) === '"' ? this.#string() : undefined;
      this.blanks();
      if (name === undefined || !this.#take(':')) return undefined;
      const value = this.value(depth);
      if (value === undefined) return undefined;
      entries.set(name, value);
      this.blanks();
      if (this.#take('}')) return contextOf(entries);
      if (!this.#take(',')) return undefined;
    }
  }

  #take(mark: string): boolean {
    if (this.#text.charAt(this.position) !== mark) return false;
    this.position++;
    return true;
  }
}

/** Whole numbers keep all digits of 64 bits; beyond, a number is only passed on. Others are binary floating point, as records store them. */
function numberFromJson(text: string): FeelValue {
  if (text.length < 16) {
    const small = Number(text);
    if (Number.isInteger(small) && !/[.eE]/.test(text)) return small + 0;
  } else if (/^-?\d+$/.test(text)) {
    const whole = BigInt(text);
    return whole > int64Max || whole < int64Min ? { kind: 'unreadable', json: text } : numberFromBigint(whole);
  }
  return numberFromDouble(Number(text)) ?? { kind: 'unreadable', json: text };
}

/** The JSON text of a value: functions and ranges are null, and functions in contexts are left out. */
export function toJson(value: FeelValue): string {
  return write(value, 0);
}

/** Half a surrogate pair cannot be written in UTF-8; it becomes a question mark. */
function wellFormed(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '?') : text;
}

function write(value: FeelValue, depth: number): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(wellFormed(value));
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (isNumber(value)) return numberToJson(value);
  if (depth >= jsonDepthMax) return 'null';
  if (isList(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  switch (value.kind) {
    case 'context':
      return contextToJson(value, depth + 1);
    case 'date':
      return `"${formatDay(value.days)}"`;
    case 'time':
      return `"${formatTimeJson(value)}"`;
    case 'date-time':
      return `"${formatDateTimeJson(value)}"`;
    case 'days-duration':
      return `"${formatDaysDurationJson(value)}"`;
    case 'months-duration':
      return `"${formatMonthsDurationJson(value)}"`;
    case 'unreadable':
      return value.json;
    case 'function':
    case 'range':
      return 'null';
  }
}

function contextToJson(context: FeelContext, depth: number): string {
  const parts: string[] = [];
  for (const name of context.names()) {
    const value = context.get(name) ?? null;
    if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'function') continue;
    parts.push(`${JSON.stringify(wellFormed(name))}:${write(value, depth)}`);
  }
  return `{${parts.join(',')}}`;
}

/** Whole numbers are written as 64-bit integers, cut to their lower 64 bits; all others as the nearest double. */
export function numberToJson(n: FeelNumber): string {
  if (typeof n === 'number') return String(n);
  if (isWhole(n)) return String(BigInt.asIntN(64, toBigint(n)));
  return doubleToJson(toDouble(n));
}

/** The shortest digits of a double: plain from 0.001 up to ten million, with an exponent `1.0E-4` beyond. */
function doubleToJson(n: number): string {
  const size = Math.abs(n);
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(n) ? `${n}.0` : String(n);
  if (n === 0) return '0.0';
  const [mantissa = '0', exponent = '0'] = n.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
