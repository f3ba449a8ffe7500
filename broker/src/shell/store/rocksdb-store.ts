/** A state store on RocksDB: the one for real brokers. Nothing outside this file knows which database it is. */
import type RocksDB from 'rocksdb-native';
import type { WriteBatch } from 'rocksdb-native';
import { decodeRow, encodeRow, RowCodec, type RowForm } from './row-codec.ts';
import { META_TABLE, decodeRowKey, encodeRowKey } from './row-key.ts';
import type { OpenedStore, RowChange, RowVisitor, StateBatch, StateStore, StoreProblem } from './state-store.ts';
import { closedProblem, refuseBatch } from './state-store.ts';

/** Bytes of rows RocksDB collects in memory before it writes a file by itself; it keeps up to two such buffers. */
export const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;
/** Rows encoded before other work gets its turn: about 1 ms. A batch stays atomic however many turns it takes. */
const ROWS_PER_TURN = 256;
/** Rows an iterator fetches at once; with the default of 8 a scan is four times slower. */
const ROWS_PER_FETCH = 1000;
/** Format of keys and rows; a higher one in a store is refused. Since 2 rows may be without their names. */
const STORE_FORMAT = 2;

const POSITION_NAME = ' position';
const FORMAT_NAME = ' format';
const FORMS_NAME = ' forms';

/**
 * Opens the store in a folder, or makes it. Everything found is durable before this resolves.
 * Problems: `locked` when another process has it open, `unsupported` where the package has no binary (musl), `version`, `io`.
 */
export async function openRocksStore(directory: string): Promise<OpenedStore> {
  let database: RocksDB;
  try {
    const { default: Database } = await import('rocksdb-native');
    database = new Database(directory, { writeBufferSize: WRITE_BUFFER_BYTES, maxBackgroundJobs: 2 });
  } catch (error) {
    return { problem: { kind: 'unsupported', reason: `Expected a RocksDB binary for this platform, but: ${String(error)}` } };
  }
  try {
    await database.ready();
    const facts = new Map<string, Buffer>();
    for await (const { key, value } of database.iterator({ gte: tableStart(META_TABLE), lt: tableStart(META_TABLE + 1) })) {
      facts.set(String(decodeRowKey(key).key), value);
    }
    const format = facts.get(FORMAT_NAME)?.readUInt32BE(0) ?? STORE_FORMAT;
    if (format > STORE_FORMAT) {
      await database.close();
      return { problem: { kind: 'version', reason: `Expected a store of format ${STORE_FORMAT} or lower, but found ${format}` } };
    }
    // What a killed process had written may have come from the write-ahead log alone: from here on it counts as durable.
    await database.flush();
    return { store: new RocksStore(database, facts) };
  } catch (error) {
    const text = String(error);
    const kind = text.includes('lock') ? 'locked' : 'io';
    return { problem: { kind, reason: `Expected to open the state store in ${directory}, but: ${text}` } };
  }
}

class RocksStore implements StateStore {
  committedPosition: number;
  durablePosition: number;
  failure: StoreProblem | null = null;
  private readonly database: RocksDB;
  private readonly facts: Map<string, Uint8Array>;
  private readonly codec: RowCodec;
  /** Forms of rows that the database has. */
  private keptForms: readonly RowForm[];
  /** Commits, flushes and closing run one after the other. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(database: RocksDB, facts: ReadonlyMap<string, Buffer>) {
    this.database = database;
    this.facts = new Map(facts);
    this.codec = new RowCodec(formsOf(facts.get(FORMS_NAME)));
    this.keptForms = this.codec.forms;
    const position = facts.get(POSITION_NAME);
    this.committedPosition = position ? Number(position.readBigUInt64BE(0)) : 0;
    this.durablePosition = this.committedPosition;
  }

  meta(name: string): Uint8Array | null {
    return this.facts.get(name) ?? null;
  }

  commit(batch: StateBatch): Promise<StoreProblem | null> {
    return this.inTurn('commit to', async () => {
      const problem = refuseBatch(batch, this.committedPosition);
      if (problem) return problem;
      const write = this.database.write({ capacity: capacityFor(batch.changes.length), autoDestroy: true });
      await addChanges(write, batch.changes, this.codec);
      const { forms } = this.codec;
      if (forms !== this.keptForms) write.tryPut(encodeRowKey(META_TABLE, FORMS_NAME), encodeRow({ forms }));
      for (const [name, bytes] of batch.meta ?? []) write.tryPut(encodeRowKey(META_TABLE, name), bytes);
      write.tryPut(encodeRowKey(META_TABLE, POSITION_NAME), uint64(batch.position));
      write.tryPut(encodeRowKey(META_TABLE, FORMAT_NAME), uint32(STORE_FORMAT));
      await write.flush();
      for (const [name, bytes] of batch.meta ?? []) this.facts.set(name, bytes);
      this.keptForms = forms;
      this.committedPosition = batch.position;
      return null;
    });
  }

  flush(): Promise<StoreProblem | null> {
    return this.inTurn('flush', async () => {
      await this.database.flush();
      this.durablePosition = this.committedPosition;
      return null;
    });
  }

  load(visit: RowVisitor): Promise<StoreProblem | null> {
    return this.inTurn('load', async () => {
      const range = { gte: tableStart(0), lt: tableStart(META_TABLE) };
      for await (const { key, value } of this.database.iterator(range, { capacity: ROWS_PER_FETCH })) {
        const decoded = decodeRowKey(key);
        visit(decoded.table, decoded.key, this.codec.decode(value));
      }
      return null;
    });
  }

  async read(keys: readonly Pick<RowChange, 'table' | 'key'>[]): ReturnType<StateStore['read']> {
    if (this.failure) return this.failure;
    if (keys.length === 0) return [];
    try {
      const batch = this.database.read({ capacity: capacityFor(keys.length), autoDestroy: true });
      const answers = keys.map(({ table, key }) => batch.get(encodeRowKey(table, key)));
      await batch.flush();
      return (await Promise.all(answers)).map((bytes) => (bytes ? this.codec.decode(bytes) : null));
    } catch (error) {
      return this.fail('read', error);
    }
  }

  async close(): Promise<StoreProblem | null> {
    const problem = await this.flush();
    if (problem?.kind === 'closed') return null;
    this.failure = closedProblem;
    await this.database.close();
    return problem;
  }

  private fail(action: string, error: unknown): StoreProblem {
    this.failure ??= {
      kind: 'io',
      reason: `Expected to ${action} the state store, but: ${String(error)}. It takes nothing more until a restart`,
    };
    return this.failure;
  }

  private inTurn(action: string, run: () => Promise<StoreProblem | null>): Promise<StoreProblem | null> {
    const turn = this.queue.then(async () => {
      if (this.failure) return this.failure;
      try {
        return await run();
      } catch (error) {
        return this.fail(action, error);
      }
    });
    this.queue = turn;
    return turn;
  }
}

/** Encodes rows a few at a time, so that a large batch does not hold up the partition that goes on meanwhile. */
async function addChanges(write: WriteBatch, changes: readonly RowChange[], codec: RowCodec): Promise<void> {
  for (let start = 0; start < changes.length; start += ROWS_PER_TURN) {
    if (start > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    for (const { table, key, row } of changes.slice(start, start + ROWS_PER_TURN)) {
      if (row) write.tryPut(encodeRowKey(table, key), codec.encode(row));
      else write.tryDelete(encodeRowKey(table, key));
    }
  }
}

/** Above 16 the package does not keep the batch for the next use: a single huge commit must not hold its memory. */
function capacityFor(count: number): number {
  return Math.max(32, count + 8);
}

/** The smallest key of a table; one past the last table it is past all keys. */
function tableStart(table: number): Buffer {
  return table > META_TABLE ? Buffer.from([0xff, 0xff, 0xff]) : uint16(table);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2);
  bytes.writeUInt16BE(value, 0);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value, 0);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt(value), 0);
  return bytes;
}

function formsOf(bytes: Uint8Array | undefined): readonly RowForm[] {
  return bytes === undefined ? [] : (decodeRow(bytes) as { readonly forms: readonly RowForm[] }).forms;
}
