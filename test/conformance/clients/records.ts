// Waits for what a broker's log says, so that tests need not guess how long something takes. It reads the management server only.
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpSource, type LogRecord } from '../runner/record.ts';

const pauseMs = 20;
const patienceMs = 10_000;

/** Finds the first record that fits, now or within 10 s; throws when none comes. */
export type RecordFinder = (fits: (record: LogRecord) => boolean) => Promise<LogRecord>;

/** A finder over the whole log at `recordsUrl`. */
export function createRecordFinder(recordsUrl: string): RecordFinder {
  const source = createHttpSource(recordsUrl);
  const seen: LogRecord[] = [];
  return async (fits) => {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pauseMs) {
      const found = seen.find(fits);
      if (found !== undefined) return found;
      seen.push(...(await source.next()));
      await sleep(pauseMs);
    }
    throw new Error(`Expected to find a record within ${patienceMs} ms, but none of ${seen.length} fits`);
  };
}

/** Whether a record is this event of this instance. */
export function isEventOf(processInstanceKey: string, valueType: string, intent: string): (record: LogRecord) => boolean {
  return (record) =>
    record.recordType === 'EVENT' &&
    record.valueType === valueType &&
    record.intent === intent &&
    String(record.value['processInstanceKey']) === processInstanceKey;
}
