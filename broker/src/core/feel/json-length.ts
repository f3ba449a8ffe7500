/** How long the JSON text of a value would be, found without making it: shared parts of a value can make the text far larger than the value. */
import { jsonDepthMax } from './limits.ts';
import { type FeelValue, isList, isNumber } from './value.ts';

/** Texts shorter than this count as they are, in UTF-16 units: looking for escapes in each of them would cost more than it tells. */
const SHORT_LENGTH = 256;

/** Characters of a number, a date or a duration, roughly. */
const SCALAR_LENGTH = 24;

/**
 * Length of the JSON text of a value in UTF-16 units, roughly. Stops counting above `max`, so
 * that it takes no longer than a text of that length would; the answer is then some number above it.
 */
export function jsonLength(value: FeelValue, max: number): number {
  return max - left(value, max, 0);
}

/** What is left of `room` behind the value; negative when it did not fit. */
function left(value: FeelValue, room: number, depth: number): number {
  if (typeof value === 'string') return room - textLength(value, room);
  if (value === null || typeof value !== 'object') return room - 5;
  if (isNumber(value)) return room - SCALAR_LENGTH;
  if (depth >= jsonDepthMax) return room - 4;
  if (isList(value)) {
    let rest = room - 2;
    for (let index = 0; index < value.length && rest >= 0; index++) rest = left(value[index] ?? null, rest - 1, depth + 1);
    return rest;
  }
  if (value.kind !== 'context') return room - (value.kind === 'unreadable' ? value.json.length : SCALAR_LENGTH);
  let rest = room - 2;
  for (const name of value.names()) {
    if (rest < 0) return rest;
    rest = left(value.get(name) ?? null, rest - name.length - 4, depth + 1);
  }
  return rest;
}

/** With its escapes, unless it is too long without. */
function textLength(text: string, room: number): number {
  const isPlain = text.length < SHORT_LENGTH || text.length > room || !/["\\\u0000-\u001f]/.test(text);
  return isPlain ? text.length + 2 : JSON.stringify(text).length;
}
