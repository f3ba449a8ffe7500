/** Following the committed records of a partition: from the log's oldest to whatever comes, decoded only for who asks. */
import type { AnyRecord } from '../../core/protocol/record.ts';
import { decodeRecord } from '../../core/protocol/record-codec.ts';
import type { Log } from '../log/log.ts';
import type { RecordReader } from './partition.ts';

/** Bytes read from the log in one go. */
const READ_BYTES = 256 * 1024;

/** Opens a reader at `position`, or at the oldest record kept when that is gone. */
export function openRecordReader(log: Log, position: number): RecordReader {
  const reader = log.readFrom(Math.max(position, log.firstPosition));
  let ready: AnyRecord[] = [];
  return {
    firstPosition: log.firstPosition,
    next(max) {
      while (ready.length < max) {
        const read = reader.next(READ_BYTES);
        if (read === null) break;
        if ('problem' in read)
          return ready.length > 0 ? Promise.resolve(ready.splice(0, max)) : Promise.reject(new Error(read.problem.reason));
        for (const batch of read.batches) for (const entry of batch.entries) ready.push(decodeRecord(entry.bytes));
      }
      const taken = ready.slice(0, max);
      ready = ready.slice(taken.length);
      return Promise.resolve(taken);
    },
    more: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted || ready.length > 0 || reader.nextPosition <= log.flushedPosition) return resolve();
        const done = (): void => {
          stop();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const stop = log.onFlush(done);
        signal.addEventListener('abort', done);
      }),
    close: () => reader.close(),
  };
}
