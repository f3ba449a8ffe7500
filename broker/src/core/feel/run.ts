/** One evaluation under way: its clock, its warnings, its budget of steps, and how it is broken off. */

import { evaluationStepsMax, listItemsMax, stringLengthMax, warningsMax } from './limits.ts';
import type { FeelValue } from './value.ts';

/** Where an expression finds its variables. */
export interface Scope {
  /** The variable, or undefined if there is none of that name. */
  lookup(name: string): FeelValue | undefined;
}

/** Time, zone and chance of an evaluation; given in, so that an evaluation can be repeated. */
export interface FeelClock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly nowMs: number;
  /** A zone name or offset for `now()` and `today()`. */
  readonly zone: string;
  /** A number from 0 up to but not including 1. */
  random(): number;
}

/** Steps that are left; several evaluations that belong together share one. */
export interface StepBudget {
  stepsLeft: number;
}

/** Why an evaluation was broken off: a value that cannot be computed, an assertion, or a bound. */
export type FailureKind = 'error' | 'assert' | 'limit';

/** The kinds of warnings, as the messages begin with them. */
export type WarningKind =
  | 'NO_VARIABLE_FOUND'
  | 'NO_CONTEXT_ENTRY_FOUND'
  | 'NO_PROPERTY_FOUND'
  | 'NO_FUNCTION_FOUND'
  | 'FUNCTION_INVOCATION_FAILURE'
  | 'NOT_COMPARABLE'
  | 'INVALID_TYPE'
  | 'ASSERT_FAILURE';

/** Breaks an evaluation off; never leaves `Expression.evaluate`. */
export class EvaluationStop extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What the parts of a compiled expression share while it is evaluated. */
export class Run {
  readonly scope: Scope;
  readonly clock: FeelClock;
  readonly warnings: string[] = [];
  callDepth = 0;
  readonly #budget: StepBudget;

  constructor(scope: Scope, clock: FeelClock, budget: StepBudget = { stepsLeft: evaluationStepsMax }) {
    this.scope = scope;
    this.clock = clock;
    this.#budget = budget;
  }

  /** Notes why a result is null; always null, so that it can be returned. */
  warn(kind: WarningKind, message: string): null {
    if (this.warnings.length < warningsMax) this.warnings.push(`[${kind}] ${message}`);
    return null;
  }

  /** Evaluates something whose warnings nobody shall see. */
  quietly<T>(part: () => T): T {
    const kept = this.warnings.length;
    const result = part();
    this.warnings.length = Math.min(this.warnings.length, kept);
    return result;
  }

  /** Takes steps off the budget. */
  step(count = 1): void {
    this.#budget.stepsLeft -= count;
    if (this.#budget.stepsLeft < 0) {
      throw new EvaluationStop('limit', 'Expected the evaluation to end within the steps it is given, but it did not');
    }
  }

  /** Breaks off with an error the caller will see. */
  fail(message: string): never {
    throw new EvaluationStop('error', message);
  }

  /** Checks the size of a list about to be made, and takes its making off the budget. */
  checkItems(count: number): void {
    if (count > listItemsMax) {
      throw new EvaluationStop('limit', `Expected a list of at most ${listItemsMax} items, but it would have ${count}`);
    }
    this.step(count);
  }

  /** Checks the length of a text about to be made; long texts take steps, one for each 64 characters. */
  checkLength(length: number): void {
    if (length > stringLengthMax) {
      throw new EvaluationStop('limit', `Expected a text of at most ${stringLengthMax} characters, but it would have ${length}`);
    }
    if (length > 64) this.step(length >> 6);
  }
}

/** The names that are visible at one place of an expression. */
export interface Env {
  readonly run: Run;
  /** The value of a name, or undefined if there is none. */
  find(name: string): FeelValue | undefined;
}

/** A part of an expression, ready to run. */
export type Code = (env: Env) => FeelValue;

/** The outermost names: the variables of the scope. */
export class ScopeEnv implements Env {
  readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  find(name: string): FeelValue | undefined {
    return this.run.scope.lookup(name);
  }
}

/** One more name inside the others. */
export class NameEnv implements Env {
  readonly run: Run;
  readonly #outer: Env;
  readonly #name: string;
  readonly #value: FeelValue;

  constructor(outer: Env, name: string, value: FeelValue) {
    this.run = outer.run;
    this.#outer = outer;
    this.#name = name;
    this.#value = value;
  }

  find(name: string): FeelValue | undefined {
    return name === this.#name ? this.#value : this.#outer.find(name);
  }
}

/** A table of names inside the others; the table may still grow while it is in use. */
export class TableEnv implements Env {
  readonly run: Run;
  readonly #outer: Env;
  readonly #table: ReadonlyMap<string, FeelValue>;

  constructor(outer: Env, table: ReadonlyMap<string, FeelValue>) {
    this.run = outer.run;
    this.#outer = outer;
    this.#table = table;
  }

  find(name: string): FeelValue | undefined {
    const value = this.#table.get(name);
    return value === undefined ? this.#outer.find(name) : value;
  }
}
