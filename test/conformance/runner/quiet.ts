// Waits until a broker behind a network is quiet, by asking it something harmless until nothing happens between two answers. It reads records only.
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelProcessInstanceRequest, type GatewayClient } from '@millrace/proto/gateway';
import { ask } from './gateway.ts';
import type { LogRecord, RecordSource } from './record.ts';

// No instance has this key, so cancelling it leaves one refused command in the log: what is older has been processed and written.
const markerKey = 4503599627370495n;
const quietRounds = 2;
const roundsMax = 200;
const pollMs = 10;
const markerWaitMs = 3_000;

/** Waits until markers come back with nothing between them, `quietGapMs` apart, and gives all records since the last call. */
export async function settleByMarker(client: GatewayClient, records: RecordSource, quietGapMs: number): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  let calm = 0;
  for (let round = 0; calm < quietRounds && round < roundsMax; round += 1) {
    await ask((...rest) =>
      client.cancelProcessInstance(CancelProcessInstanceRequest.fromPartial({ processInstanceKey: markerKey }), ...rest),
    );
    const batch = await untilMarker(records);
    found.push(...batch);
    calm = batch.length === 0 ? calm + 1 : 0;
    await sleep(quietGapMs);
  }
  return found;
}

async function untilMarker(records: RecordSource): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  for (let waitedMs = 0; waitedMs < markerWaitMs; waitedMs += pollMs) {
    const batch = await records.next();
    found.push(...batch.filter((record) => !isMarker(record)));
    if (batch.some((record) => isMarker(record) && record.recordType === 'COMMAND_REJECTION')) return found;
    await sleep(pollMs);
  }
  throw new Error(`Expected to read the marker's refusal from the records within ${markerWaitMs} ms, but it did not come`);
}

function isMarker(record: LogRecord): boolean {
  return BigInt(record.key) === markerKey;
}
