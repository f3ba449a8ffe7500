/** One StreamActivatedJobs call: jobs are pushed as long as the transport takes them. It never ends with OK. */
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { StreamActivatedJobsRequest } from '@millrace/proto/gateway';
import type { ActivatedJob, Partition } from '../partition/partition.ts';
import type { GatewayContext } from './gateway-context.ts';
import { giveBack } from './give-back.ts';
import { jobBytes } from './job-bytes.ts';
import { asBuffer } from './job-messages.ts';
import { SharedDemand, type SharedSubscription } from './shared-demand.ts';

/** Jobs handed to the transport and not yet taken by it, at most: a client that does not read holds no more than these. */
export const PUSH_WINDOW_JOBS = 64;
/** The same in bytes: no new job is asked for above it. */
const PUSH_WINDOW_BYTES = 1024 * 1024;

/** An open stream. */
export class PushStream {
  readonly #call: ServerWritableStream<StreamActivatedJobsRequest, Buffer>;
  readonly #context: GatewayContext;
  readonly #demand: SharedDemand;
  readonly #unsent = new Map<ActivatedJob, Partition>();
  readonly #startedMs: number;
  #unsentBytes = 0;
  #owed = 0;
  #ended = false;

  constructor(
    call: ServerWritableStream<StreamActivatedJobsRequest, Buffer>,
    subscription: Omit<SharedSubscription, 'deliver'>,
    context: GatewayContext,
  ) {
    this.#call = call;
    this.#context = context;
    this.#startedMs = context.clock.monotonicMs();
    this.#demand = new SharedDemand(context.router.all, { ...subscription, deliver: (partition, jobs) => this.#deliver(partition, jobs) });
  }

  start(): void {
    this.#context.metrics.open.pushStreams++;
    const leave = (): void => this.#leave();
    this.#context.leaving.addEventListener('abort', leave, { once: true });
    this.#call.on('cancelled', () => {
      this.#context.leaving.removeEventListener('abort', leave);
      this.#cancelled();
    });
    this.#demand.request(PUSH_WINDOW_JOBS);
  }

  #deliver(partition: Partition, jobs: readonly ActivatedJob[]): boolean {
    if (this.#ended || this.#call.cancelled) return false;
    const origin = { partition: partition.number, deployment: this.#context.router.deploymentNumber };
    this.#context.metrics.jobs.pushed += jobs.length;
    for (const job of jobs) this.#write(partition, job, asBuffer(jobBytes(job, origin)));
    return true;
  }

  #write(partition: Partition, job: ActivatedJob, bytes: Buffer): void {
    this.#unsent.set(job, partition);
    this.#unsentBytes += bytes.length;
    this.#call.write(bytes, (error: Error | null | undefined) => {
      if (error !== null && error !== undefined) return;
      this.#unsent.delete(job);
      this.#unsentBytes -= bytes.length;
      this.#owed++;
      this.#repay();
    });
  }

  /** Grants what the transport took, many at a time: half a window, or all when nothing is under way any more. */
  #repay(): void {
    if (this.#ended || this.#unsentBytes > PUSH_WINDOW_BYTES) return;
    if (this.#owed < PUSH_WINDOW_JOBS / 2 && this.#unsent.size > 0) return;
    const owed = this.#owed;
    this.#owed = 0;
    this.#demand.request(owed);
  }

  #leave(): void {
    if (this.#ended) return;
    this.#end(status.UNAVAILABLE);
    this.#call.emit('error', {
      code: status.UNAVAILABLE,
      details: 'Expected to push jobs, but the gateway is leaving; open the stream again',
    });
  }

  #cancelled(): void {
    if (!this.#ended) this.#end(status.CANCELLED);
    for (const [job, partition] of this.#unsent) giveBack(partition, [job], this.#context.metrics);
    this.#unsent.clear();
  }

  #end(code: status): void {
    this.#ended = true;
    void this.#demand.close();
    this.#context.metrics.open.pushStreams--;
    this.#context.metrics.method('StreamActivatedJobs').ended(code, this.#context.clock.monotonicMs() - this.#startedMs);
  }
}
