/**
 * Write-behind of the state: dirty rows go to the store in atomic batches that carry the processed position, so that the store at a position is the
 * snapshot (decision D5), and the log before it can be deleted.
 */
import type { Engine } from '../../core/engine/engine.ts';
import type { RowChange } from '../../core/engine/state/table.ts';
import type { Log } from '../log/log.ts';
import type { Cancel, Timers } from '../platform/timers.ts';
import type { StateStore } from '../store/state-store.ts';

/** Time between two batches of dirty rows: short-lived instances never reach the store. Milliseconds. */
const COMMIT_INTERVAL_MS = 5_000;
/** Batches between two flushes, after which the log is deleted. */
const COMMITS_PER_FLUSH = 6;

/** What the write-behind asks of its partition. */
export interface SnapshotSource {
  readonly engine: Engine;
  readonly log: Log;
  readonly store: StateStore;
  readonly timers: Timers;
  /** The slowest exporter's position; the log is kept from there on. */
  exportedPosition(): number;
  /** Brings the partition to rest soon: it calls {@link Snapshotting.atRest} when every event of every processed command is committed. */
  wake(): void;
  failed(reason: string): void;
}

/** Runs until finished. */
export class Snapshotting {
  readonly #source: SnapshotSource;
  #cancel: Cancel | undefined;
  #running: Promise<void> = Promise.resolve();
  #isDue = false;
  #stopped = false;
  #commits = 0;

  constructor(source: SnapshotSource) {
    this.#source = source;
    this.#arm();
  }

  /** Whether {@link atRest} should be called. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** The state is exactly that of `position`, and its events are committed: takes what is dirty and writes it in the background. */
  atRest(position: number): void {
    if (!this.#isDue) return;
    this.#isDue = false;
    const changes = this.#takeDirty();
    this.#running = this.#running.then(() => this.#write(position, changes)).then(() => this.#arm());
  }

  /** Ends the write-behind: what is under way is finished, nothing new begins. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#isDue = false;
    this.#cancel?.();
    await this.#running;
  }

  /** Writes what is dirty, flushes, and deletes the log behind it. The partition must be at rest, and the write-behind stopped. */
  async finish(position: number): Promise<void> {
    await this.#write(position, this.#takeDirty());
    await this.#flush();
  }

  #arm(): void {
    if (this.#stopped) return;
    this.#cancel = this.#source.timers.schedule(COMMIT_INTERVAL_MS, () => {
      this.#isDue = true;
      this.#source.wake();
    });
  }

  #takeDirty(): RowChange[] {
    const changes: RowChange[] = [];
    for (const table of this.#source.engine.state.tables.values()) table.takeDirty(changes);
    return changes;
  }

  async #write(position: number, changes: readonly RowChange[]): Promise<void> {
    const { store } = this.#source;
    if (store.failure !== null || (position === store.committedPosition && changes.length === 0)) return;
    const problem = await store.commit({ position, changes });
    if (problem !== null) return this.#source.failed(problem.reason);
    if (++this.#commits % COMMITS_PER_FLUSH === 0) await this.#flush();
  }

  async #flush(): Promise<void> {
    const { log, store } = this.#source;
    if (store.failure !== null || store.durablePosition === store.committedPosition) return;
    const problem = await store.flush();
    if (problem !== null) return this.#source.failed(problem.reason);
    const deleted = await log.deleteBefore(Math.min(store.durablePosition, this.#source.exportedPosition()) + 1);
    if (typeof deleted !== 'number' && deleted.kind !== 'closed') this.#source.failed(deleted.reason);
  }
}
