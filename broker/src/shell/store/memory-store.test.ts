/** The memory store keeps the promises of all stores, and forgets in a simulated crash exactly what was not flushed. */
import { describe, expect, it } from 'vitest';
import type { MemoryStore } from './memory-store.ts';
import { createMemoryStore } from './memory-store.ts';
import { stateStoreSuite } from './state-store.suite.ts';

let last: MemoryStore | null = null;
stateStoreSuite('the state store in memory', {
  async open() {
    last = createMemoryStore(last?.crash(last.unflushedCommits));
    return { store: last };
  },
  async clear() {
    last = null;
  },
});

describe('the state store in memory', () => {
  it('is found after a crash at any commit from the flushed one on', async () => {
    const store = createMemoryStore();
    for (const position of [1, 2, 3, 4]) {
      await store.commit({ position, changes: [{ table: 1, key: position, row: { position } }] });
      if (position === 2) await store.flush();
    }
    for (const [kept, expected] of [
      [0, 2],
      [1, 3],
      [2, 4],
    ] as const) {
      const again = createMemoryStore(store.crash(kept));
      expect([again.committedPosition, again.durablePosition]).toEqual([expected, expected]);
      const keys: unknown[] = [];
      await again.load((_, key) => keys.push(key));
      expect(keys).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
    }
  });
});
