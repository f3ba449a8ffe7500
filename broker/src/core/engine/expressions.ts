/** Evaluating what models contain: texts and FEEL, with the variables a scope sees, into the types that the engine needs. */
import type { Evaluation, Expression, FeelClock, Scope } from '../feel/expression.ts';
import { fromJson, toJson } from '../feel/json.ts';
import { asInteger, asNumberText, type FeelValue, feelTypeName, isList } from '../feel/value.ts';
import type { ModelText } from '../model/executable.ts';
import { type Failure, failure } from './lifecycle/visit.ts';
import type { Processing } from './processing.ts';
import type { VariableRow } from './state/variables.ts';

/** Parsed values of variables, as long as their rows live. */
const parsed = new WeakMap<VariableRow, FeelValue>();

/** The FEEL value of a variable row. */
function valueOf(row: VariableRow): FeelValue {
  let value = parsed.get(row);
  if (value === undefined) {
    value = fromJson(row.value);
    parsed.set(row, value);
  }
  return value;
}

/** What an expression sees from a scope: its variables and those of the scopes around it. `extra` comes first. */
export function scopeOf(p: Processing, scopeKey: number, extra?: ReadonlyMap<string, FeelValue>): Scope {
  return {
    lookup(name) {
      const first = extra?.get(name);
      if (first !== undefined) return first;
      for (let key = scopeKey; key >= 0; key = p.state.elements.get(key)?.flowScopeKey ?? -1) {
        const row = p.state.variables.get(key, name);
        if (row !== undefined) return valueOf(row);
      }
      return undefined;
    },
  };
}

/** The clock of expressions: the command's time, and chance that is fixed by the command's position. */
export function clockOf(p: Processing): FeelClock {
  return { nowMs: p.nowMs, zone: p.config.zone, random: () => nextRandom(p) };
}

/** Mulberry32 over the position and the number of records so far: enough for `random number()`, and the same when a step is repeated. */
function nextRandom(p: Processing): number {
  let seed = (p.command.position * 0x9e3779b1 + p.records.length * 0x85ebca6b + p.state.facts.lastKey) >>> 0;
  seed = (seed + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** The outcome of an evaluation, before its type is looked at. */
export type Outcome = { readonly value: FeelValue; readonly warnings: readonly string[] } | Failure;

/** Evaluates an expression in a scope. */
export function evaluate(p: Processing, expression: Expression, scope: Scope): Outcome {
  const result: Evaluation = expression.evaluate(scope, clockOf(p));
  if (result.ok) return result;
  return failure('EXTRACT_VALUE_ERROR', `Expected to evaluate the expression '${expression.text}', but it failed: ${result.failure}`);
}

/** Evaluates a model text in a scope; fixed text is a string. */
export function evaluateText(p: Processing, text: ModelText, scope: Scope): Outcome {
  return text.kind === 'text' ? { value: text.text, warnings: [] } : evaluate(p, text.expression, scope);
}

/** What the incident of a wrong type says. */
export function wrongType(
  text: string,
  expected: string,
  outcome: { readonly value: FeelValue; readonly warnings: readonly string[] },
): Failure {
  const because = outcome.warnings.length === 0 ? '' : ` The evaluation reported the following warnings:\n${outcome.warnings.join('\n')}`;
  return failure(
    'EXTRACT_VALUE_ERROR',
    `Expected result of the expression '${text}' to be ${expected}, but was '${feelTypeName(outcome.value).toUpperCase()}'.${because}`,
  );
}

function sourceOf(text: ModelText): string {
  return text.kind === 'text' ? text.text : text.expression.text;
}

/** A string; anything else is a failure. */
export function stringOf(p: Processing, text: ModelText, scope: Scope): string | Failure {
  if (text.kind === 'text') return text.text;
  const outcome = evaluateText(p, text, scope);
  if ('errorType' in outcome) return outcome;
  return typeof outcome.value === 'string' ? outcome.value : wrongType(sourceOf(text), "'STRING'", outcome);
}

/** A string, or undefined where the expression gives null. */
export function optionalStringOf(p: Processing, text: ModelText, scope: Scope): string | undefined | Failure {
  const outcome = evaluateText(p, text, scope);
  if ('errorType' in outcome) return outcome;
  if (outcome.value === null) return undefined;
  return typeof outcome.value === 'string' ? outcome.value : wrongType(sourceOf(text), "'STRING'", outcome);
}

/** A whole number: fractions are cut. */
export function integerOf(p: Processing, text: ModelText, scope: Scope): number | Failure {
  if (text.kind === 'text') {
    const value = Number(text.text.trim());
    return text.text.trim() !== '' && Number.isSafeInteger(Math.trunc(value))
      ? Math.trunc(value)
      : failure('EXTRACT_VALUE_ERROR', `Expected '${text.text}' to be a number, but it is none`);
  }
  const outcome = evaluateText(p, text, scope);
  if ('errorType' in outcome) return outcome;
  const value = asInteger(outcome.value);
  return value === undefined ? wrongType(sourceOf(text), "'NUMBER'", outcome) : Number(value);
}

/** True or false; null is a failure. */
export function booleanOf(p: Processing, expression: Expression, scope: Scope): boolean | Failure {
  const outcome = evaluate(p, expression, scope);
  if ('errorType' in outcome) return outcome;
  return typeof outcome.value === 'boolean' ? outcome.value : wrongType(expression.text, "'BOOLEAN'", outcome);
}

/** A list. */
export function listOf(p: Processing, expression: Expression, scope: Scope): readonly FeelValue[] | Failure {
  const outcome = evaluate(p, expression, scope);
  if ('errorType' in outcome) return outcome;
  return isList(outcome.value) ? outcome.value : wrongType(expression.text, "'ARRAY'", outcome);
}

/** A correlation key: a string, or a number cut to a whole one. */
export function correlationKeyOf(p: Processing, expression: Expression, scope: Scope): string | Failure {
  const outcome = evaluate(p, expression, scope);
  if ('errorType' in outcome) return outcome;
  if (typeof outcome.value === 'string') return outcome.value;
  if (asNumberText(outcome.value) !== undefined) return String(asInteger(outcome.value));
  return wrongType(expression.text, "either 'STRING' or 'NUMBER'", outcome);
}

/** The result of an expression as JSON text. */
export function jsonOf(p: Processing, expression: Expression, scope: Scope): string | Failure {
  const outcome = evaluate(p, expression, scope);
  return 'errorType' in outcome ? outcome : toJson(outcome.value);
}
