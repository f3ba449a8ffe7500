/** Built-in functions on numbers: rounding, roots, logarithms, remainders, chance. */

import type { Rounding } from '../decimal.ts';
import {
  type FeelNumber,
  isWhole,
  moduloNumbers,
  negateNumber,
  numberFromDouble,
  roundNumber,
  signOf,
  toBigint,
  toDouble,
  toIndex,
} from '../number.ts';
import type { Run } from '../run.ts';
import { absoluteDuration } from '../temporal-arithmetic.ts';
import { warningText } from '../text.ts';
import { asTemporal, type FeelValue, isNumber } from '../value.ts';
import { type Builtin, builtin } from './builtin.ts';

/** Most decimal places a number may be rounded to, either way. */
const scaleMax = 6_176;

function rounded(value: FeelValue | undefined, scale: FeelValue | undefined, rounding: Rounding, run: Run): FeelValue | undefined {
  if (value === undefined || scale === undefined || !isNumber(value) || !isNumber(scale)) return undefined;
  const places = toIndex(scale);
  return Math.abs(places) > scaleMax
    ? run.fail(`Expected a scale of at most ${scaleMax}, but it is ${places}`)
    : roundNumber(value, places, rounding);
}

function rounding(name: string, mode: Rounding): Builtin {
  return builtin(name, 'n,scale', ([n, scale], run) => rounded(n, scale, mode, run));
}

/** A function of doubles; a result that is no number breaks the evaluation off. */
function ofDouble(name: string, compute: (n: number) => number): Builtin {
  return builtin(name, 'number', ([value], run) => {
    if (value === undefined || !isNumber(value)) return undefined;
    return (
      numberFromDouble(compute(toDouble(value))) ?? run.fail(`Expected '${name}(${warningText(value)})' to be a number, but it is none`)
    );
  });
}

function absolute(value: FeelValue | undefined): FeelValue | undefined {
  if (value === undefined) return undefined;
  if (isNumber(value)) return signOf(value) < 0 ? negateNumber(value) : value;
  const temporal = asTemporal(value);
  return temporal?.kind === 'days-duration' || temporal?.kind === 'months-duration' ? absoluteDuration(temporal) : undefined;
}

function hasParity(value: FeelValue | undefined, odd: boolean): boolean | undefined {
  if (value === undefined || !isNumber(value)) return undefined;
  return isWhole(value) && (toBigint(value) % 2n !== 0n) === odd;
}

function modulo(dividend: FeelNumber, divisor: FeelNumber, run: Run): FeelNumber {
  return (
    moduloNumbers(dividend, divisor) ??
    run.fail(`Expected a divisor other than zero in 'modulo(${warningText(dividend)}, 0)', but it is zero`)
  );
}

/** Functions on numbers. Each answers undefined if its arguments do not fit. */
export const numericBuiltins: readonly Builtin[] = [
  builtin('decimal', 'n,scale', ([n, scale], run) => rounded(n, scale, 'half-even', run)),
  builtin('floor', 'n', ([n], run) => rounded(n, 0, 'floor', run)),
  rounding('floor', 'floor'),
  builtin('ceiling', 'n', ([n], run) => rounded(n, 0, 'ceiling', run)),
  rounding('ceiling', 'ceiling'),
  rounding('round up', 'up'),
  rounding('round down', 'down'),
  rounding('round half up', 'half-up'),
  rounding('round half down', 'half-down'),
  builtin('abs', ['number', 'n'], ([n]) => absolute(n)),
  builtin('modulo', 'dividend,divisor', ([a, b], run) =>
    a !== undefined && b !== undefined && isNumber(a) && isNumber(b) ? modulo(a, b, run) : undefined,
  ),
  builtin('sqrt', 'number', ([n]) => {
    if (n === undefined || !isNumber(n)) return undefined;
    return signOf(n) < 0 ? null : (numberFromDouble(Math.sqrt(toDouble(n))) ?? null);
  }),
  ofDouble('log', Math.log),
  ofDouble('exp', Math.exp),
  builtin('odd', 'number', ([n]) => hasParity(n, true)),
  builtin('even', 'number', ([n]) => hasParity(n, false)),
  builtin('random number', '', (_, run) => numberFromDouble(run.clock.random()) ?? null),
];
