/** Powers of binary floating point numbers, correctly rounded: the platform's own differ in the last digit from machine to machine. */

/** Bits behind the point of the fixed-point numbers in here. */
const bits = 192n;
const one = 1n << bits;

/** Twice the area tangent of `numerator / denominator`, which is at most a third: the logarithm of (d + n) / (d - n). */
function twiceArtanh(numerator: bigint, denominator: bigint): bigint {
  const z = (numerator << bits) / denominator;
  const square = (z * z) >> bits;
  let sum = 0n;
  let term = z;
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += term / k;
    term = (term * square) >> bits;
    if (term === -1n) break;
  }
  return sum * 2n;
}

const ln2 = twiceArtanh(1n, 3n);

/** A finite positive double as `fraction * 2 ** exponent` with a fixed-point fraction in [1, 2). */
function parts(n: number): { readonly fraction: bigint; readonly exponent: number } {
  let exponent = Math.floor(Math.log2(n));
  // Scaling in two steps keeps the smallest numbers from vanishing.
  let scaled = n * 2 ** (-exponent >> 1) * 2 ** (-exponent - (-exponent >> 1));
  if (scaled >= 2) {
    scaled /= 2;
    exponent++;
  } else if (scaled < 1) {
    scaled *= 2;
    exponent--;
  }
  return { fraction: BigInt(scaled * 2 ** 52) << (bits - 52n), exponent };
}

function naturalLogarithm(n: number): bigint {
  const { fraction, exponent } = parts(n);
  return twiceArtanh(fraction - one, fraction + one) + BigInt(exponent) * ln2;
}

/** e to the power of a fixed-point number, as a double. */
function exponential(x: bigint): number {
  let exponent = x / ln2;
  let rest = x - exponent * ln2;
  if (rest < 0n) {
    rest += ln2;
    exponent -= 1n;
  }
  let sum = one;
  let term = one;
  for (let k = 1n; term !== 0n; k++) {
    term = (term * rest) / (k << bits);
    sum += term;
  }
  const half = Number(exponent) >> 1;
  return (Number(sum) / 2 ** Number(bits)) * 2 ** half * 2 ** (Number(exponent) - half);
}

/** `base ** exponent`; NaN or infinite where the platform's is. */
export function powerOfDoubles(base: number, exponent: number): number {
  const rough = base ** exponent;
  if (!(base > 0) || !Number.isFinite(rough) || rough === 0 || !Number.isFinite(exponent)) return rough;
  const { fraction, exponent: binary } = parts(Math.abs(exponent) || 1);
  const factor = exponent === 0 ? 0n : (binary >= 0 ? fraction << BigInt(binary) : fraction >> BigInt(-binary)) * (exponent < 0 ? -1n : 1n);
  return exponential((naturalLogarithm(base) * factor) >> bits);
}
