/** What evaluating an expression came to, ours or recorded, in one comparable form. */

import { readFileSync } from 'node:fs';
import { compileExpression, type FeelClock } from '../../../broker/src/core/feel/expression.ts';
import { fromJson, toJson } from '../../../broker/src/core/feel/json.ts';
import { isContext } from '../../../broker/src/core/feel/value.ts';
import { variablesJson } from './rows.ts';

/** An expression with its result as JSON text, or that it was refused at deployment, or that its evaluation was an incident. */
export type Row = { readonly of: string } & ({ readonly is: string } | { readonly not: 'accepted' | 'evaluated' });

/** The recorded table, and where it comes from. */
export interface Table {
  readonly recordedWith: string;
  readonly variables: string;
  readonly rows: readonly Row[];
}

/** The file of the recorded table. */
export const tableUrl = new URL('./expressions.json', import.meta.url);

/** Reads the recorded table. */
export function readTable(): Table {
  return JSON.parse(readFileSync(tableUrl, 'utf8')) as Table;
}

/** A clock that stands still; no row asks for the time. */
export const stillClock: FeelClock = { nowMs: 1_700_000_000_000, zone: 'Z', random: () => 0.5 };

/** Evaluates an expression with ours. */
export function evaluateOurs(of: string): Row {
  const compiled = compileExpression(of);
  if ('problem' in compiled) return { of, not: 'accepted' };
  const variables = fromJson(variablesJson);
  const evaluation = compiled.expression.evaluate(
    { lookup: (name) => (isContext(variables) ? variables.get(name) : undefined) },
    stillClock,
  );
  return evaluation.ok ? { of, is: toJson(evaluation.value) } : { of, not: 'evaluated' };
}

/** The outcome of a row alone, for comparing. */
export function outcomeOf(row: Row): string {
  return 'is' in row ? row.is : `not ${row.not}`;
}
