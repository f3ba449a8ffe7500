/** Answers of ActivateJobs as bytes, cut so that each fits what clients receive. */
import { ByteWriter } from '../../core/protocol/bytes.ts';
import type { ActivatedJob } from '../partition/partition.ts';
import { type JobOrigin, jobBytes } from './job-bytes.ts';

/** Largest message clients accept by default, bytes. */
export const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
/** Tag and length in front of each job. */
const JOB_FRAME_BYTES = 6;
const JOBS_TAG = 0x0a;

const scratch = new ByteWriter();

/** One message and the jobs in it. */
export interface JobMessage {
  readonly bytes: Buffer;
  readonly jobs: readonly ActivatedJob[];
}

/** The jobs, in order, in as few messages as fit into `bytesMax` each; a job above that goes alone. */
export function jobMessages(jobs: readonly ActivatedJob[], origin: JobOrigin, bytesMax = MESSAGE_BYTES_MAX): JobMessage[] {
  const messages: JobMessage[] = [];
  let held: ActivatedJob[] = [];
  scratch.reset();
  const flush = (): void => {
    if (held.length === 0) return;
    messages.push({ bytes: asBuffer(scratch.take()), jobs: held });
    held = [];
    scratch.reset();
  };
  for (const job of jobs) {
    const body = jobBytes(job, origin);
    if (scratch.length + body.length + JOB_FRAME_BYTES > bytesMax) flush();
    scratch.byte(JOBS_TAG);
    scratch.bytes(body);
    held.push(job);
  }
  flush();
  return messages;
}

/** The same bytes as the buffer grpc-js wants, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
