/** What a built-in function is, and how the groups of them are declared. */

import type { Run } from '../run.ts';
import type { FeelValue } from '../value.ts';

/** The work of a function; undefined means that its arguments do not fit. */
export type BuiltinBody = (values: readonly FeelValue[], run: Run) => FeelValue | undefined;

/** A built-in function for one number of arguments, or for any number of them. */
export interface Builtin {
  readonly name: string;
  /** The parameters by position, with other lists of names by which they may be given. */
  readonly signatures: readonly (readonly string[])[];
  readonly count: number;
  /** Takes `count` or more arguments. */
  readonly isVariadic: boolean;
  readonly invoke: BuiltinBody;
}

/** Declares a function; each signature is a list of parameter names, separated by commas, all of the same length. */
export function builtin(name: string, signatures: string | readonly string[], invoke: BuiltinBody): Builtin {
  const lists = (typeof signatures === 'string' ? [signatures] : signatures).map((list) => (list === '' ? [] : list.split(',')));
  return { name, signatures: lists, count: lists[0]?.length ?? 0, isVariadic: false, invoke };
}

/** Declares a function of a list that also takes the items as arguments: `sum([1, 2])` and `sum(1, 2)`. */
export function listBuiltin(name: string, invoke: (items: readonly FeelValue[], run: Run) => FeelValue | undefined): Builtin {
  const body: BuiltinBody = (values, run) => {
    const first = values[0];
    const items: readonly FeelValue[] = values.length === 1 && first !== undefined && Array.isArray(first) ? first : values;
    run.step(items.length);
    return invoke(items, run);
  };
  return { name, signatures: [['list']], count: 1, isVariadic: true, invoke: body };
}

/** Declares a function with `count` or more arguments, by position only: there is no name for an argument that may come again. */
export function variadicBuiltin(name: string, count: number, invoke: BuiltinBody): Builtin {
  return { name, signatures: [], count, isVariadic: true, invoke };
}

/** Notes why a function gave null. */
export function failed(run: Run, name: string, reason: string): null {
  return run.warn('FUNCTION_INVOCATION_FAILURE', `Failed to invoke function '${name}': ${reason}`);
}
