/** Virtual time: due order, promises in between, ties by seed, and clocks and timers that hang on it. */
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../random.ts';
import { createSimClock, SIM_EPOCH_MS } from './sim-clock.ts';
import { createSimPlatform } from './sim-platform.ts';
import { createSimScheduler } from './sim-scheduler.ts';

describe('a simulated world', () => {
  it('runs what is due, in order, and no more', async () => {
    const scheduler = createSimScheduler(createSeededRandom(1));
    const random = createSeededRandom(2);
    const seen: number[] = [];
    for (let count = 0; count < 500; count++) {
      const dueMs = random.integer(1000);
      scheduler.at(dueMs, () => seen.push(dueMs));
    }
    await scheduler.runFor(500);
    expect(Math.max(...seen)).toBeLessThanOrEqual(500);
    expect(scheduler.elapsedMs()).toBe(500);
    await scheduler.runUntilIdle(10_000);
    expect(seen.length).toBe(500);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(scheduler.elapsedMs()).toBeLessThan(1000);
  });

  it('lets promises go on before time does', async () => {
    const scheduler = createSimScheduler(createSeededRandom(1));
    const seen: string[] = [];
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => void scheduler.at(scheduler.elapsedMs() + ms, resolve));
    async function walk(name: string, ms: number): Promise<void> {
      for (let step = 0; step < 3; step++) {
        await sleep(ms);
        await Promise.resolve();
        seen.push(`${name}${scheduler.elapsedMs()}`);
      }
    }
    const walks = [walk('a', 10), walk('b', 15)];
    await scheduler.runFor(100);
    await Promise.all(walks);
    expect(seen.filter((place) => place !== 'a30' && place !== 'b30')).toEqual(['a10', 'b15', 'a20', 'b45']);
  });

  it('orders ties by the seed, the same way each time', async () => {
    const order = async (seed: number): Promise<string> => {
      const scheduler = createSimScheduler(createSeededRandom(seed));
      const seen: number[] = [];
      for (let index = 0; index < 8; index++) scheduler.at(5, () => seen.push(index));
      await scheduler.runFor(5);
      return seen.join('');
    };
    expect(await order(1)).toBe(await order(1));
    expect(new Set([await order(1), await order(2), await order(3)]).size).toBeGreaterThan(1);
  });

  it('has timers that can be taken back and die with their machine', async () => {
    const scheduler = createSimScheduler(createSeededRandom(1));
    const { timers } = createSimPlatform(scheduler, createSeededRandom(2));
    const seen: string[] = [];
    timers.schedule(10, () => seen.push('ten'));
    const cancel = timers.schedule(20, () => seen.push('twenty'));
    timers.schedule(30, () => seen.push('thirty'));
    cancel();
    await scheduler.runFor(25);
    timers.kill();
    timers.schedule(1, () => seen.push('after'));
    await scheduler.runFor(100);
    expect(seen).toEqual(['ten']);
  });

  it('has clocks that are wrong as told', async () => {
    const scheduler = createSimScheduler(createSeededRandom(1));
    const right = createSimClock(scheduler);
    const wrong = createSimClock(scheduler, { offsetMs: -60_000, drift: 0.1 });
    await scheduler.runFor(1000);
    expect([right.nowMs() - SIM_EPOCH_MS, right.monotonicMs()]).toEqual([1000, 1000]);
    expect(wrong.nowMs() - SIM_EPOCH_MS).toBe(-58_900);
    wrong.step(-3_600_000);
    expect(wrong.nowMs() - SIM_EPOCH_MS).toBe(-3_658_900);
    expect(wrong.monotonicMs()).toBeCloseTo(1100);
  });
});
