/** Values of the command line: JSON objects, numbers, pairs, keys; each refused in words. */
import { parseJson } from '@millrace/client';
import { UsageError } from './usage-error.ts';

/** A JSON object, integers with all their digits; undefined when the option is absent. */
export function jsonObject(text: string | undefined, option: string): object | undefined {
  if (text === undefined) return undefined;
  try {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, like everything else that is no object.
  }
  throw new UsageError(`Expected ${option} to be a JSON object, but it was '${text}'`);
}

/** A whole number; undefined when the option is absent. */
export function wholeNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`Expected ${option} to be a whole number, but it was '${text}'`);
}

/** `left=right`. */
export function pair(text: string, option: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`Expected ${option} to be two names with = between them, but it was '${text}'`);
}
