// Random models under random commands: the engine never fails, replay gives the same state, everything can be ended and nothing is left behind.
// SEEDS=n plays n seeds, FROM=n begins at another one; SIZE and COMMANDS make them larger.
import { expect, test } from 'vitest';
import { playSeed } from './play-model.ts';

const { SEEDS, FROM, SIZE, COMMANDS } = process.env;
const seedsDefault = 40;
/**
 * Seeds that once failed: a called process that ended while its caller was being terminated; event sub-processes begun by a modification; a modification
 * inside an interrupted scope; a boundary event that began in a scope interrupted meanwhile.
 */
const kept: readonly number[] = [10_478, 10_562, 11_024, 11_152];
const keptLarge: readonly number[] = [20_188];
/**
 * A key that a modification had made, and no event carried; a model in which every answer begets more; a boundary event that takes every message before the
 * task inside.
 */
const keptSmall: readonly number[] = [110_264, 120_351, 120_556];
const from = Number(FROM ?? 1);
const seeds = [...kept, ...Array.from({ length: Number(SEEDS ?? seedsDefault) }, (_, index) => from + index)];

test.each(seeds)('seed %i', { timeout: 120_000 }, (seed) => expectNoFault(seed, Number(SIZE ?? 20), Number(COMMANDS ?? 40)));
test.each(keptSmall)('small seed %i', { timeout: 120_000 }, (seed) => expectNoFault(seed, 12, 25));
test.each(keptLarge)('large seed %i', { timeout: 120_000 }, (seed) => expectNoFault(seed, 50, 120));

async function expectNoFault(seed: number, size: number, count: number): Promise<void> {
  const { faults, xml, commands } = await playSeed(seed, { size, commands: count });
  if (faults.length > 0) expect.fail(`seed ${seed}\n${faults.join('\n')}\n\n${commands.join('\n')}\n\n${xml}`);
}
