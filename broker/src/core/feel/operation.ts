/** The operators on values: arithmetic, comparison, three-valued logic; what cannot be computed is null with a warning. */

import { compareValues, equalValues } from './comparison.ts';
import type { ArithmeticOperator, ComparisonOperator } from './node.ts';
import { addNumbers, divideNumbers, multiplyNumbers, negateNumber, powerNumber, subtractNumbers } from './number.ts';
import type { Run } from './run.ts';
import { addTemporals, divideDuration, multiplyDuration, subtractTemporals, type Temporal } from './temporal-arithmetic.ts';
import { warningText } from './text.ts';
import { asTemporal, type FeelValue, isList, isNumber, kindOf } from './value.ts';

/** `-value`. */
export function negate(run: Run, value: FeelValue): FeelValue {
  return isNumber(value) ? negateNumber(value) : run.warn('INVALID_TYPE', `Expected number but found '${warningText(value)}'`);
}

/** `a operator b`. */
export function calculate(run: Run, operator: ArithmeticOperator, a: FeelValue, b: FeelValue): FeelValue {
  const result = operations[operator](run, a, b);
  return result === undefined ? run.warn('INVALID_TYPE', refusals[operator](warningText(a), warningText(b))) : result;
}

type Operation = (run: Run, a: FeelValue, b: FeelValue) => FeelValue | undefined;

const operations: Readonly<Record<ArithmeticOperator, Operation>> = {
  '+': add,
  '-': (_, a, b) => subtract(a, b),
  '*': (_, a, b) => multiply(a, b),
  '/': (_, a, b) => divide(a, b),
  '**': power,
};

const refusals: Readonly<Record<ArithmeticOperator, (a: string, b: string) => string>> = {
  '+': (a, b) => `Can't add '${b}' to '${a}'`,
  '-': (a, b) => `Can't subtract '${b}' from '${a}'`,
  '*': (a, b) => `Can't multiply '${a}' by '${b}'`,
  '/': (a, b) => `Can't divide '${a}' by '${b}'`,
  '**': (a, b) => `Expected numbers but found '${a}' and '${b}'`,
};

function add(run: Run, a: FeelValue, b: FeelValue): FeelValue | undefined {
  if (isNumber(a)) return isNumber(b) ? addNumbers(a, b) : undefined;
  if (typeof a === 'string') {
    if (typeof b !== 'string') return undefined;
    run.checkLength(a.length + b.length);
    return a + b;
  }
  return temporals(a, b, addTemporals);
}

function subtract(a: FeelValue, b: FeelValue): FeelValue | undefined {
  if (isNumber(a)) return isNumber(b) ? subtractNumbers(a, b) : undefined;
  return temporals(a, b, subtractTemporals);
}

function temporals(a: FeelValue, b: FeelValue, operation: (a: Temporal, b: Temporal) => Temporal | undefined): FeelValue | undefined {
  const left = asTemporal(a);
  const right = asTemporal(b);
  return left === undefined || right === undefined ? undefined : operation(left, right);
}

function multiply(a: FeelValue, b: FeelValue): FeelValue | undefined {
  if (isNumber(a)) {
    if (isNumber(b)) return multiplyNumbers(a, b);
    return asTemporal(b) === undefined ? undefined : multiply(b, a);
  }
  const duration = asTemporal(a);
  if (duration === undefined || !isNumber(b)) return undefined;
  return duration.kind === 'days-duration' || duration.kind === 'months-duration' ? multiplyDuration(duration, b) : undefined;
}

function divide(a: FeelValue, b: FeelValue): FeelValue | undefined {
  if (isNumber(a)) return isNumber(b) ? divideNumbers(a, b) : undefined;
  const duration = asTemporal(a);
  if (duration === undefined || (duration.kind !== 'days-duration' && duration.kind !== 'months-duration')) return undefined;
  const divisor = isNumber(b) ? b : asTemporal(b);
  return divisor === undefined ? undefined : divideDuration(duration, divisor);
}

function power(run: Run, a: FeelValue, b: FeelValue): FeelValue | undefined {
  if (!isNumber(a) || !isNumber(b)) return undefined;
  return powerNumber(a, b) ?? run.fail(`Expected '${warningText(a)} ** ${warningText(b)}' to be a number, but it is none`);
}

/** `a operator b`: a boolean, or null if the two cannot be compared. */
export function compare(run: Run, operator: ComparisonOperator, a: FeelValue, b: FeelValue): FeelValue {
  if (operator === '=') return equalValues(a, b) ?? notComparable(run, a, b);
  if (operator === '!=') {
    const equal = equalValues(a, b);
    return equal === undefined ? notComparable(run, a, b) : !equal;
  }
  const order = ordered(run, a, b);
  if (order === undefined) return notComparable(run, a, b);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order < 0 || (order === 0 && isSameMoment(a, b));
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** One instant in two zones is neither before nor equal, and "at most" asks for either; "at least" asks for not before. */
function isSameMoment(a: FeelValue, b: FeelValue): boolean {
  return kindOf(a) !== 'date-time' || equalValues(a, b) === true;
}

function notComparable(run: Run, a: FeelValue, b: FeelValue): null {
  return run.warn('NOT_COMPARABLE', `Can't compare '${warningText(a)}' with '${warningText(b)}'`);
}

/** The order of two values; two lists break the evaluation off, other pairs have none. */
export function ordered(run: Run, a: FeelValue, b: FeelValue): number | undefined {
  const order = compareValues(a, b);
  if (order === undefined && isList(a) && isList(b)) {
    run.fail(`Expected values with an order, but '${warningText(a)}' can not be compared to '${warningText(b)}'`);
  }
  return order;
}

/** `low <= value <= high` with either side open: a boolean, or null if the values have no order. */
export function isBetween(
  run: Run,
  value: FeelValue,
  low: FeelValue,
  high: FeelValue,
  lowIncluded: boolean,
  highIncluded: boolean,
): FeelValue {
  const fromLow = ordered(run, value, low);
  const fromHigh = ordered(run, value, high);
  if (fromLow === undefined || fromHigh === undefined) {
    return run.warn('NOT_COMPARABLE', `Can't compare '${warningText(value)}' with '${warningText(low)}' and '${warningText(high)}'`);
  }
  return (lowIncluded ? fromLow >= 0 : fromLow > 0) && (fromHigh < 0 || (fromHigh === 0 && highIncluded && isSameMoment(value, high)));
}

/** Notes that a boolean was expected. */
export function expectBoolean(run: Run, value: FeelValue): boolean | null {
  if (typeof value === 'boolean') return value;
  return run.warn('INVALID_TYPE', `Expected boolean but found '${warningText(value)}'`);
}
