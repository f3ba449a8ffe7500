/** Evaluates a decision table: inputs, then rules, then what the hit policy makes of those that match. */
import type { Scope } from '../feel/expression.ts';
import type { FeelValue } from '../feel/value.ts';
import type { DecisionTable, TableRule } from './decision-model.ts';
import { type DecisionRun, type MatchedRule, NamesScope, type TableTrace } from './decision-run.ts';
import { bareResult, type RuleResult, tableResult } from './hit-policy.ts';

/** The result of the table; what it was found from goes to the trace, also when the evaluation is broken off. */
export function evaluateTable(table: DecisionTable, scope: Scope, run: DecisionRun, trace: TableTrace): FeelValue {
  const scopes = table.inputs.map(({ id, name, expression }) => {
    const value = run.value(expression, scope);
    trace.evaluatedInputs = [...trace.evaluatedInputs, { inputId: id, inputName: name, inputValue: run.json(value) }];
    return inputScope(scope, value);
  });
  const hits = hitsOf(table, scopes, run);
  if (hits.length === 0) return defaultResult(table, scope, run);
  const matched: MatchedRule[] = [];
  const results = hits.map((index): RuleResult => ruleResult(table, index, scope, run, matched));
  trace.matchedRules = matched;
  return tableResult(table, results);
}

/** Tests see the value of their input as `?` and, as in the reference, by a name. */
function inputScope(scope: Scope, value: FeelValue): Scope {
  return new NamesScope(
    scope,
    new Map([
      ['?', value],
      ['cellInput', value],
    ]),
  );
}

/** Positions of the rules that match, in their order; with FIRST no rule is looked at behind the first. */
function hitsOf({ rules, hitPolicy }: DecisionTable, scopes: readonly Scope[], run: DecisionRun): readonly number[] {
  const hits: number[] = [];
  for (const [index, rule] of rules.entries()) {
    if (!matches(rule, scopes, run)) continue;
    hits.push(index);
    if (hitPolicy === 'FIRST') break;
  }
  return hits;
}

function matches({ tests }: TableRule, scopes: readonly Scope[], run: DecisionRun): boolean {
  return scopes.every((scope, i) => {
    const test = tests[i];
    return test === undefined || test.text === '-' || run.value(test, scope) === true;
  });
}

function ruleResult({ rules, outputs }: DecisionTable, index: number, scope: Scope, run: DecisionRun, matched: MatchedRule[]): RuleResult {
  const rule = rules[index];
  const result = new Map<string, FeelValue>();
  const evaluatedOutputs = (rule?.results ?? []).map((expression, i) => {
    const { id = '', name = '', label = '' } = outputs[i] ?? {};
    const value = run.value(expression, scope);
    result.set(name, value);
    return { outputId: id, outputName: label, outputValue: run.json(value) };
  });
  matched.push({ ruleId: rule?.id ?? '', ruleIndex: index + 1, evaluatedOutputs });
  return result;
}

/** The defaults of the outputs that have one. */
function defaultResult({ outputs }: DecisionTable, scope: Scope, run: DecisionRun): FeelValue {
  const result = new Map<string, FeelValue>();
  for (const { name, otherwise } of outputs) {
    if (otherwise !== undefined) result.set(name, run.value(otherwise, scope));
  }
  return bareResult(result);
}
