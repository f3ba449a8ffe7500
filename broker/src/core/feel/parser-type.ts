/** Parses types: behind `instance of`, and behind the parameters of a function. What stands in angle brackets goes beyond the reference. */

import type { Cursor } from './cursor.ts';
import { parseName } from './parser-operand.ts';
import type { FeelType } from './type.ts';

const spacedTypes = ['years and months duration', 'days and time duration', 'date and time', 'day-time-duration', 'year-month-duration'];

/** Parses one type. */
export function parseType(cursor: Cursor): FeelType {
  return cursor.nested(() => {
    const spaced = spacedTypeAt(cursor);
    if (spaced !== undefined) return { kind: 'named', name: spaced };
    const name = cursor.take('function') ? 'function' : parseName(cursor);
    if (!cursor.at('<')) return { kind: 'named', name };
    if (name === 'list' || name === 'range') {
      const [item] = parseWithin(cursor, () => parseType(cursor), 1);
      return item === undefined ? cursor.stop('a type') : { kind: name, item };
    }
    if (name === 'context') return { kind: 'context', entries: new Map(parseWithin(cursor, () => parseEntry(cursor))) };
    if (name === 'function') return parseFunctionType(cursor);
    return cursor.stop('the end of the type');
  });
}

function spacedTypeAt(cursor: Cursor): string | undefined {
  for (const name of spacedTypes) {
    const words = name.split(/ |(?<=-)|(?=-)/);
    if (!words.every((word, i) => cursor.at(word, i))) continue;
    cursor.index += words.length;
    return name;
  }
  return undefined;
}

/** Parts in angle brackets, separated by commas. */
function parseWithin<T>(cursor: Cursor, part: () => T, most = Number.POSITIVE_INFINITY): readonly T[] {
  const parts: T[] = [];
  cursor.expect('<');
  if (!cursor.at('>')) {
    do parts.push(part());
    while (parts.length < most && cursor.take(','));
  }
  cursor.expect('>');
  return parts;
}

function parseEntry(cursor: Cursor): readonly [string, FeelType] {
  const words = [parseName(cursor)];
  while (!cursor.at(':')) words.push(parseName(cursor));
  cursor.expect(':');
  return [words.join(' '), parseType(cursor)];
}

function parseFunctionType(cursor: Cursor): FeelType {
  const parameters = parseWithin(cursor, () => parseType(cursor));
  cursor.expect('-');
  cursor.expect('>');
  return { kind: 'function', parameters, result: parseType(cursor) };
}
