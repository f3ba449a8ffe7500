// The JSON shape of one record of a broker's log, as far as conformance looks at it, and where records are read from. It interprets none.
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** One record as exporters write it. */
export interface LogRecord {
  readonly position: number;
  readonly key: number;
  readonly recordType: string;
  readonly valueType: string;
  readonly intent: string;
  readonly rejectionType: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Gives the records that were written since the last call, in log order; may be empty. */
export interface RecordSource {
  next(): Promise<readonly LogRecord[]>;
}

const debugMarker = 'exporter.debug - {';

/** Records from the output of a reference broker that prints each one as JSON after its logger's name. */
export function createLogSource(path: string): RecordSource {
  let offset = statSync(path).size;
  let rest = '';
  return {
    async next() {
      const file = await open(path, 'r');
      try {
        const { size } = await file.stat();
        if (size <= offset) return [];
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size - offset), 0, size - offset, offset);
        offset += bytesRead;
        const lines = (rest + buffer.toString('utf8', 0, bytesRead)).split('\n');
        rest = lines.pop() ?? '';
        return lines.flatMap((line) => {
          const at = line.indexOf(debugMarker);
          return at < 0 ? [] : [parseRecord(line.slice(at + debugMarker.length - 1))];
        });
      } finally {
        await file.close();
      }
    },
  };
}

/** Records from the management server of our broker: JSON lines of partition 1. */
export function createHttpSource(recordsUrl: string): RecordSource {
  let from = 0;
  return {
    async next() {
      const answer = await fetch(`${recordsUrl}?partition=1&from=${from}`);
      if (!answer.ok) throw new Error(`Expected to read ${recordsUrl}, but the answer was ${answer.status}`);
      const text = await answer.text();
      const records = text.split('\n').filter((line) => line.trim() !== '');
      const parsed = records.map(parseRecord).filter((record) => record.position >= from);
      from = parsed.reduce((highest, record) => Math.max(highest, record.position + 1), from);
      return parsed;
    },
  };
}

// Keys of partition 1 lie below 2^53, so plain JSON numbers keep all their digits here.
function parseRecord(line: string): LogRecord {
  return JSON.parse(line) as LogRecord;
}
