/** millrace.v1.Records: the log read from outside, at the reader's pace. */
import { once } from 'node:events';
import { type Server, type ServerWritableStream, status } from '@grpc/grpc-js';
import { type FollowRequest, type FollowResponse, type Record as WireRecord, RecordsService, RecordType } from '@millrace/proto/v1/records';
import { counterOfKey, partitionOfKey, wireKey } from '../../../core/protocol/key.ts';
import type { AnyRecord } from '../../../core/protocol/record.ts';
import { type RecordOrigin, recordJson } from '../../../core/protocol/record-json.ts';
import { valueTypes } from '../../../core/protocol/value-types.ts';
import type { Partition } from '../../partition/partition.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { recordOrigin } from '../record-origin.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** Records in one answer, by default and at most. */
const BATCH_DEFAULT = 256;
const BATCH_MAX = 4096;

type FollowCall = ServerWritableStream<FollowRequest, FollowResponse>;

const recordTypes = {
  COMMAND: RecordType.RECORD_TYPE_COMMAND,
  EVENT: RecordType.RECORD_TYPE_EVENT,
  COMMAND_REJECTION: RecordType.RECORD_TYPE_COMMAND_REJECTION,
} as const;

/** Adds the service. */
export function addRecords(server: Server, context: GatewayContext): void {
  server.addService(RecordsService, {
    follow: (call: FollowCall) => {
      const fault = requestFault(call.request, context);
      if (fault !== undefined) call.emit('error', fault);
      else void follow(call, context);
    },
  });
}

async function follow(call: FollowCall, context: GatewayContext): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  context.leaving.addEventListener('abort', leave, { once: true });
  call.on('cancelled', leave);
  context.metrics.open.followers++;
  try {
    await Promise.all(followed(call.request, context).map((partition) => followPartition(call, partition, context, gone.signal)));
    if (context.leaving.aborted)
      call.emit('error', refuse(status.UNAVAILABLE, 'Expected to follow, but the gateway is leaving; read on elsewhere'));
    else call.end();
  } catch (error) {
    call.emit('error', isRefusal(error) ? error : refuse(status.INTERNAL, String(error)));
  } finally {
    context.metrics.open.followers--;
    context.leaving.removeEventListener('abort', leave);
  }
}

async function followPartition(call: FollowCall, partition: Partition, context: GatewayContext, gone: AbortSignal): Promise<void> {
  const { request } = call;
  const from = positionAfter(request, partition);
  const end = partition.status().committedPosition;
  const batchMax = Math.min(request.batchMax === 0 ? BATCH_DEFAULT : request.batchMax, BATCH_MAX);
  const origin = recordOrigin(partition, context.router, context.cluster.version);
  const wanted = recordFilter(request, partition);
  const reader = partition.readRecords(from);
  let position = from - 1;
  const send = (records: readonly AnyRecord[]): boolean =>
    call.write({
      partitionId: partition.number,
      records: records.filter(wanted).map((record) => wireRecord(record, origin, request.includeJson)),
      position: BigInt(position),
      firstPosition: BigInt(partition.status().firstPosition),
      endPosition: BigInt(partition.status().committedPosition),
    });
  try {
    send([]);
    while (!gone.aborted && (request.follow || position < end)) {
      const records = await reader.next(batchMax);
      position = records.at(-1)?.position ?? position;
      if (records.length === 0) {
        if (!request.follow) return;
        await reader.more(gone);
      } else if (!send(records)) await once(call, 'drain', { signal: gone }).catch(() => undefined);
    }
  } finally {
    reader.close();
  }
}

function followed({ partitionIds }: FollowRequest, { router }: GatewayContext): readonly Partition[] {
  return partitionIds.length === 0 ? router.all : router.all.filter(({ number }) => partitionIds.includes(number));
}

/** Where to begin: behind the token, or at the first record there is. */
function positionAfter(request: FollowRequest, partition: Partition): number {
  const token = request.after.find(({ partitionId }) => partitionId === partition.number);
  return token === undefined ? partition.status().firstPosition : Number(token.position) + 1;
}

function requestFault(request: FollowRequest, context: GatewayContext): Refusal | undefined {
  const unknown = request.partitionIds.find((id) => !context.router.all.some(({ number }) => number === id));
  if (unknown !== undefined) return refuse(status.INVALID_ARGUMENT, `Expected partitions of this cluster, but ${unknown} is none`);
  const type = request.valueTypes.find((name) => !(name in valueTypes));
  if (type !== undefined) return refuse(status.INVALID_ARGUMENT, `Expected names of value types, but '${type}' is none`);
  for (const partition of followed(request, context)) {
    const { firstPosition } = partition.status();
    const from = positionAfter(request, partition);
    if (from < firstPosition)
      return refuse(
        status.OUT_OF_RANGE,
        `Expected records from position ${from} of partition ${partition.number}, but the first one still in the log is ${firstPosition}`,
      );
  }
  return undefined;
}

function recordFilter(request: FollowRequest, partition: Partition): (record: AnyRecord) => boolean {
  const { processInstanceKey: instance } = request;
  const types = new Set<number>(request.recordTypes);
  const values = new Set<string>(request.valueTypes);
  const counter = instance !== 0n && partitionOfKey(instance) === partition.number ? counterOfKey(instance) : -1;
  return (record) =>
    (types.size === 0 || types.has(recordTypes[record.recordType])) &&
    (values.size === 0 || values.has(record.valueType)) &&
    (instance === 0n || (counter >= 0 && 'processInstanceKey' in record.value && record.value.processInstanceKey === counter));
}

function wireRecord(record: AnyRecord, origin: RecordOrigin, includeJson: boolean): WireRecord {
  const owner = valueTypes[record.valueType].keyOwner === 'deployment' ? origin.deploymentPartition : origin.partition;
  const rejected = record.recordType === 'COMMAND_REJECTION';
  return {
    partitionId: origin.partition,
    position: BigInt(record.position),
    sourcePosition: BigInt(record.sourcePosition),
    key: wireKey(owner, record.key),
    timestampMs: BigInt(record.timestampMs),
    recordType: recordTypes[record.recordType],
    valueType: record.valueType,
    intent: record.intent,
    rejectionType: rejected ? record.rejectionType : '',
    rejectionReason: record.rejectionReason,
    operationReference: BigInt(Math.max(0, record.operationReference)),
    json: includeJson ? recordJson(record, origin) : '',
  };
}
