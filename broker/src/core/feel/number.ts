/** Numbers as the language sees them: small whole numbers are plain JS numbers, all others decimals; every result is brought to that form. */

import {
  addDecimals,
  compareDecimals,
  Decimal,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
} from './decimal.ts';
import { powerDecimal, powerOfTen, type Rounding, withScale } from './decimal.ts';
import { exponentMax } from './limits.ts';
import { powerOfDoubles } from './power.ts';

/** A JS number is always a whole safe integer without decimal places; anything else is a `Decimal`. */
export type FeelNumber = number | Decimal;

const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/** The short form if there is one. */
export function normalNumber(n: Decimal): FeelNumber {
  if (n.scale === 0 && n.coefficient <= safeMax && n.coefficient >= -safeMax) return Number(n.coefficient);
  return n;
}

/** The long form. */
export function toDecimal(n: FeelNumber): Decimal {
  return typeof n === 'number' ? new Decimal(BigInt(n), 0) : n;
}

/** A whole number of any size. */
export function numberFromBigint(n: bigint): FeelNumber {
  return normalNumber(new Decimal(n, 0));
}

/** A binary floating point number by its shortest decimal digits, `1` as `1.0`; undefined if it is not finite. */
export function numberFromDouble(n: number): FeelNumber | undefined {
  if (!Number.isFinite(n)) return undefined;
  if (Number.isInteger(n) && Math.abs(n) < 1e7) return new Decimal(BigInt(n) * 10n, 1);
  const parsed = parseDecimal(String(n));
  if (parsed === undefined) return undefined;
  return parsed.scale > 0 ? parsed : integralDouble(parsed);
}

/** From ten million on a whole double is written with an exponent and at least one digit behind the point: 1.0E10 has scale -9. */
function integralDouble(n: Decimal): Decimal {
  const digits = n.coefficient.toString().replace('-', '').replace(/0+$/, '');
  const exponent = n.coefficient.toString().replace('-', '').length - n.scale - 1;
  const kept = digits.length > 1 ? digits : `${digits}0`;
  const coefficient = BigInt(kept);
  return new Decimal(n.coefficient < 0n ? -coefficient : coefficient, kept.length - 1 - exponent);
}

/** Reads a number text; undefined if it is none. */
export function parseNumber(text: string): FeelNumber | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const n = parseDecimal(text);
  return n === undefined ? undefined : normalNumber(n);
}

/** The number as text, scale kept: `1.0`, `1E-10`. */
export function formatNumber(n: FeelNumber): string {
  return typeof n === 'number' ? String(n) : formatDecimal(n);
}

/** The sum, rounded to 34 digits. */
export function addNumbers(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return normalNumber(addDecimals(toDecimal(a), toDecimal(b)));
}

/** The difference, rounded to 34 digits. */
export function subtractNumbers(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return normalNumber(addDecimals(toDecimal(a), negateDecimal(toDecimal(b))));
}

/** The product, rounded to 34 digits. */
export function multiplyNumbers(a: FeelNumber, b: FeelNumber): FeelNumber {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding zero turns -0 into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return normalNumber(multiplyDecimals(toDecimal(a), toDecimal(b)));
}

/** The quotient; undefined if the divisor is zero. */
export function divideNumbers(a: FeelNumber, b: FeelNumber): FeelNumber | undefined {
  if (isZero(b)) return undefined;
  if (typeof a === 'number' && typeof b === 'number' && a % b === 0) return a / b + 0;
  return normalNumber(divideDecimals(toDecimal(a), toDecimal(b)));
}

/** The number with the other sign. */
export function negateNumber(n: FeelNumber): FeelNumber {
  return typeof n === 'number' ? 0 - n : normalNumber(negateDecimal(n));
}

/** Negative, zero or positive; `1` and `1.0` are equal. */
export function compareNumbers(a: FeelNumber, b: FeelNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  return compareDecimals(toDecimal(a), toDecimal(b));
}

/** True for zero of any scale. */
export function isZero(n: FeelNumber): boolean {
  return typeof n === 'number' ? n === 0 : n.coefficient === 0n;
}

/** -1, 0 or 1. */
export function signOf(n: FeelNumber): number {
  if (typeof n === 'number') return Math.sign(n);
  return n.coefficient < 0n ? -1 : n.coefficient > 0n ? 1 : 0;
}

/** True if the number has no fractional part, whatever its scale. */
export function isWhole(n: FeelNumber): boolean {
  if (typeof n === 'number' || n.scale <= 0) return true;
  return n.coefficient % powerOfTen(n.scale) === 0n;
}

/** The whole part, cut towards zero. */
export function toBigint(n: FeelNumber): bigint {
  if (typeof n === 'number') return BigInt(n);
  return n.scale <= 0 ? n.coefficient * powerOfTen(-n.scale) : n.coefficient / powerOfTen(n.scale);
}

/** The nearest binary floating point number. */
export function toDouble(n: FeelNumber): number {
  if (typeof n === 'number') return n;
  const { coefficient, scale } = n;
  // Both sides exact: one division rounds once, as it should.
  if (scale >= 0 && scale <= 22 && coefficient <= safeMax && coefficient >= -safeMax) return Number(coefficient) / 10 ** scale;
  return Number(`${coefficient}e${-scale}`);
}

/** The whole part as a JS number, cut towards zero and wrapped to 32 bits as index arguments are on the JVM. */
export function toIndex(n: FeelNumber): number {
  if (typeof n === 'number') return n | 0;
  return Number(BigInt.asIntN(32, toBigint(n)));
}

/** The number rounded to `scale` decimal places. */
export function roundNumber(n: FeelNumber, scale: number, rounding: Rounding): FeelNumber {
  if (typeof n === 'number' && scale === 0) return n;
  return normalNumber(withScale(toDecimal(n), scale, rounding));
}

/** `base ** exponent`; undefined if there is no such number (zero to a negative power, a root of a negative number). */
export function powerNumber(base: FeelNumber, exponent: FeelNumber): FeelNumber | undefined {
  if (isWhole(exponent)) {
    const whole = Number(toBigint(exponent));
    if (Math.abs(whole) <= exponentMax) {
      const exact = powerDecimal(toDecimal(base), whole);
      return exact === undefined ? undefined : normalNumber(exact);
    }
  }
  return numberFromDouble(powerOfDoubles(toDouble(base), toDouble(exponent)));
}

/** The remainder with the divisor's sign, `a - b * floor(a / b)`; undefined if the divisor is zero. */
export function moduloNumbers(a: FeelNumber, b: FeelNumber): FeelNumber | undefined {
  const quotient = divideNumbers(a, b);
  if (quotient === undefined) return undefined;
  return subtractNumbers(a, multiplyNumbers(b, roundNumber(quotient, 0, 'floor')));
}
