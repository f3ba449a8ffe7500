/** The RocksDB store keeps the promises of all stores, a second owner is kept out, and a killed process leaves a whole commit. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openRocksStore } from './rocksdb-store.ts';
import { META_TABLE, encodeRowKey } from './row-key.ts';
import { stateStoreSuite } from './state-store.suite.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
stateStoreSuite('the state store on RocksDB', {
  open: () => openRocksStore(join(root, `store-${count}`)),
  async clear() {
    count++;
  },
});

/**
 * Writes the same batches as the store does, for ever: row 1 and row 2 always hold the number of the commit, and rows come and go. It uses the
 * package alone, because a child process cannot run TypeScript. Says a number when the commit is through.
 */
const WRITER = `
  import { createRequire } from 'node:module';
  const RocksDB = createRequire(process.argv[1])('rocksdb-native');
  const bytes = (text) => Buffer.from(text, 'hex');
  const [one, two, position, row] = process.argv.slice(3).map(bytes);
  const database = new RocksDB(process.argv[2], { writeBufferSize: 256 * 1024 });
  await database.ready();
  for (let commit = 1; ; commit++) {
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(commit));
    const write = database.write({ autoDestroy: true });
    for (const key of [one, two]) write.tryPut(key, Buffer.concat([row, number]));
    for (let filler = 0; filler < 50; filler++) {
      const key = Buffer.concat([one.subarray(0, 10), Buffer.from([10 + ((commit + filler) % 200)])]);
      if (filler < 40) write.tryPut(key, Buffer.concat([row, number]));
      else write.tryDelete(key);
    }
    write.tryPut(position, number);
    await write.flush();
    if (commit % 50 === 0) await database.flush();
    process.stdout.write(commit + '\\n');
  }
`;

describe('the state store on RocksDB', () => {
  it('lets no second owner in', async () => {
    const directory = join(root, 'shared');
    const first = await openRocksStore(directory);
    expect('store' in first).toBe(true);
    const second = await openRocksStore(directory);
    expect('problem' in second && second.problem.kind).toBe('locked');
    if ('store' in first) await first.store.close();
  });

  it('writes a large batch in turns, and as one', async () => {
    const opened = await openRocksStore(join(root, 'large'));
    if ('problem' in opened) throw new Error(opened.problem.reason);
    const { store } = opened;
    const changes = Array.from({ length: 5000 }, (_, key) => ({ table: 1, key, row: { key } }));
    let turns = 0;
    let done = false;
    const commit = store.commit({ position: 1, changes }).then(() => {
      done = true;
    });
    for (; !done; turns++) await new Promise((resolve) => setImmediate(resolve));
    await commit;
    expect(turns).toBeGreaterThan(10);
    let loaded = 0;
    await store.load((_, key, row) => {
      expect(row).toEqual({ key });
      loaded++;
    });
    expect(loaded).toBe(5000);
    await store.close();
  });

  it.each([120, 251, 377])(
    'stands at one whole commit after a kill, behind all that were said to be through (%i commits)',
    async (commits) => {
      const directory = join(root, `killed-${commits}`);
      const keys = [encodeRowKey(1, 1), encodeRowKey(1, 2), encodeRowKey(META_TABLE, ' position')];
      // The row is a msgpack array of one unsigned 64-bit number, whose bytes the writer adds.
      const rowStart = Buffer.from([0x91, 0xcf]);
      const hex = [...keys, rowStart].map((bytes) => bytes.toString('hex'));
      const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, import.meta.filename, directory, ...hex]);
      let said = 0;
      let problem = '';
      writer.stderr.on('data', (chunk) => (problem += String(chunk)));
      await new Promise<void>((resolve) => {
        writer.on('exit', () => resolve());
        writer.stdout.on('data', (chunk) => {
          said = Number(String(chunk).trim().split('\n').at(-1));
          if (said >= commits) writer.kill('SIGKILL');
        });
      });
      expect(problem).toBe('');
      expect(said).toBeGreaterThanOrEqual(commits);
      const opened = await openRocksStore(directory);
      if ('problem' in opened) throw new Error(opened.problem.reason);
      const { store } = opened;
      const position = store.committedPosition;
      expect(position).toBeGreaterThanOrEqual(said);
      const rows = new Map<unknown, object>();
      await store.load((_, key, row) => rows.set(key, row));
      expect(rows.get(1)).toEqual([BigInt(position)]);
      expect(rows.get(2)).toEqual([BigInt(position)]);
      for (let filler = 40; filler < 50; filler++) expect(rows.has(10 + ((position + filler) % 200))).toBe(false);
      for (let filler = 0; filler < 40; filler++) expect(rows.get(10 + ((position + filler) % 200))).toEqual([BigInt(position)]);
      await store.close();
    },
  );
});
