/** `range("[1..3]")`: reads a range of literal ends from a text. DMN 1.5, 10.3.4.1; newer than the reference's version of the language. */

import { compareValues } from '../comparison.ts';
import { unescapeString } from '../lexer.ts';
import { negateNumber, parseNumber } from '../number.ts';
import { parseDate, parseDateTime, parseTime } from '../temporal.ts';
import { parseTemporal } from '../temporal-literal.ts';
import { type FeelRange, type FeelValue, feelTypeName } from '../value.ts';
import { parseDuration } from '../duration.ts';

const rangeForm = /^\s*([[(\]])((?:"(?:[^"\\]|\\.)*"|[^"])*?)\.\.((?:"(?:[^"\\]|\\.)*"|[^"])*)([\])[])\s*$/;
const callForm = /^(date|time|date and time|duration)\(\s*"([^"]*)"\s*\)$/;

const readers: Readonly<Record<string, (text: string) => FeelValue | undefined>> = {
  date: parseDate,
  time: parseTime,
  'date and time': parseDateTime,
  duration: parseDuration,
};

/** The range a text describes; undefined if it describes none, or one whose ends are of different types or in the wrong order. */
export function rangeOfText(text: string): FeelRange | undefined {
  const match = rangeForm.exec(text);
  const start = literal(match?.[2]?.trim() ?? '');
  const end = literal(match?.[3]?.trim() ?? '');
  if (match === null || start === undefined || end === undefined || feelTypeName(start) !== feelTypeName(end)) return undefined;
  const order = compareValues(start, end);
  if (order === undefined || order > 0) return undefined;
  return { kind: 'range', start, end, startIncluded: match[1] === '[', endIncluded: match[4] === ']' };
}

function literal(text: string): FeelValue | undefined {
  const number = /^(-?)\s*(\d+(?:\.\d+)?|\.\d+)$/.exec(text);
  if (number !== null) {
    const size = parseNumber(number[2] ?? '');
    return size === undefined || number[1] === '' ? size : negateNumber(size);
  }
  if (/^"(?:[^"\\]|\\.)*"$/.test(text)) return unescapeString(text.slice(1, -1));
  const temporal = /^@"([^"]*)"$/.exec(text);
  if (temporal !== null) return parseTemporal(temporal[1] ?? '');
  const call = callForm.exec(text);
  return call === null ? undefined : readers[call[1] ?? '']?.(call[2] ?? '');
}
