/** Records as JSON text in the field's usual shape, with keys in full digits (they exceed 2^53 from partition 4 on). */
import type { Field, KeyDigits } from './field.ts';
import { wireKey } from './key.ts';
import type { AnyRecord } from './record.ts';
import { RECORD_VERSION } from './record-codec.ts';
import { valueTypes } from './value-types.ts';

/** Where a record comes from, for its key digits and header. */
export interface RecordOrigin {
  /** The partition number in the keys of this partition, see `partitionNumber`. */
  readonly partition: number;
  /** The partition number of the deployment partition of the same cluster. */
  readonly deploymentPartition: number;
  /** As operators count partitions: from 1. */
  readonly partitionId: number;
  readonly brokerVersion: string;
}

/** The digits of keys in JSON, for one origin. */
export function keyDigits(origin: RecordOrigin): KeyDigits {
  return {
    local: (counter) => String(wireKey(origin.partition, counter)),
    definition: (counter) => String(wireKey(origin.deploymentPartition, counter)),
  };
}

/** One record as one JSON object, no line break in it. */
export function recordJson(record: AnyRecord, origin: RecordOrigin): string {
  const digits = keyDigits(origin);
  const type = valueTypes[record.valueType];
  const key = type.keyOwner === 'deployment' ? digits.definition(record.key) : digits.local(record.key);
  const value = (type.codec as unknown as Field<unknown>).json(record.value, digits);
  return (
    `{"partitionId":${origin.partitionId},"position":${record.position},"sourceRecordPosition":${record.sourcePosition},"key":${key},"timestamp":${record.timestampMs}` +
    `,"recordType":"${record.recordType}","valueType":"${record.valueType}","intent":"${record.intent}","rejectionType":"${record.rejectionType}"` +
    `,"rejectionReason":${JSON.stringify(record.rejectionReason)},"brokerVersion":"${origin.brokerVersion}","recordVersion":${RECORD_VERSION}` +
    `,"operationReference":${record.operationReference},"authorizations":{},"value":${value}}`
  );
}
