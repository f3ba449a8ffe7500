/** Decimal numbers of any length with their scale; arithmetic rounds to 34 digits half-even (IEEE 754 decimal128). Knows no language rules. */

/** Significant digits kept by arithmetic (IEEE 754-2019 decimal128). */
export const precisionDigits = 34;

/** How a digit that has to go decides about the one before it. */
export type Rounding = 'up' | 'down' | 'floor' | 'ceiling' | 'half-up' | 'half-down' | 'half-even';

/** The number `coefficient * 10 ** -scale`; `1.0` and `1.00` are equal but keep their scale. */
export class Decimal {
  readonly kind = 'decimal';
  readonly coefficient: bigint;
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }
}

const smallPowers: bigint[] = [1n];
for (let i = 1; i <= 80; i++) smallPowers.push((smallPowers[i - 1] ?? 1n) * 10n);

/** `10 ** exponent` for a whole exponent >= 0. */
export function powerOfTen(exponent: number): bigint {
  return smallPowers[exponent] ?? 10n ** BigInt(exponent);
}

const precisionBound = 10n ** BigInt(precisionDigits);

function absolute(n: bigint): bigint {
  return n < 0n ? -n : n;
}

/** How many decimal digits the number has; zero has one. */
export function digitCount(n: bigint): number {
  return absolute(n).toString().length;
}

/** The quotient of two whole numbers, rounded to a whole number. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const quotient = dividend / divisor;
  const remainder = dividend - quotient * divisor;
  if (remainder === 0n) return quotient;
  const negative = dividend < 0n !== divisor < 0n;
  const away = negative ? quotient - 1n : quotient + 1n;
  switch (rounding) {
    case 'up':
      return away;
    case 'down':
      return quotient;
    case 'floor':
      return negative ? away : quotient;
    case 'ceiling':
      return negative ? quotient : away;
    default: {
      const doubled = absolute(remainder) * 2n;
      const whole = absolute(divisor);
      if (doubled !== whole) return doubled > whole ? away : quotient;
      if (rounding === 'half-even') return quotient % 2n === 0n ? quotient : away;
      return rounding === 'half-up' ? away : quotient;
    }
  }
}

/** The same number with at most 34 digits. */
export function roundToPrecision(coefficient: bigint, scale: number, digitsMax: number = precisionDigits): Decimal {
  if (coefficient < precisionBound && coefficient > -precisionBound) return new Decimal(coefficient, scale);
  const surplus = digitCount(coefficient) - digitsMax;
  if (surplus <= 0) return new Decimal(coefficient, scale);
  const rounded = divideRounded(coefficient, powerOfTen(surplus), 'half-even');
  // 999...9.5 rounds to 35 digits: once more takes the last zero away.
  return roundToPrecision(rounded, scale - surplus, digitsMax);
}

/** The same number with exactly `scale` decimal places, rounded; the scale may be negative. */
export function withScale(n: Decimal, scale: number, rounding: Rounding): Decimal {
  if (scale === n.scale) return n;
  if (scale > n.scale) return new Decimal(n.coefficient * powerOfTen(scale - n.scale), scale);
  return new Decimal(divideRounded(n.coefficient, powerOfTen(n.scale - scale), rounding), scale);
}

/** The digits a result may have: 34, or as many as the left side was written with. */
function digitsOf(left: Decimal): number {
  const { coefficient } = left;
  return coefficient < precisionBound && coefficient > -precisionBound ? precisionDigits : digitCount(coefficient);
}

/** The sum, rounded. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const digitsMax = digitsOf(a);
  if (a.scale === b.scale) return roundToPrecision(a.coefficient + b.coefficient, a.scale, digitsMax);
  if (a.scale < b.scale) return roundToPrecision(a.coefficient * powerOfTen(b.scale - a.scale) + b.coefficient, b.scale, digitsMax);
  return roundToPrecision(a.coefficient + b.coefficient * powerOfTen(a.scale - b.scale), a.scale, digitsMax);
}

/** The number with the other sign. */
export function negateDecimal(n: Decimal): Decimal {
  return new Decimal(-n.coefficient, n.scale);
}

/** The product, rounded. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return roundToPrecision(a.coefficient * b.coefficient, a.scale + b.scale, digitsOf(a));
}

/** The quotient, rounded to 34 digits, with as few decimal places as an exact result allows; the divisor is not zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const preferredScale = a.scale - b.scale;
  if (a.coefficient === 0n) return new Decimal(0n, preferredScale);
  // Enough digits that the quotient has at least 36 of them, and a sticky last digit for what is cut off.
  const shift = Math.max(0, precisionDigits + 2 + digitCount(b.coefficient) - digitCount(a.coefficient));
  const dividend = a.coefficient * powerOfTen(shift);
  const quotient = dividend / b.coefficient;
  const exact = quotient * b.coefficient === dividend;
  if (exact) return stripZeros(roundToPrecision(quotient, preferredScale + shift), preferredScale);
  const sticky = quotient * 10n + (dividend < 0n !== b.coefficient < 0n ? -1n : 1n);
  return roundToPrecision(sticky, preferredScale + shift + 1);
}

/** The same number without trailing zeros, but with no fewer decimal places than `scaleMin`. */
export function stripZeros(n: Decimal, scaleMin: number): Decimal {
  let { coefficient, scale } = n;
  while (scale > scaleMin && coefficient % 10n === 0n && coefficient !== 0n) {
    coefficient /= 10n;
    scale--;
  }
  return scale === n.scale ? n : new Decimal(coefficient, scale);
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`; the scale does not count. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.scale === b.scale) return a.coefficient < b.coefficient ? -1 : a.coefficient > b.coefficient ? 1 : 0;
  const left = a.scale < b.scale ? a.coefficient * powerOfTen(b.scale - a.scale) : a.coefficient;
  const right = b.scale < a.scale ? b.coefficient * powerOfTen(a.scale - b.scale) : b.coefficient;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The power with a whole exponent, rounded to 34 digits (repeated squaring with guard digits); undefined for zero to a negative power. */
export function powerDecimal(base: Decimal, exponent: number): Decimal | undefined {
  if (exponent < 0) {
    if (base.coefficient === 0n) return undefined;
    const positive = powerGuarded(base, -exponent);
    return divideDecimals(new Decimal(1n, 0), positive);
  }
  const power = powerGuarded(base, exponent);
  return roundToPrecision(power.coefficient, power.scale);
}

const guardDigits = 12;
const guardBound = 10n ** BigInt(precisionDigits + guardDigits);

function powerGuarded(base: Decimal, exponent: number): Decimal {
  let result = new Decimal(1n, 0);
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = guarded(result.coefficient * square.coefficient, result.scale + square.scale);
    if (rest > 1) square = guarded(square.coefficient * square.coefficient, square.scale * 2);
  }
  return result;
}

function guarded(coefficient: bigint, scale: number): Decimal {
  if (coefficient < guardBound && coefficient > -guardBound) return new Decimal(coefficient, scale);
  const surplus = digitCount(coefficient) - precisionDigits - guardDigits;
  return new Decimal(divideRounded(coefficient, powerOfTen(surplus), 'half-even'), scale - surplus);
}

const decimalForm = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Reads `12`, `-1.50`, `.5`, `1.2E-3`; keeps every digit; undefined if the text is no number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalForm.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  const coefficient = BigInt(whole + fraction);
  const exponent = match[4] === undefined ? 0 : Number(match[4]);
  return new Decimal(match[1] === '-' ? -coefficient : coefficient, fraction.length - exponent);
}

/** The number as text with its scale: plain while the exponent is small (`0.000001`), scientific beyond (`1E-7`, `1E+3`). */
export function formatDecimal(n: Decimal): string {
  const sign = n.coefficient < 0n ? '-' : '';
  const digits = absolute(n.coefficient).toString();
  const exponent = digits.length - 1 - n.scale;
  if (n.scale === 0) return sign + digits;
  if (n.scale > 0 && exponent >= -6) {
    if (n.scale >= digits.length) return `${sign}0.${'0'.repeat(n.scale - digits.length)}${digits}`;
    return `${sign}${digits.slice(0, digits.length - n.scale)}.${digits.slice(digits.length - n.scale)}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${sign}${digits.charAt(0)}${fraction}${exponent === 0 ? '' : `E${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`}`;
}
