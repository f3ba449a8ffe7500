/** A state store in memory: for tests, for the simulation, and where no RocksDB can be loaded. It forgets everything with the process. */
import { decodeRow, encodeRow } from './row-codec.ts';
import { decodeRowKey, encodeRowKey } from './row-key.ts';
import type { RowVisitor, StateBatch, StateStore, StoreProblem } from './state-store.ts';
import { closedProblem, refuseBatch } from './state-store.ts';

/** What a memory store holds; an opaque value that a simulated restart hands to the next store. */
export interface MemoryImage {
  readonly position: number;
  /** Rows as bytes, by the bytes of their key written as text: its order is the order of the bytes. */
  readonly rows: ReadonlyMap<string, Buffer>;
  readonly meta: ReadonlyMap<string, Uint8Array>;
}

/** A store in memory with a simulated disk behind it. */
export interface MemoryStore extends StateStore {
  /** Commits that no flush has covered. */
  readonly unflushedCommits: number;
  /** What a restart finds: the flushed state and the first `keptCommits` (0..unflushedCommits) commits after it. */
  crash(keptCommits: number): MemoryImage;
}

const emptyImage: MemoryImage = { position: 0, rows: new Map(), meta: new Map() };

/** A store with what an earlier one left behind; default: nothing. */
export function createMemoryStore(found: MemoryImage = emptyImage): MemoryStore {
  return new InMemoryStore(found);
}

interface EncodedBatch {
  readonly position: number;
  readonly changes: readonly (readonly [string, Buffer | null])[];
  readonly meta: ReadonlyMap<string, Uint8Array>;
}

class InMemoryStore implements MemoryStore {
  committedPosition: number;
  durablePosition: number;
  failure: StoreProblem | null = null;
  private readonly rows: Map<string, Buffer>;
  private readonly facts: Map<string, Uint8Array>;
  private flushed: MemoryImage;
  private unflushed: EncodedBatch[] = [];

  constructor(found: MemoryImage) {
    this.flushed = found;
    this.rows = new Map(found.rows);
    this.facts = new Map(found.meta);
    this.committedPosition = found.position;
    this.durablePosition = found.position;
  }

  get unflushedCommits(): number {
    return this.unflushed.length;
  }

  meta(name: string): Uint8Array | null {
    return this.facts.get(name) ?? null;
  }

  async commit(batch: StateBatch): Promise<StoreProblem | null> {
    const problem = this.failure ?? refuseBatch(batch, this.committedPosition);
    if (problem) return problem;
    const changes = batch.changes.map(
      ({ table, key, row }) => [encodeRowKey(table, key).toString('latin1'), row && encodeRow(row)] as const,
    );
    const encoded: EncodedBatch = { position: batch.position, changes, meta: new Map(batch.meta) };
    this.unflushed.push(encoded);
    apply(encoded, this.rows, this.facts);
    this.committedPosition = batch.position;
    return null;
  }

  async flush(): Promise<StoreProblem | null> {
    if (this.failure) return this.failure;
    this.flushed = this.crash(this.unflushed.length);
    this.unflushed = [];
    this.durablePosition = this.committedPosition;
    return null;
  }

  async load(visit: RowVisitor): Promise<StoreProblem | null> {
    if (this.failure) return this.failure;
    try {
      for (const [key, bytes] of [...this.rows].sort(([left], [right]) => (left < right ? -1 : 1))) {
        const decoded = decodeRowKey(Buffer.from(key, 'latin1'));
        visit(decoded.table, decoded.key, decodeRow(bytes));
      }
    } catch (error) {
      this.failure = {
        kind: 'io',
        reason: `Expected to load the state store, but: ${String(error)}. It takes nothing more until a restart`,
      };
      return this.failure;
    }
    return null;
  }

  async read(keys: Parameters<StateStore['read']>[0]): ReturnType<StateStore['read']> {
    if (this.failure) return this.failure;
    return keys.map(({ table, key }) => {
      const bytes = this.rows.get(encodeRowKey(table, key).toString('latin1'));
      return bytes ? decodeRow(bytes) : null;
    });
  }

  async close(): Promise<StoreProblem | null> {
    const problem = await this.flush();
    if (problem?.kind === 'closed') return null;
    this.failure = closedProblem;
    return problem;
  }

  crash(keptCommits: number): MemoryImage {
    const rows = new Map(this.flushed.rows);
    const meta = new Map(this.flushed.meta);
    let { position } = this.flushed;
    for (const batch of this.unflushed.slice(0, keptCommits)) {
      apply(batch, rows, meta);
      position = batch.position;
    }
    return { position, rows, meta };
  }
}

function apply(batch: EncodedBatch, rows: Map<string, Buffer>, meta: Map<string, Uint8Array>): void {
  for (const [key, bytes] of batch.changes) {
    if (bytes) rows.set(key, bytes);
    else rows.delete(key);
  }
  for (const [name, bytes] of batch.meta) meta.set(name, bytes);
}
