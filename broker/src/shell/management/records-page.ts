/** Committed records as lines of JSON, in log order, at the reader's pace. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { partitionNumber } from '../../core/protocol/key.ts';
import { type RecordOrigin, recordJson } from '../../core/protocol/record-json.ts';
import type { Partition } from '../partition/partition.ts';
import type { ManagementView, Visit } from './visit.ts';
import { answerJson } from './reply.ts';

/** Records taken from the log at once. */
const BATCH_RECORDS = 256;
/** Names the first record that is still in the log, `partition=position` for each one read. */
const FIRST_POSITION_HEADER = 'millrace-first-position';

/** `partition` (default: all), `from` (a position; default: the first kept), `follow` (default: end at the end of the log as it is now). */
export async function answerRecords({ response, url, view, closing }: Visit): Promise<void> {
  const partitions = partitionsOf(url, view);
  const from = Number(url.searchParams.get('from') ?? 0);
  if (partitions === undefined)
    return answerJson(response, 404, { error: `Expected a partition of this broker, but '${url.searchParams.get('partition')}' is none` });
  if (!Number.isSafeInteger(from) || from < 0)
    return answerJson(response, 400, { error: `Expected a position from 0 on, but 'from' was '${url.searchParams.get('from')}'` });
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const stop = (): void => gone.abort();
  closing.addEventListener('abort', stop, { once: true });
  const firsts = partitions.map((partition) => `${partition.id}=${partition.status().firstPosition}`);
  response.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'cache-control': 'no-store',
    [FIRST_POSITION_HEADER]: firsts.join(','),
  });
  response.flushHeaders();
  const follow = url.searchParams.get('follow') === 'true';
  try {
    await Promise.all(
      partitions.map((partition) => writeRecords(response, partition, originOf(partition, view), from, follow, gone.signal)),
    );
  } finally {
    closing.removeEventListener('abort', stop);
    response.end();
  }
}

async function writeRecords(
  response: ServerResponse,
  partition: Partition,
  origin: RecordOrigin,
  from: number,
  follow: boolean,
  gone: AbortSignal,
): Promise<void> {
  const { firstPosition, committedPosition: end } = partition.status();
  const reader = partition.readRecords(Math.max(from, firstPosition));
  let position = Math.max(from, firstPosition) - 1;
  try {
    while (!gone.aborted && (follow || position < end)) {
      const records = await reader.next(BATCH_RECORDS);
      position = records.at(-1)?.position ?? position;
      if (records.length === 0) {
        if (!follow) return;
        await reader.more(gone);
        continue;
      }
      const lines = records.map((record) => `${recordJson(record, origin)}\n`).join('');
      if (!response.write(lines)) await once(response, 'drain', { signal: gone }).catch(() => undefined);
    }
  } finally {
    reader.close();
  }
}

function partitionsOf(url: URL, view: ManagementView): readonly Partition[] | undefined {
  const wanted = url.searchParams.get('partition');
  if (wanted === null) return view.partitions();
  const found = view.partitions().filter(({ id }) => String(id) === wanted);
  return found.length === 0 ? undefined : found;
}

function originOf(partition: Partition, view: ManagementView): RecordOrigin {
  const { clusterId, version } = view.cluster;
  return {
    partition: partition.number,
    deploymentPartition: partitionNumber(clusterId, 1),
    partitionId: partition.id,
    brokerVersion: version,
  };
}
