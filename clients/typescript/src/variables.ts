// Variables between what a program holds and the JSON text on the wire. May not send anything.
import { MillraceError, refused } from './errors.ts';
import { parseJson, stringifyJson } from './json.ts';
import { describeIssues } from './standard-schema.ts';
import type { Schema } from './standard-schema.ts';

/** Variables of a process: the members of one JSON object. Integers beyond 2^53 are bigint. */
export type Variables = Record<string, unknown>;

/**
 * The JSON text of variables; '' (which means `{}`) for undefined. Throws MillraceError INVALID_ARGUMENT for everything that is not an object with
 * members: null, arrays, dates, maps, sets, plain values, cycles.
 */
export function encodeVariables(variables: object | undefined): string {
  if (variables === undefined) return '';
  if (typeof variables !== 'object' || variables === null || Array.isArray(variables)) throw notAnObject(variables);
  if (variables instanceof Map || variables instanceof Set) throw notAnObject(variables);
  const text = textOf(variables);
  if (!text?.startsWith('{')) throw notAnObject(variables);
  return text;
}

/** The variables of a JSON text; `{}` for ''. Throws MillraceError MALFORMED_ANSWER when the text is not one JSON object. */
export function decodeVariables<V extends object = Variables>(text: string): V {
  if (text === '') return {} as V;
  const value = valueOf(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(text);
  return value as V;
}

/** The variables as a schema has them. Rejects with MillraceError MALFORMED_ANSWER when they do not fit. */
export async function fittingVariables<V extends object>(schema: Schema<unknown, V>, variables: object): Promise<V> {
  const checked = await schema['~standard'].validate(variables);
  if (checked.issues === undefined) return checked.value;
  const reason = `Expected variables that fit the schema, but ${describeIssues(checked.issues)}`;
  throw new MillraceError('MALFORMED_ANSWER', reason, { details: { reason } });
}

/** Any JSON text as a value; null for ''. Throws MillraceError MALFORMED_ANSWER when it is no JSON. */
export function decodeValue(text: string): unknown {
  return text === '' ? null : valueOf(text);
}

function textOf(variables: object): string | undefined {
  try {
    return stringifyJson(variables);
  } catch (error) {
    throw refused(`Expected variables that can be written as JSON, but ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function valueOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw malformed(text, error);
  }
}

function notAnObject(value: unknown): MillraceError {
  const kind =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'an array'
        : value instanceof Object
          ? `a ${value.constructor.name}`
          : `a ${typeof value}`;
  return refused(`Expected variables to be an object with members, but got ${kind}`);
}

function malformed(text: string, cause?: unknown): MillraceError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  const reason = `Expected the JSON text of an object, but got ${shown}`;
  return new MillraceError('MALFORMED_ANSWER', reason, { details: { reason }, cause });
}
