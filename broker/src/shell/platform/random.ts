/** Randomness as the broker sees it: the machine's, or a seeded stream that repeats itself; nothing else may draw random numbers. */
import { randomInt } from 'node:crypto';

const UINT32_RANGE = 2 ** 32;

/** A stream of random numbers. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** A fraction, 0 <= x < 1. */
  fraction(): number;
  /** A whole number from 0 to `below` - 1; `below` is 1..2^32. */
  integer(below: number): number;
}

/** Randomness of the machine: for salts and jitter, not for secrets. */
export const systemRandom: Random = fromUint32(() => randomInt(UINT32_RANGE));

/**
 * A stream that is the same for the same seed, on every machine: Bob Jenkins' small fast generator in its 32-bit form ("sfc32"),
 * warmed up by 12 rounds. Use one stream per purpose, so that a further draw in one place does not move all others.
 */
export function createSeededRandom(seed: number): Random {
  let a = seed | 0;
  let b = Math.floor(seed / UINT32_RANGE) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) draw();
  return fromUint32(draw);
}

function fromUint32(uint32: () => number): Random {
  const fraction = (): number => uint32() / UINT32_RANGE;
  return { uint32, fraction, integer: (below) => Math.floor(fraction() * below) };
}
