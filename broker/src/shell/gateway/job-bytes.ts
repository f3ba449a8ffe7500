/** Activated jobs as protobuf bytes, written once per job straight from the record: keys need no 64-bit arithmetic this way. */
import { UserTaskProperties } from '@millrace/proto/gateway';
import { ByteWriter } from '../../core/protocol/bytes.ts';
import { JOB_KINDS, LISTENER_EVENT_TYPES } from '../../core/protocol/values/job.ts';
import type { ActivatedJob } from '../partition/partition.ts';
import { userTaskProperties } from './user-task-properties.ts';

/** Tags of `ActivatedJob`: field number and wire type. The two-byte ones are split. */
const TAG = {
  key: 0x08,
  type: 0x12,
  processInstanceKey: 0x18,
  bpmnProcessId: 0x22,
  version: 0x28,
  processDefinitionKey: 0x30,
  elementId: 0x3a,
  elementInstanceKey: 0x40,
  customHeaders: 0x4a,
  worker: 0x52,
  retries: 0x58,
  deadline: 0x60,
  variables: 0x6a,
  tenantId: 0x72,
  userTask: 0x7a,
} as const;
const KIND = [0x80, 0x01] as const;
const LISTENER_EVENT_TYPE = [0x88, 0x01] as const;
const TAGS = [0x92, 0x01] as const;

/** The partition numbers that the keys of a job are composed with. */
export interface JobOrigin {
  /** Number of the partition the job is on. */
  readonly partition: number;
  /** Number of the deployment partition of its cluster. */
  readonly deployment: number;
}

const scratch = new ByteWriter();

/** One `gateway_protocol.ActivatedJob`. */
export function jobBytes(job: ActivatedJob, origin: JobOrigin): Uint8Array {
  scratch.reset();
  writeJob(scratch, job, origin);
  return scratch.take();
}

function writeJob(out: ByteWriter, { key, value }: ActivatedJob, origin: JobOrigin): void {
  writeKey(out, TAG.key, origin.partition, key);
  writeText(out, TAG.type, value.type);
  writeKey(out, TAG.processInstanceKey, origin.partition, value.processInstanceKey);
  writeText(out, TAG.bpmnProcessId, value.bpmnProcessId);
  writeInt32(out, TAG.version, value.processDefinitionVersion);
  writeKey(out, TAG.processDefinitionKey, origin.deployment, value.processDefinitionKey);
  writeText(out, TAG.elementId, value.elementId);
  writeKey(out, TAG.elementInstanceKey, origin.partition, value.elementInstanceKey);
  writeText(out, TAG.customHeaders, headersText(value.customHeaders));
  writeText(out, TAG.worker, value.worker);
  writeInt32(out, TAG.retries, value.retries);
  out.byte(TAG.deadline);
  out.varint(Math.max(0, value.deadline));
  writeText(out, TAG.variables, value.variables);
  writeText(out, TAG.tenantId, value.tenantId);
  const kind = JOB_KINDS.indexOf(value.jobKind);
  if (value.jobKind === 'TASK_LISTENER') {
    out.byte(TAG.userTask);
    out.bytes(UserTaskProperties.encode(userTaskProperties(value)).finish());
  }
  if (kind > 0) writeShort(out, KIND, kind);
  // Always written: the wire's default, 0, means ASSIGNING, and plain jobs are UNSPECIFIED.
  writeShort(out, LISTENER_EVENT_TYPE, LISTENER_EVENT_TYPES.indexOf(value.jobListenerEventType));
  for (const tag of value.tags) {
    out.byte(TAGS[0]);
    out.byte(TAGS[1]);
    out.text(tag);
  }
}

function headersText(headers: Readonly<Record<string, string>>): string {
  for (const _ in headers) return JSON.stringify(headers);
  return '{}';
}

function writeText(out: ByteWriter, tag: number, text: string): void {
  if (text === '') return;
  out.byte(tag);
  out.text(text);
}

function writeShort(out: ByteWriter, tag: readonly [number, number], value: number): void {
  out.byte(tag[0]);
  out.byte(tag[1]);
  out.varint(value);
}

function writeInt32(out: ByteWriter, tag: number, value: number): void {
  if (value === 0) return;
  out.byte(tag);
  if (value > 0) out.varint(value);
  else writeNegative(out, value);
}

/** Negative numbers fill ten bytes: their two's complement in 64 bits. */
function writeNegative(out: ByteWriter, value: number): void {
  let low = value >>> 0;
  for (let group = 0; group < 4; group++) {
    out.byte((low & 0x7f) | 0x80);
    low >>>= 7;
  }
  out.byte(low | 0xf0);
  for (let group = 0; group < 4; group++) out.byte(0xff);
  out.byte(0x01);
}

/** A key as varint: seven groups of seven counter bits, the last two counter bits beside the lowest five of the partition, then the rest of those. */
function writeKey(out: ByteWriter, tag: number, partition: number, counter: number): void {
  out.byte(tag);
  if (counter < 0) return writeNegative(out, counter);
  let rest = counter;
  for (let group = 0; group < 7; group++) {
    out.byte((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  const eighth = rest | ((partition & 0x1f) << 2);
  const above = partition >>> 5;
  if (above === 0) return out.byte(eighth);
  out.byte(eighth | 0x80);
  out.varint(above);
}
