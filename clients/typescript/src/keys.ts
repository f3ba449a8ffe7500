// Keys as callers see them: strings of digits, each of a kind. A JavaScript number never holds a key, since keys exceed 2^53 from partition 4 on.
import { refused } from './errors.ts';

declare const kindOfKey: unique symbol;

/** What a key is of. */
export type KeyKind =
  | 'processDefinition'
  | 'processInstance'
  | 'elementInstance'
  | 'job'
  | 'incident'
  | 'message'
  | 'signal'
  | 'deployment'
  | 'decision'
  | 'decisionRequirements'
  | 'decisionEvaluation'
  | 'conditionalEvaluation'
  | 'form'
  | 'userTask'
  | 'variables';

/** The key of something: its decimal digits, marked with the kind so that keys cannot be mixed up. */
export type Key<K extends KeyKind = KeyKind> = string & { readonly [kindOfKey]: K };
/** Key of a deployed process. */
export type ProcessDefinitionKey = Key<'processDefinition'>;
/** Key of a running or finished instance of a process. */
export type ProcessInstanceKey = Key<'processInstance'>;
/** Key of one run of one element. */
export type ElementInstanceKey = Key<'elementInstance'>;
/** Key of a job. */
export type JobKey = Key<'job'>;
/** Key of an incident. */
export type IncidentKey = Key<'incident'>;
/** Key of a user task. */
export type UserTaskKey = Key<'userTask'>;

const keyMin = -(2n ** 63n);
const keyMax = 2n ** 63n - 1n;

/**
 * Marks digits from elsewhere (a database, a log) as a key: `client.cancelInstance({ processInstanceKey: key('2251799813685249') })`.
 * Throws MillraceError INVALID_ARGUMENT for what is not a 64-bit integer in decimal digits.
 */
export function key<K extends KeyKind>(digits: string | bigint): Key<K> {
  return String(keyToWire(String(digits) as Key)) as Key<K>;
}

/** The key as the wire has it. Throws MillraceError INVALID_ARGUMENT for what is no key. */
export function keyToWire(digits: Key): bigint {
  if (typeof digits !== 'string' || !/^-?\d{1,19}$/.test(digits)) throw notAKey(digits);
  const value = BigInt(digits);
  if (value < keyMin || value > keyMax) throw notAKey(digits);
  return value;
}

/** The key as callers see it. */
export function keyFromWire<K extends KeyKind>(value: bigint): Key<K> {
  return value.toString() as Key<K>;
}

function notAKey(value: unknown): Error {
  return refused(`Expected a key as a string of decimal digits within 64 bits, but got ${typeof value} ${JSON.stringify(String(value))}`);
}
