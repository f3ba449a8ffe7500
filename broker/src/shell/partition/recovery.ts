/** Bringing a partition's state back: the rows of the store, then the events of the log behind them, then the commands nobody has answered yet. */
import type { Engine } from '../../core/engine/engine.ts';
import type { AnyRecord } from '../../core/protocol/record.ts';
import { decodeRecord } from '../../core/protocol/record-codec.ts';
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
  return replay(engine, log, store.committedPosition);
}

/** The state holds the outcome of every command up to `from`: events of later commands are applied, those of earlier ones are in it already. */
function replay(engine: Engine, log: Log, from: number): Recovered | { readonly problem: string } {
  const reader = log.readFrom(Math.max(log.firstPosition, from + 1));
  let commands: AnyRecord[] = [];
  let processedPosition = from;
  let lastTimestampMs = 0;
  let replayed = 0;
  try {
    for (let read = reader.next(READ_BYTES); read !== null; read = reader.next(READ_BYTES)) {
      if ('problem' in read) return { problem: read.problem.reason };
      for (const batch of read.batches) {
        for (const entry of batch.entries) {
          const record = decodeRecord(entry.bytes);
          lastTimestampMs = Math.max(lastTimestampMs, record.timestampMs);
          if (record.recordType === 'COMMAND') commands.push(record);
          else if (record.sourcePosition > from) {
            engine.replay(record);
            replayed++;
            processedPosition = Math.max(processedPosition, record.sourcePosition);
          }
        }
      }
      commands = commands.filter((command) => command.position > processedPosition);
    }
  } finally {
    reader.close();
  }
  return { processedPosition, unprocessed: commands, lastTimestampMs, replayed };
}
