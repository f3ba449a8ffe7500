// Decimal arithmetic against exact fractions.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDecimals,
  compareDecimals,
  Decimal,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  powerDecimal,
} from './decimal.ts';
import { precisionDigits, withScale } from './decimal.ts';

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }), fc.integer({ min: -20, max: 40 }))
  .map(([coefficient, scale]) => new Decimal(coefficient, scale));

/** The exact value as a fraction. */
function fraction(n: Decimal): readonly [bigint, bigint] {
  return n.scale >= 0 ? [n.coefficient, 10n ** BigInt(n.scale)] : [n.coefficient * 10n ** BigInt(-n.scale), 1n];
}

function abs(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** True if the decimal is at most half a unit of its 34th digit away from the exact fraction. */
function isRounded(result: Decimal, [numerator, denominator]: readonly [bigint, bigint]): boolean {
  const [n, d] = fraction(result);
  const error = abs(n * denominator - numerator * d);
  if (error === 0n) return true;
  const digits = abs(result.coefficient).toString().length;
  // Half a unit in the last place is 10 ** -scale / 2; an inexact result has all its digits.
  const [unit, unitDivisor] = fraction(new Decimal(1n, result.scale));
  return digits === precisionDigits && error * 2n * unitDivisor <= abs(unit * d * denominator);
}

describe('arithmetic against exact fractions', () => {
  test('sums', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [an, ad] = fraction(a);
        const [bn, bd] = fraction(b);
        return isRounded(addDecimals(a, b), [an * bd + bn * ad, ad * bd]);
      }),
    );
  });

  test('products', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [an, ad] = fraction(a);
        const [bn, bd] = fraction(b);
        return isRounded(multiplyDecimals(a, b), [an * bn, ad * bd]);
      }),
    );
  });

  test('quotients', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        fc.pre(b.coefficient !== 0n);
        const [an, ad] = fraction(a);
        const [bn, bd] = fraction(b);
        const sign = bn < 0n ? -1n : 1n;
        return isRounded(divideDecimals(a, b), [an * bd * sign, ad * bn * sign]);
      }),
    );
  });

  test('small powers', () => {
    fc.assert(
      fc.property(decimal, fc.integer({ min: 0, max: 12 }), (a, exponent) => {
        const [n, d] = fraction(a);
        const power = powerDecimal(a, exponent);
        return power !== undefined && isRounded(power, [n ** BigInt(exponent), d ** BigInt(exponent)]);
      }),
    );
  });

  test('order', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [an, ad] = fraction(a);
        const [bn, bd] = fraction(b);
        const difference = an * bd - bn * ad;
        return Math.sign(compareDecimals(a, b)) === (difference < 0n ? -1 : difference > 0n ? 1 : 0);
      }),
    );
  });
});

test('text and back keeps value and scale', () => {
  fc.assert(
    fc.property(decimal, (n) => {
      expect(parseDecimal(formatDecimal(n))).toEqual(n);
    }),
  );
});

test.each([
  ['1.0', '1.0'],
  ['0.0000001', '1E-7'],
  ['0.000001', '0.000001'],
  ['1E+3', '1E+3'],
  ['-12.340E-5', '-0.00012340'],
])('%s is written %s', (text, written) => {
  expect(formatDecimal(parseDecimal(text) ?? new Decimal(0n, 0))).toBe(written);
});

test.each(['', '.', '1.2.3', '1e', 'abc', ' 1', '0x1', '1_000'])('%j is no number', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test.each([
  ['2.5', 'half-even', '2'],
  ['3.5', 'half-even', '4'],
  ['2.5', 'half-up', '3'],
  ['-2.5', 'half-up', '-3'],
  ['2.5', 'half-down', '2'],
  ['-2.1', 'up', '-3'],
  ['-2.9', 'down', '-2'],
  ['-2.1', 'floor', '-3'],
  ['2.1', 'ceiling', '3'],
] as const)('%s rounded %s is %s', (text, rounding, rounded) => {
  expect(formatDecimal(withScale(parseDecimal(text) ?? new Decimal(0n, 0), 0, rounding))).toBe(rounded);
});
