/** Built-in functions that sum up a list: count, min, max, sum, product, mean, median, stddev, mode. */

import {
  addNumbers,
  compareNumbers,
  divideNumbers,
  type FeelNumber,
  multiplyNumbers,
  numberFromDouble,
  subtractNumbers,
  toDouble,
} from '../number.ts';
import { ordered } from '../operation.ts';
import type { Run } from '../run.ts';
import { warningText } from '../text.ts';
import { type FeelValue, isList, isNumber } from '../value.ts';
import { type Builtin, builtin, failed, listBuiltin } from './builtin.ts';

/** The items as numbers; null, with a warning, if one is none. */
function numbersOf(name: string, items: readonly FeelValue[], run: Run): readonly FeelNumber[] | null {
  const numbers: FeelNumber[] = [];
  for (const item of items) {
    if (!isNumber(item)) return failed(run, name, `expected number but found '${warningText(item)}'`);
    numbers.push(item);
  }
  return numbers;
}

/** A function of the numbers of a list that is null for an empty one. */
function ofNumbers(name: string, compute: (numbers: readonly FeelNumber[], run: Run) => FeelValue): Builtin {
  return listBuiltin(name, (items, run) => {
    const numbers = numbersOf(name, items, run);
    return numbers === null || numbers.length === 0 ? null : compute(numbers, run);
  });
}

/** The least (or greatest) item; null for an empty list or one whose items have no order. */
function extreme(name: string, items: readonly FeelValue[], direction: 1 | -1, run: Run): FeelValue {
  const [first, ...rest] = items;
  if (first === undefined) return null;
  let best = first;
  if (rest.length === 0 && !isList(best) && ordered(run, best, best) === undefined)
    return failed(run, name, `${warningText(items)} is not comparable`);
  for (const item of rest) {
    const order = ordered(run, item, best);
    if (order === undefined) return failed(run, name, `${warningText(items)} is not comparable`);
    if (order * direction < 0) best = item;
  }
  return best;
}

function sum(numbers: readonly FeelNumber[]): FeelNumber {
  return numbers.reduce(addNumbers, 0);
}

function mean(numbers: readonly FeelNumber[]): FeelNumber {
  return divideNumbers(sum(numbers), numbers.length) ?? 0;
}

function median(numbers: readonly FeelNumber[]): FeelNumber {
  const sorted = [...numbers].sort(compareNumbers);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (sorted.length % 2 === 1) return upper;
  const lower = sorted[sorted.length / 2 - 1] ?? 0;
  return divideNumbers(addNumbers(lower, upper), 2) ?? 0;
}

/** The sample standard deviation; one value has none. */
function deviation(numbers: readonly FeelNumber[], run: Run): FeelNumber {
  const middle = mean(numbers);
  const squares = numbers.map((n) => {
    const distance = subtractNumbers(n, middle);
    return multiplyNumbers(distance, distance);
  });
  const variance = divideNumbers(sum(squares), numbers.length - 1);
  if (variance === undefined) run.fail("Expected at least two numbers in 'stddev', but there is one");
  return numberFromDouble(Math.sqrt(toDouble(variance))) ?? 0;
}

/** The most frequent numbers, in ascending order. */
function mode(numbers: readonly FeelNumber[]): readonly FeelNumber[] {
  const sorted = [...numbers].sort(compareNumbers);
  const groups: { value: FeelNumber; count: number }[] = [];
  for (const value of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && compareNumbers(last.value, value) === 0) last.count++;
    else groups.push({ value, count: 1 });
  }
  const most = groups.reduce((count, group) => Math.max(count, group.count), 0);
  return groups.filter((group) => group.count === most).map((group) => group.value);
}

/** Functions that sum up a list. Each answers undefined if its arguments do not fit. */
export const statisticBuiltins: readonly Builtin[] = [
  builtin('count', 'list', ([list]) => (list !== undefined && isList(list) ? list.length : undefined)),
  listBuiltin('min', (items, run) => extreme('min', items, 1, run)),
  listBuiltin('max', (items, run) => extreme('max', items, -1, run)),
  ofNumbers('sum', sum),
  ofNumbers('product', (numbers) => numbers.reduce(multiplyNumbers, 1)),
  ofNumbers('mean', mean),
  ofNumbers('median', median),
  ofNumbers('stddev', deviation),
  listBuiltin('mode', (items, run) => {
    const numbers = numbersOf('mode', items, run);
    return numbers === null ? null : mode(numbers);
  }),
];
