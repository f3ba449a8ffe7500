/** The door of the expression language: compiling texts and evaluating what was compiled. Pure: time and chance come in with the clock. */

import { compileNode } from './compiler.ts';
import { Cursor, type Grammar, SyntaxStop } from './cursor.ts';
import { jsonLength } from './json-length.ts';
import { tokenize } from './lexer.ts';
import { expressionHeightMax, expressionLengthMax, jsonLengthMax } from './limits.ts';
import { isDeeperThan, namesOf } from './names.ts';
import type { Node } from './node.ts';
import { parseExpression, parseSum } from './parser.ts';
import { parseUnaryTests } from './parser-test.ts';
import { type Code, EvaluationStop, type FailureKind, type FeelClock, Run, type Scope, ScopeEnv, type StepBudget } from './run.ts';
import { joinSpacedNames } from './spaced-names.ts';
import type { NamedTypes } from './type.ts';
import type { FeelValue } from './value.ts';

export type { FeelClock, Scope } from './run.ts';

/** A compiled expression, or what is wrong with the text ("Expected ..., but ..., at line 1, column 2"). */
export type Compiled = { readonly expression: Expression } | { readonly problem: string };

/** An expression ready to be evaluated any number of times. */
export interface Expression {
  /** The text it was compiled from. */
  readonly text: string;
  /** The variables it may read. */
  readonly names: ReadonlySet<string>;
  /** Computes the value; never throws. Without a budget it may take `evaluationStepsMax` steps. */
  evaluate(scope: Scope, clock: FeelClock, budget?: StepBudget): Evaluation;
}

/** A value with the reasons for its nulls, or why there is none: an impossible value, a failed assertion, a bound of limits.ts. */
export type Evaluation =
  | { readonly ok: true; readonly value: FeelValue; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly failure: string; readonly kind: FailureKind };

const grammar: Grammar = { expression: parseExpression, sum: parseSum };

/** What a model says to its expressions before they are compiled. */
export interface Surroundings {
  /** Names that may be functions of the scope. */
  readonly functions: ReadonlySet<string>;
  /** Names of several words that may stand without backticks. */
  readonly spacedNames: ReadonlySet<string>;
  /** Types that `instance of` and parameters may name. */
  readonly types: NamedTypes;
}

const nothingAround: Surroundings = { functions: new Set(), spacedNames: new Set(), types: new Map() };

/** Compiles an expression; the text is without the leading `=`, at most `expressionLengthMax` long. */
export function compileExpression(text: string, around: Surroundings = nothingAround): Compiled {
  return compile(text, parseExpression, around);
}

/** Compiles an input entry of a decision table; the input value is the variable `?` of the scope. */
export function compileUnaryTests(text: string, around: Surroundings = nothingAround): Compiled {
  return compile(text, parseUnaryTests, around);
}

function compile(text: string, parse: (cursor: Cursor) => Node, around: Surroundings): Compiled {
  if (text.length > expressionLengthMax) {
    return { problem: `Expected an expression of at most ${expressionLengthMax} characters, but it has ${text.length}` };
  }
  const tokens = tokenize(text);
  if ('position' in tokens) {
    const found = text.slice(tokens.position, tokens.position + 20);
    return { problem: `Expected ${tokens.expected}, but found '${found}'${place(text, tokens.position)}` };
  }
  try {
    const cursor = new Cursor(text, joinSpacedNames(tokens, around.spacedNames), grammar);
    const node = parse(cursor);
    if (cursor.peek().kind !== 'end') cursor.stop('an operator or the end of the expression');
    if (isDeeperThan(node, expressionHeightMax)) {
      return { problem: `Expected an expression of at most ${expressionHeightMax} operations inside each other, but it has more` };
    }
    return { expression: expressionOf(text, node, around) };
  } catch (stop) {
    if (stop instanceof SyntaxStop) return { problem: stop.message + place(text, stop.position) };
    throw stop;
  }
}

function place(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `, at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

function expressionOf(text: string, node: Node, { functions, types }: Surroundings): Expression {
  const code = compileNode(node, functions, types);
  return { text, names: namesOf(node), evaluate: (scope, clock, budget) => evaluate(code, scope, clock, budget) };
}

function evaluate(code: Code, scope: Scope, clock: FeelClock, budget: StepBudget | undefined): Evaluation {
  const run = new Run(scope, clock, budget);
  try {
    const value = code(new ScopeEnv(run));
    if ((typeof value === 'object' || typeof value === 'string') && jsonLength(value, jsonLengthMax) > jsonLengthMax) {
      const failure = `Expected a result of at most ${jsonLengthMax} characters as JSON, but it has more`;
      return { ok: false, failure, kind: 'limit' };
    }
    return { ok: true, value, warnings: run.warnings };
  } catch (stop) {
    if (stop instanceof EvaluationStop) return { ok: false, failure: stop.message, kind: stop.kind };
    // Values nested deeper than the stack reaches, which only an expression can make.
    if (stop instanceof RangeError)
      return { ok: false, failure: 'Expected values and calls nested less deep, but the stack is used up', kind: 'limit' };
    throw stop;
  }
}
