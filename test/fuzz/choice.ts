// Choosing by a seeded stream of numbers. It holds no state of its own.
import type { Random } from '../../broker/src/shell/platform/random.ts';

/** One of them; the list must not be empty. */
export function pick<T>(random: Random, from: readonly T[]): T {
  const found = from[random.integer(from.length)];
  if (found === undefined) throw new Error('Expected something to choose from, but the list is empty');
  return found;
}

/** True this often, 0 to 1. */
export function chance(random: Random, share: number): boolean {
  return random.fraction() < share;
}

/** One by weight: the weight stands with each. */
export function weighted<T>(random: Random, from: readonly (readonly [weight: number, choice: T])[]): T {
  const sum = from.reduce((total, [weight]) => total + weight, 0);
  let left = random.fraction() * sum;
  for (const [weight, choice] of from) {
    left -= weight;
    if (left < 0) return choice;
  }
  throw new Error('Expected something to choose from, but the list is empty');
}
