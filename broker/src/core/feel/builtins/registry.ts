/** All built-in functions, found by name and arguments. */

import { booleanBuiltins } from './boolean.ts';
import type { Builtin } from './builtin.ts';
import { contextBuiltins } from './context.ts';
import { conversionBuiltins } from './conversion.ts';
import { jsonBuiltins } from './json.ts';
import { listBuiltins } from './list.ts';
import { numericBuiltins } from './numeric.ts';
import { rangeBuiltins } from './range.ts';
import { statisticBuiltins } from './statistic.ts';
import { stringBuiltins } from './string.ts';
import { temporalBuiltins } from './temporal.ts';

const builtins = new Map<string, Builtin[]>();
for (const group of [
  booleanBuiltins,
  contextBuiltins,
  conversionBuiltins,
  jsonBuiltins,
  listBuiltins,
  numericBuiltins,
  rangeBuiltins,
  statisticBuiltins,
  stringBuiltins,
  temporalBuiltins,
]) {
  for (const builtin of group) {
    const known = builtins.get(builtin.name);
    if (known === undefined) builtins.set(builtin.name, [builtin]);
    else known.push(builtin);
  }
}

/** The names of all built-in functions, for documentation and tests. */
export function builtinNames(): readonly string[] {
  return [...builtins.keys()].sort();
}

/** The function of that name that takes so many arguments. */
export function findByPosition(name: string, count: number): Builtin | undefined {
  const known = builtins.get(name);
  return known?.find((builtin) => builtin.count === count) ?? known?.find((builtin) => builtin.isVariadic && count >= builtin.count);
}

/** The function of that name that has exactly these parameters, and their order. */
export function findByNames(
  name: string,
  names: readonly string[],
): { readonly builtin: Builtin; readonly parameters: readonly string[] } | undefined {
  for (const builtin of builtins.get(name) ?? []) {
    for (const parameters of builtin.signatures) {
      if (parameters.length === names.length && parameters.every((parameter) => names.includes(parameter))) return { builtin, parameters };
    }
  }
  return undefined;
}
