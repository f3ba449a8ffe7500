/**
 * A gateway with an endless backlog that costs as little as possible: bare http2, answers encoded ahead where they can be. It takes every completion
 * and keeps no books; what is measured is the worker in front of it.
 */
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { encodeMessage } from '@millrace/proto/fast-writer';
import { ActivatedJob, ActivateJobsRequest } from '@millrace/proto/gateway';
import { type DeepPartial, WorkRequest, WorkResponse } from '@millrace/proto/v1/job_stream';
import { framed, onMessages } from '../../grpc-frames.ts';

const WINDOW_BYTES = 16 * 1024 * 1024;
/** Credits it keeps at most. */
const CREDITS_MAX = 4_096;

const variables = process.argv[2] ?? '{}';
/** Keys of one length: the first of partition 1 and what follows. */
let lastKey = 2n ** 51n;

const template = ActivatedJob.fromPartial({
  key: lastKey,
  type: 'work',
  processInstanceKey: lastKey,
  bpmnProcessId: 'service-task',
  processDefinitionVersion: 1,
  processDefinitionKey: lastKey,
  elementId: 'task',
  elementInstanceKey: lastKey,
  customHeaders: '{}',
  worker: 'bench',
  retries: 3,
  deadline: BigInt(Date.now() + 3_600_000),
  variables,
  tenantId: '<default>',
});
const encodedJob = Buffer.from(ActivatedJob.encode(template).finish());

/** Jobs as the repeated field `tag` of a message: the same bytes each, but for the key that stands first. */
function jobsField(tag: number, count: number): Buffer {
  const head: number[] = [tag];
  let length = encodedJob.length;
  while (length > 0x7f) {
    head.push((length & 0x7f) | 0x80);
    length >>>= 7;
  }
  head.push(length);
  const each = head.length + encodedJob.length;
  const bytes = Buffer.allocUnsafe(each * count);
  for (let index = 0, at = 0; index < count; index++, at += each) {
    bytes.set(head, at);
    encodedJob.copy(bytes, at + head.length);
    writeKey(bytes, at + head.length + 1);
  }
  return bytes;
}

/** A varint of eight bytes, as every key between 2^49 and 2^56 has. */
function writeKey(bytes: Buffer, at: number): void {
  let rest = ++lastKey;
  for (let index = 0; index < 8; index++) {
    bytes[at + index] = Number(rest & 0x7fn) | (index < 7 ? 0x80 : 0);
    rest >>= 7n;
  }
}

const ok = { ':status': 200, 'content-type': 'application/grpc' };
function answer(stream: ServerHttp2Stream, message: Uint8Array): void {
  if (stream.destroyed) return;
  stream.respond(ok, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(framed(message));
}

const empty = Buffer.alloc(0);
/** Tag of `ActivateJobsResponse.jobs` and of `JobBatch.jobs`. */
const POLL_JOBS = 0x0a;
const BATCH_JOBS = 0x1a;

function work(stream: ServerHttp2Stream): void {
  stream.respond(ok);
  const send = (response: DeepPartial<WorkResponse>): void =>
    void stream.write(framed(encodeMessage(WorkResponse, WorkResponse.fromPartial(response))));
  let sequence = 0n;
  const deliver = (count: number): void => {
    if (count < 1) return;
    sequence += 1n;
    const head = WorkResponse.encode(WorkResponse.fromPartial({ jobs: { subscription: 1, sequence } })).finish();
    const jobs = jobsField(BATCH_JOBS, count);
    // The head ends with the batch it opens, so the jobs go behind it and its length is written anew.
    const inner = Buffer.concat([head.subarray(2), jobs]);
    const length: number[] = [];
    for (let rest = inner.length; ; rest >>>= 7) {
      length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
      if (rest <= 0x7f) break;
    }
    stream.write(framed(Buffer.concat([head.subarray(0, 1), Buffer.from(length), inner])));
  };
  onMessages(stream, (message) => {
    const frame = WorkRequest.decode(message);
    if (frame.outcomes) {
      const results = frame.outcomes.outcomes.map(({ jobKey }) => ({ jobKey, code: 0, message: '', deadlineMs: 0n }));
      stream.write(
        framed(
          encodeMessage(WorkResponse, {
            ...WorkResponse.fromPartial({}),
            results: { batch: frame.outcomes.batch, results, positions: [] },
          }),
        ),
      );
    } else if (frame.credit) {
      if (frame.credit.count < 0) send({ creditReturned: { subscription: frame.credit.subscription, count: 0 } });
      deliver(frame.credit.count);
    } else if (frame.subscribe) {
      send({ subscribed: { subscription: 1, active: true, creditsMax: CREDITS_MAX, ackTimeoutMs: 5_000n } });
      deliver(frame.subscribe.credits);
    } else if (frame.unsubscribe) send({ subscribed: { subscription: frame.unsubscribe.subscription, active: false } });
  });
  stream.on('end', () => {
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end();
  });
}

const server = createServer({ settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: 10_000 } });
server.on('session', (session) => session.setLocalWindowSize?.(WINDOW_BYTES));
server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
  stream.on('error', () => {});
  const path = headers[':path'];
  if (path === '/millrace.v1.JobStream/Work') return work(stream);
  if (path?.endsWith('/ActivateJobs'))
    return onMessages(stream, (message) => answer(stream, jobsField(POLL_JOBS, ActivateJobsRequest.decode(message).maxJobsToActivate)));
  stream.on('data', () => {}).on('end', () => answer(stream, empty));
});
server.listen(0, '127.0.0.1', () => process.send?.(`127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on('disconnect', () => process.exit(0));
