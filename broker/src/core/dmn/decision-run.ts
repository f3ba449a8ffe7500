/** One evaluation of a decision under way: its budget, what was evaluated so far, and how it is broken off. */
import type { Expression, FeelClock, Scope } from '../feel/expression.ts';
import { toJson } from '../feel/json.ts';
import type { FailureKind, StepBudget } from '../feel/run.ts';
import type { FeelValue } from '../feel/value.ts';
import type { DecisionGraph, DecisionType } from './decision-model.ts';
import { DECISION_STEPS_MAX, EVALUATED_CHARACTERS_MAX, EVALUATED_DECISIONS_MAX } from './dmn-limits.ts';

/** A decision or a called knowledge model with its result, as records and answers list them. Values are JSON text. */
export interface EvaluatedDecision {
  readonly decisionId: string;
  readonly decisionName: string;
  readonly decisionType: DecisionType;
  readonly decisionOutput: string;
  /** Of a table, in the order of its columns; empty for any other logic. */
  readonly evaluatedInputs: readonly EvaluatedInput[];
  /** Of a table, in the order of its rules. */
  readonly matchedRules: readonly MatchedRule[];
}

/** The value of a table's input. */
export interface EvaluatedInput {
  readonly inputId: string;
  readonly inputName: string;
  readonly inputValue: string;
}

/** A rule whose tests all hold. */
export interface MatchedRule {
  readonly ruleId: string;
  /** Counted from 1. */
  readonly ruleIndex: number;
  readonly evaluatedOutputs: readonly { readonly outputId: string; readonly outputName: string; readonly outputValue: string }[];
}

/** What a table has to tell beside its result. */
export interface TableTrace {
  evaluatedInputs: readonly EvaluatedInput[];
  matchedRules: readonly MatchedRule[];
}

/** Breaks an evaluation off; never leaves `evaluateDecision`. */
export class DecisionStop extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** What the parts of an evaluation share. */
export class DecisionRun {
  readonly graph: DecisionGraph;
  readonly clock: FeelClock;
  readonly evaluated: EvaluatedDecision[] = [];
  /** Calls of knowledge models inside each other. */
  callDepth = 0;
  readonly #budget: StepBudget = { stepsLeft: DECISION_STEPS_MAX };
  #characters = 0;
  #started = 0;

  constructor(graph: DecisionGraph, clock: FeelClock) {
    this.graph = graph;
    this.clock = clock;
  }

  /** The value of an expression; a failure breaks the evaluation off. */
  value(expression: Expression, scope: Scope): FeelValue {
    this.step();
    const result = expression.evaluate(scope, this.clock, this.#budget);
    if (result.ok) return result.value;
    const text = expression.text.length > 1_000 ? `${expression.text.slice(0, 1_000)}...` : expression.text;
    const what = result.kind === 'assert' ? 'Assertion failure on evaluate the' : 'failed to evaluate';
    throw new DecisionStop(result.kind, `${what} expression '${text}': ${result.failure}`);
  }

  /** Takes a step off the budget. */
  step(): void {
    this.#budget.stepsLeft--;
    if (this.#budget.stepsLeft < 0) throw new DecisionStop('limit', `the evaluation takes more than ${DECISION_STEPS_MAX} steps`);
  }

  /** Counts a decision or a call about to be evaluated. */
  start(): void {
    this.#started++;
    if (this.#started > EVALUATED_DECISIONS_MAX) {
      throw new DecisionStop('limit', `there are more than ${EVALUATED_DECISIONS_MAX} decisions and calls of knowledge models to evaluate`);
    }
  }

  /** A value as it is kept; all of them together are limited. */
  json(value: FeelValue): string {
    const text = toJson(value);
    this.#characters += text.length;
    if (this.#characters > EVALUATED_CHARACTERS_MAX) {
      throw new DecisionStop('limit', `all values together have more than ${EVALUATED_CHARACTERS_MAX} characters`);
    }
    return text;
  }
}

/** Names and values before those of another scope. */
export class NamesScope implements Scope {
  readonly #outer: Scope;
  readonly #names: ReadonlyMap<string, FeelValue>;

  /** The map may still grow while the scope is in use. */
  constructor(outer: Scope, names: ReadonlyMap<string, FeelValue>) {
    this.#outer = outer;
    this.#names = names;
  }

  lookup(name: string): FeelValue | undefined {
    const own = this.#names.get(name);
    return own === undefined ? this.#outer.lookup(name) : own;
  }
}
