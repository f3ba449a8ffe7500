/** From the results of the rules that match to the result of the table. DMN 1.3, section 8.2.10. */
import { sameValues } from '../feel/comparison.ts';
import { addNumbers, compareNumbers, type FeelNumber } from '../feel/number.ts';
import { displayText } from '../feel/text.ts';
import { contextOf, type FeelValue, isNumber } from '../feel/value.ts';
import type { Aggregator, DecisionTable } from './decision-model.ts';
import { DecisionStop } from './decision-run.ts';

/** The results of one rule by output name, in the order of the outputs. */
export type RuleResult = ReadonlyMap<string, FeelValue>;

/** Longest text of results in a failure, in UTF-16 units. */
const foundCharactersMax = 2_000;

/** The result of the table; there is at least one matching rule. Several values that must be one break the evaluation off. */
export function tableResult(table: DecisionTable, results: readonly RuleResult[]): FeelValue {
  switch (table.hitPolicy) {
    case 'UNIQUE':
      if (results.length > 1) stop(`multiple values aren't allowed for UNIQUE hit policy. found: '${shown(results)}'`);
      return first(results);
    case 'ANY':
      if (!results.every((result) => sameResults(result, results[0]))) {
        stop(`different values aren't allowed for ANY hit policy. found: '${shown(results)}'`);
      }
      return first(results);
    case 'FIRST':
      return first(results);
    case 'PRIORITY':
      return first(byPriority(table, results));
    case 'RULE ORDER':
      return results.map(bareResult);
    case 'OUTPUT ORDER':
      return byPriority(table, results).map(bareResult);
    case 'COLLECT':
      return table.aggregator === undefined ? results.map(bareResult) : aggregated(table.aggregator, results.map(bareResult));
  }
}

function stop(message: string): never {
  throw new DecisionStop('error', message);
}

function first([result]: readonly RuleResult[]): FeelValue {
  return result === undefined ? null : bareResult(result);
}

/** A single value alone, several as a context, none as null. */
export function bareResult(result: RuleResult): FeelValue {
  if (result.size > 1) return contextOf(result);
  for (const value of result.values()) return value;
  return null;
}

function sameResults(a: RuleResult, b: RuleResult | undefined): boolean {
  return b !== undefined && [...a].every(([name, value]) => sameValues(value, b.get(name) ?? null));
}

/** Results as the reference prints them. */
function shown(results: readonly RuleResult[]): string {
  let text = '';
  for (const result of results) {
    const entries = [...result].map(([name, value]) => `${name === '' ? 'null' : name} -> ${displayText(value, foundCharactersMax)}`);
    text += `${text === '' ? '' : ', '}Map(${entries.join(', ')})`;
    if (text.length > foundCharactersMax) return `List(${text.slice(0, foundCharactersMax)}...)`;
  }
  return `List(${text})`;
}

/** Best first: the first output decides, those behind it among equals. Values that the output does not list come last. */
function byPriority(table: DecisionTable, results: readonly RuleResult[]): readonly RuleResult[] {
  const ranks = table.outputs.map(({ name, values }) => ({ name, rank: new Map(values.map((value, i) => [value, i])) }));
  const ranked = results.map((result) => ({
    result,
    places: ranks.map(({ name, rank }) => rank.get(displayText(result.get(name) ?? null)) ?? Number.MAX_SAFE_INTEGER),
  }));
  ranked.sort((a, b) => {
    const column = a.places.findIndex((place, i) => place !== b.places[i]);
    return (a.places[column] ?? 0) - (b.places[column] ?? 0);
  });
  return ranked.map(({ result }) => result);
}

function aggregated(aggregator: Aggregator, values: readonly FeelValue[]): FeelValue {
  if (aggregator === 'COUNT') return values.length;
  const numbers = values.map(
    (value): FeelNumber => (isNumber(value) ? value : stop(`expected number but found '${displayText(value, foundCharactersMax)}'`)),
  );
  const extreme = (direction: number): FeelNumber => numbers.reduce((best, n) => (compareNumbers(n, best) * direction > 0 ? n : best));
  switch (aggregator) {
    case 'SUM':
      return numbers.reduce(addNumbers);
    case 'MIN':
      return extreme(-1);
    case 'MAX':
      return extreme(1);
  }
}
