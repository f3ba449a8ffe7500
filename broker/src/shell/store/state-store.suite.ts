/** What every state store promises; run against each implementation. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenedStore, Row, RowChange, RowKey, StateStore } from './state-store.ts';

/** A place where stores come and go. */
export interface StoreHome {
  /** Opens a store on what the last one left behind. */
  open(): Promise<OpenedStore>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/** Runs the suite. */
export function stateStoreSuite(name: string, home: StoreHome): void {
  async function open(): Promise<StateStore> {
    const opened = await home.open();
    if ('problem' in opened) throw new Error(opened.problem.reason);
    return opened.store;
  }
  async function withStore(use: (store: StateStore) => Promise<void>): Promise<void> {
    await home.clear();
    const store = await open();
    await use(store);
    await store.close();
  }
  async function rowsOf(store: StateStore): Promise<[number, RowKey, Row][]> {
    const rows: [number, RowKey, Row][] = [];
    expect(await store.load((table, key, row) => rows.push([table, key, row]))).toBeNull();
    return rows;
  }

  describe(`${name}`, () => {
    it('is empty at first', () =>
      withStore(async (store) => {
        expect(await rowsOf(store)).toEqual([]);
        expect([store.committedPosition, store.durablePosition, store.meta('counter')]).toEqual([0, 0, null]);
      }));

    it('loads by table and key: numbers by value, then text', () =>
      withStore(async (store) => {
        const keys: RowKey[] = [2 ** 53 - 1, 'b', 0, '', 256, 'a', 2 ** 32, 255, 'ä', '\u{1f600}', 'a\u0000', 1];
        const changes = [3, 0, 0xfffe, 258].flatMap((table) => keys.map((key) => ({ table, key, row: { of: key } })));
        await store.commit({ position: 1, changes });
        const order = [0, 1, 255, 256, 2 ** 32, 2 ** 53 - 1, '', 'a', 'a\u0000', 'b', 'ä', '\u{1f600}'];
        const expected = [0, 3, 258, 0xfffe].flatMap((table) => order.map((key) => [table, key, { of: key }]));
        expect(await rowsOf(store)).toEqual(expected);
      }));

    it('keeps position, rows and facts of the newest commit after a restart', () =>
      withStore(async (store) => {
        await store.commit({ position: 7, changes: [{ table: 1, key: 1, row: { a: 1 } }], meta: new Map([['counter', Buffer.from('9')]]) });
        await store.commit({ position: 9, changes: [{ table: 1, key: 2, row: { a: 2 } }] });
        await store.commit({
          position: 9,
          changes: [
            { table: 1, key: 1, row: null },
            { table: 1, key: 5, row: null },
          ],
        });
        await store.close();
        const again = await open();
        expect([again.committedPosition, again.durablePosition]).toEqual([9, 9]);
        expect(Buffer.from(again.meta('counter') ?? []).toString()).toBe('9');
        expect(await rowsOf(again)).toEqual([[1, 2, { a: 2 }]]);
        await again.close();
      }));

    it('moves the durable position with a flush only', () =>
      withStore(async (store) => {
        await store.commit({ position: 4, changes: [{ table: 1, key: 1, row: {} }] });
        expect([store.committedPosition, store.durablePosition]).toEqual([4, 0]);
        expect(await store.flush()).toBeNull();
        expect(store.durablePosition).toBe(4);
      }));

    it('commits in the order of the calls', () =>
      withStore(async (store) => {
        const commits = Array.from({ length: 20 }, (_, index) =>
          store.commit({
            position: index,
            changes: Array.from({ length: 600 / (index + 1) }, () => ({ table: 1, key: 1, row: { index } })).slice(-1),
          }),
        );
        expect(await Promise.all(commits)).toEqual(commits.map(() => null));
        expect(await rowsOf(store)).toEqual([[1, 1, { index: 19 }]]);
      }));

    it('refuses a batch for an earlier position and goes on', () =>
      withStore(async (store) => {
        await store.commit({ position: 4, changes: [] });
        expect((await store.commit({ position: 3, changes: [{ table: 1, key: 1, row: {} }] }))?.kind).toBe('refused');
        expect(await store.commit({ position: 5, changes: [] })).toBeNull();
        expect(await rowsOf(store)).toEqual([]);
      }));

    it('reads single rows', () =>
      withStore(async (store) => {
        await store.commit({
          position: 1,
          changes: [
            { table: 1, key: 'x', row: { a: 1n } },
            { table: 2, key: 3, row: { b: [null] } },
          ],
        });
        const keys = [
          { table: 2, key: 3 },
          { table: 2, key: 4 },
          { table: 1, key: 'x' },
        ];
        expect(await store.read(keys)).toEqual([{ b: [null] }, null, { a: 1n }]);
        expect(await store.read([])).toEqual([]);
      }));

    it('stops loading when the visitor fails', () =>
      withStore(async (store) => {
        await store.commit({ position: 1, changes: [1, 2, 3].map((key) => ({ table: 1, key, row: {} })) });
        let visits = 0;
        const fail = (): never => {
          visits++;
          throw new Error('broken row');
        };
        expect((await store.load(fail))?.reason).toContain('broken row');
        expect(visits).toBe(1);
      }));

    it('answers nothing after it was closed', () =>
      withStore(async (store) => {
        await store.close();
        expect((await store.commit({ position: 1, changes: [] }))?.kind).toBe('closed');
        expect((await store.flush())?.kind).toBe('closed');
        expect((await store.load(() => {}))?.kind).toBe('closed');
        expect(await store.close()).toBeNull();
      }));

    it('holds what a plain map holds, whatever is put and deleted', async () => {
      const key = fc.oneof(fc.nat(20), fc.maxSafeNat(), fc.string({ maxLength: 8, unit: 'binary' }));
      const change = fc.record({ table: fc.nat(3), key, row: fc.option(fc.record({ value: fc.maxSafeInteger() }), { freq: 3 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.uniqueArray(change, { selector: textKey, maxLength: 30 }), { maxLength: 8 }), async (batches) => {
          await withStore(async (store) => {
            const model = new Map<string, Row>();
            for (const [position, changes] of batches.entries()) {
              await store.commit({ position, changes });
              for (const one of changes) {
                if (one.row) model.set(textKey(one), one.row);
                else model.delete(textKey(one));
              }
            }
            const found = (await rowsOf(store)).map(([table, rowKey, row]) => [textKey({ table, key: rowKey }), row] as const);
            expect(new Map(found)).toEqual(model);
            expect(found.length).toBe(model.size);
          });
        }),
        { numRuns: 15 },
      );
    });
  });
}

function textKey({ table, key }: Pick<RowChange, 'table' | 'key'>): string {
  return `${table} ${typeof key} ${key}`;
}
