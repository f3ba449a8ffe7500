/** One ActivateJobs call: jobs as soon as there are any, otherwise an empty end in time. Holds no timer of its own and costs nothing while parked. */
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ActivateJobsRequest } from '@millrace/proto/gateway';
import type { ActivatedJob, Partition } from '../partition/partition.ts';
import type { GatewayContext } from './gateway-context.ts';
import { giveBack } from './give-back.ts';
import { type JobMessage, jobMessages } from './job-messages.ts';
import { durationMs } from './request-fields.ts';
import { SharedDemand, type SharedSubscription } from './shared-demand.ts';

/** How long a poll waits when its request names no time, ms. */
export const POLL_TIMEOUT_MS = 10_000;
/** An empty answer leaves this much before the client's own limit, ms: late ones are DEADLINE_EXCEEDED at the client. */
const EARLY_MS = 60;

/** An open poll; everything happens in the callbacks of its call and its demand. */
export class LongPoll {
  readonly #call: ServerWritableStream<ActivateJobsRequest, Buffer>;
  readonly #context: GatewayContext;
  readonly #demand: SharedDemand;
  readonly #startedMs: number;
  /** Messages handed to the transport and not yet taken by it: their jobs come back when the client leaves. */
  readonly #unsent = new Map<JobMessage, Partition>();
  #lastTruncated = false;
  #settling = false;
  #ended = false;
  #cancelTimeout: (() => void) | undefined;

  constructor(
    call: ServerWritableStream<ActivateJobsRequest, Buffer>,
    subscription: Omit<SharedSubscription, 'deliver'>,
    context: GatewayContext,
  ) {
    this.#call = call;
    this.#context = context;
    this.#startedMs = context.clock.monotonicMs();
    this.#demand = new SharedDemand(context.router.all, {
      ...subscription,
      deliver: (partition, jobs, truncated) => this.#deliver(partition, jobs, truncated),
    });
  }

  start(): void {
    const { maxJobsToActivate, requestTimeout } = this.#call.request;
    this.#context.metrics.open.polls++;
    const leave = (): void => this.#leave();
    this.#context.leaving.addEventListener('abort', leave, { once: true });
    this.#call.on('cancelled', () => {
      this.#context.leaving.removeEventListener('abort', leave);
      this.#cancelled();
    });
    const waitMs = requestTimeout === 0n ? POLL_TIMEOUT_MS : durationMs(requestTimeout);
    if (waitMs > 0) {
      const entry = this.#context.wheel.add(waitMs - Math.min(EARLY_MS, waitMs / 2), () => this.#finish());
      this.#cancelTimeout = () => this.#context.wheel.cancel(entry);
    }
    // No partition is asked for nothing; the call waits all the same, as Zeebe's does.
    if (maxJobsToActivate > 0) this.#demand.request(maxJobsToActivate);
    if (waitMs < 0) this.#endUnlessFound();
  }

  #endUnlessFound(): void {
    void this.#demand.probed().then(async (found) => {
      if (found) return;
      await this.#demand.close();
      this.#finish();
    });
    // Jobs that are on their way end the poll when they come; should they not, it ends like a waiting one.
    const entry = this.#context.wheel.add(POLL_TIMEOUT_MS, () => this.#finish());
    this.#cancelTimeout = () => this.#context.wheel.cancel(entry);
  }

  #deliver(partition: Partition, jobs: readonly ActivatedJob[], truncated: boolean): boolean {
    if (this.#ended || this.#call.cancelled) return false;
    this.#lastTruncated = truncated;
    this.#context.metrics.jobs.polled += jobs.length;
    const origin = { partition: partition.number, deployment: this.#context.router.deploymentNumber };
    for (const message of jobMessages(jobs, origin)) this.#write(partition, message);
    if (this.#demand.open === 0) queueMicrotask(() => this.#finish());
    else if (!this.#settling) this.#settle();
    return true;
  }

  /** At least one job is there: waits only for what is on its way from other partitions, or was cut off by the message bound. */
  #settle(): void {
    this.#settling = true;
    queueMicrotask(() => {
      void this.#demand.probed().then(async () => {
        this.#settling = false;
        if (this.#ended) return;
        if (this.#lastTruncated && this.#demand.open > 0) {
          // The same partition goes on by itself while it has credits: its next delivery settles again.
          this.#lastTruncated = false;
          return this.#settle();
        }
        await this.#demand.close();
        this.#finish();
      });
    });
  }

  #write(partition: Partition, message: JobMessage): void {
    this.#unsent.set(message, partition);
    this.#call.write(message.bytes, (error: Error | null | undefined) => {
      if (error === null || error === undefined) this.#unsent.delete(message);
    });
  }

  #finish(): void {
    if (this.#ended) return;
    this.#end(status.OK);
    this.#call.end();
  }

  #leave(): void {
    if (this.#ended) return;
    this.#end(status.UNAVAILABLE);
    this.#call.emit('error', { code: status.UNAVAILABLE, details: 'Expected to wait for jobs, but the gateway is leaving; ask again' });
  }

  #cancelled(): void {
    if (!this.#ended) this.#end(status.CANCELLED);
    for (const [message, partition] of this.#unsent) giveBack(partition, message.jobs, this.#context.metrics);
    this.#unsent.clear();
  }

  #end(code: status): void {
    this.#ended = true;
    this.#cancelTimeout?.();
    void this.#demand.close();
    this.#context.metrics.open.polls--;
    this.#context.metrics.method('ActivateJobs').ended(code, this.#context.clock.monotonicMs() - this.#startedMs);
  }
}
