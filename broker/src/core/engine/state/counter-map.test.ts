// The map of counters against a Map of the language, with few keys that collide and with many that make it grow.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CounterMap } from './counter-map.ts';

// Few keys far apart and close together, so that they collide, and enough to grow and to shrink.
const key = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(1, 1024, 2 ** 31, 2 ** 31 + 1024, 2 ** 51, 2 ** 51 + 1, -1));
const change = fc.tuple(key, fc.option(fc.integer(), { nil: undefined, freq: 2 }));

test('holds what a Map holds, whatever comes and goes', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
      const map = new CounterMap<number>();
      const model = new Map<number, number>();
      for (const [at, value] of changes) {
        if (value === undefined) expect(map.delete(at)).toBe(model.delete(at));
        else {
          map.set(at, value);
          model.set(at, value);
        }
        expect(map.get(at)).toBe(model.get(at));
      }
      expect(map.size).toBe(model.size);
      expect(new Map(map.entries())).toEqual(model);
      for (const at of model.keys()) expect(map.get(at)).toBe(model.get(at));
    }),
    { numRuns: 300 },
  );
});

test('grows to many and shrinks again', () => {
  const map = new CounterMap<number>();
  for (let counter = 0; counter < 20_000; counter++) map.set(counter * 1024, counter);
  expect(map.size).toBe(20_000);
  for (let counter = 0; counter < 20_000; counter++) expect(map.get(counter * 1024)).toBe(counter);
  for (let counter = 0; counter < 19_990; counter++) expect(map.delete(counter * 1024)).toBe(true);
  expect([...map.entries()].map(([at]) => at / 1024).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, index) => 19_990 + index),
  );
});
