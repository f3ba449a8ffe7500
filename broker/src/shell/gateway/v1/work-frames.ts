/** Frames of the job stream as bytes; the one with jobs is put together from jobs that are encoded once. */
import { WorkResponse } from '@millrace/proto/v1/job_stream';
import { ByteWriter } from '../../../core/protocol/bytes.ts';
import { asBuffer } from '../job-messages.ts';

/** Field tags of `WorkResponse.jobs` and of `JobBatch`. */
const FRAME_JOBS = 0x12;
const BATCH_SUBSCRIPTION = 0x08;
const BATCH_SEQUENCE = 0x10;
const BATCH_JOBS = 0x1a;

const batch = new ByteWriter();
const frame = new ByteWriter();

/** A `WorkResponse` of one frame. */
export function workFrame(response: WorkResponse): Buffer {
  return asBuffer(WorkResponse.encode(response).finish());
}

/** A `WorkResponse` with a `JobBatch` of jobs that are bytes already. */
export function jobsFrame(subscription: number, sequence: number, jobs: readonly Uint8Array[]): Buffer {
  batch.reset();
  batch.byte(BATCH_SUBSCRIPTION);
  batch.varint(subscription);
  batch.byte(BATCH_SEQUENCE);
  batch.varint(sequence);
  for (const job of jobs) {
    batch.byte(BATCH_JOBS);
    batch.bytes(job);
  }
  frame.reset();
  frame.byte(FRAME_JOBS);
  frame.bytes(batch.take());
  return asBuffer(frame.take());
}
