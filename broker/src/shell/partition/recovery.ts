/** Bringing a partition's state back: the rows of the store, then the events of the log behind them, then the commands nobody has answered yet. */
import type { Engine } from '../../core/engine/engine.ts';
import type { AnyRecord } from '../../core/protocol/record.ts';
import { decodeRecord, isContinued } from '../../core/protocol/record-codec.ts';
import type { LogBatch } from '../log/batch.ts';
import type { Log } from '../log/log.ts';
import type { StateStore } from '../store/state-store.ts';

/** Bytes read from the log in one go. */
const READ_BYTES = 1024 * 1024;

/** What recovery found. */
export interface Recovered {
  /** The last command whose outcome is in the state. */
  readonly processedPosition: number;
  /** Committed commands behind it, in order: they are processed now, with the same result as before the crash. */
  readonly unprocessed: readonly AnyRecord[];
  readonly lastTimestampMs: number;
  readonly replayed: number;
}

/** Loads and replays; the problem is one line for the operator. */
export async function recover(engine: Engine, log: Log, store: StateStore): Promise<Recovered | { readonly problem: string }> {
  const failed = await store.load((table, key, row) => engine.state.tables.get(table)?.load(key, row));
  if (failed !== null) return { problem: failed.reason };
  if (store.committedPosition > 0 && log.firstPosition > store.committedPosition + 1) {
    return { problem: `Expected the log to go on from position ${store.committedPosition + 1}, but it begins at ${log.firstPosition}` };
  }
  if (store.committedPosition > log.lastPosition) {
    return {
      problem: `Expected the log to reach the position of the state, ${store.committedPosition}, but it ends at ${log.lastPosition}`,
    };
  }
  const replay = new Replay(engine, store.committedPosition);
  const problem = await readAll(log, replay);
  return problem ?? replay.found();
}

/** Reads the log to its end; a tail of batches whose last one never came is cut off: nothing of it was answered for. */
async function readAll(log: Log, replay: Replay): Promise<{ readonly problem: string } | null> {
  const reader = log.readFrom(Math.max(log.firstPosition, replay.from + 1));
  try {
    let chain: LogBatch[] = [];
    for (let read = reader.next(READ_BYTES); read !== null; read = reader.next(READ_BYTES)) {
      if ('problem' in read) return { problem: read.problem.reason };
      for (const batch of read.batches) {
        chain.push(batch);
        const last = batch.entries.at(-1);
        if (last !== undefined && isContinued(last.bytes)) continue;
        for (const complete of chain) replay.batch(complete);
        chain = [];
      }
      replay.settle();
    }
    const loose = chain[0]?.entries[0];
    const problem = loose === undefined ? null : await log.truncateAfter(loose.position - 1);
    return problem === null ? null : { problem: problem.reason };
  } finally {
    reader.close();
  }
}

/** The state holds the outcome of every command up to `from`: events of later commands are applied, those of earlier ones are in it already. */
class Replay {
  readonly from: number;
  readonly #engine: Engine;
  #commands: AnyRecord[] = [];
  #processedPosition: number;
  #lastTimestampMs = 0;
  #replayed = 0;

  constructor(engine: Engine, from: number) {
    this.from = from;
    this.#engine = engine;
    this.#processedPosition = from;
  }

  batch(batch: LogBatch): void {
    for (const { bytes } of batch.entries) {
      const record = decodeRecord(bytes);
      this.#lastTimestampMs = Math.max(this.#lastTimestampMs, record.timestampMs);
      if (record.recordType === 'COMMAND') this.#commands.push(record);
      else if (record.sourcePosition > this.from) {
        this.#engine.replay(record);
        this.#replayed++;
        this.#processedPosition = Math.max(this.#processedPosition, record.sourcePosition);
      }
    }
  }

  /** Forgets the commands whose events have come by. */
  settle(): void {
    this.#commands = this.#commands.filter((command) => command.position > this.#processedPosition);
  }

  found(): Recovered {
    return {
      processedPosition: this.#processedPosition,
      unprocessed: this.#commands,
      lastTimestampMs: this.#lastTimestampMs,
      replayed: this.#replayed,
    };
  }
}
