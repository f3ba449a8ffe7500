/** Records to bytes and back: a fixed header, then the value by its type's codec. The log adds checksums; none here. */
import { ByteReader, ByteWriter } from './bytes.ts';
import type { Field } from './field.ts';
import { type AnyRecord, RECORD_TYPES, REJECTION_TYPES } from './record.ts';
import { intentByNumber, valueTypeByNumber, valueTypes } from './value-types.ts';

/** Raised by one when the header changes; readers refuse what is newer than they are. */
export const RECORD_VERSION = 1;
/** Header bits: which optional parts follow. */
const HAS_REJECTION = 1;
const HAS_OPERATION = 2;
const HAS_REQUEST = 4;
/** The records that belong together go on in the next batch of the log: see {@link markContinued}. */
const IS_CONTINUED = 8;
/** Where the bits stand in a record. */
const BITS_AT = 1;
const NO_REJECTION = REJECTION_TYPES.indexOf('NULL_VAL');

/** Appends one record to `out`. */
export function writeRecord(out: ByteWriter, record: AnyRecord): void {
  const type = valueTypes[record.valueType];
  const rejected = record.rejectionType !== 'NULL_VAL';
  out.byte(RECORD_VERSION);
  out.byte(
    (rejected ? HAS_REJECTION : 0) | (record.operationReference >= 0 ? HAS_OPERATION : 0) | (record.requestId > 0 ? HAS_REQUEST : 0),
  );
  out.byte(record.recordType === 'EVENT' ? 0 : record.recordType === 'COMMAND' ? 1 : 2);
  out.byte(type.number);
  out.byte((type.intents as Record<string, number>)[record.intent] ?? 0);
  out.u64(record.position);
  out.u64(record.sourcePosition + 1);
  out.u64(record.key + 1);
  out.u64(record.timestampMs);
  if (rejected) {
    out.byte(REJECTION_TYPES.indexOf(record.rejectionType));
    out.text(record.rejectionReason);
  }
  if (record.operationReference >= 0) out.varint(record.operationReference);
  if (record.requestId > 0) out.varint(record.requestId);
  (type.codec as unknown as Field<unknown>).write(out, record.value);
}

/**
 * Marks the encoded record at `start` as the last of a batch whose companions follow in the next one. Batches that are chained this way count as one:
 * without the last of them none counts, or half a step would be taken for a whole one.
 */
export function markContinued(out: ByteWriter, start: number): void {
  out.patchBits(start + BITS_AT, IS_CONTINUED);
}

/** Whether an encoded record carries the mark of {@link markContinued}. */
export function isContinued(bytes: Uint8Array): boolean {
  return ((bytes[BITS_AT] ?? 0) & IS_CONTINUED) !== 0;
}

const scratch = new ByteWriter();

/** One record as bytes of its own. */
export function encodeRecord(record: AnyRecord): Uint8Array {
  scratch.reset();
  writeRecord(scratch, record);
  return scratch.take();
}

/** Reads one record; throws RangeError for bytes of a newer version or an unknown type. */
export function decodeRecord(bytes: Uint8Array): AnyRecord {
  const input = new ByteReader(bytes);
  const version = input.byte();
  if (version > RECORD_VERSION)
    throw new RangeError(`Expected a record of version <= ${RECORD_VERSION}, but found ${version}: written by a newer Millrace`);
  const flags = input.byte();
  const recordType = RECORD_TYPES[input.byte()] ?? 'EVENT';
  const typeNumber = input.byte();
  const valueType = valueTypeByNumber(typeNumber);
  if (valueType === undefined)
    throw new RangeError(`Expected a known value type, but found number ${typeNumber}: written by a newer Millrace`);
  const intentNumber = input.byte();
  const intent = intentByNumber(valueType, intentNumber);
  if (intent === undefined)
    throw new RangeError(`Expected a known intent of ${valueType}, but found number ${intentNumber}: written by a newer Millrace`);
  const position = input.u64();
  const sourcePosition = input.u64() - 1;
  const key = input.u64() - 1;
  const timestampMs = input.u64();
  const rejected = (flags & HAS_REJECTION) !== 0;
  const rejectionType = REJECTION_TYPES[rejected ? input.byte() : NO_REJECTION] ?? 'NULL_VAL';
  const rejectionReason = rejected ? input.text() : '';
  const operationReference = flags & HAS_OPERATION ? input.varint() : -1;
  const requestId = flags & HAS_REQUEST ? input.varint() : 0;
  const value = (valueTypes[valueType].codec as unknown as Field<unknown>).read(input);
  // In the order every record has, so that all records have one hidden class.
  return {
    position,
    sourcePosition,
    key,
    timestampMs,
    recordType,
    valueType,
    intent,
    rejectionType,
    rejectionReason,
    operationReference,
    requestId,
    value,
  } as AnyRecord;
}
