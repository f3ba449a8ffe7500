/** One subscription of a job stream: its credits, its batches, and the batches that nobody has acknowledged yet. */
import type { ActivatedJob, Partition } from '../../partition/partition.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { giveBack } from '../give-back.ts';
import { jobBytes } from '../job-bytes.ts';
import { MESSAGE_BYTES_MAX } from '../job-messages.ts';
import { SharedDemand, type SharedSubscription } from '../shared-demand.ts';
import type { WheelEntry } from '../timer-wheel.ts';
import { jobsFrame } from './work-frames.ts';

/** How long a batch may go without acknowledgement, ms; then its jobs go back, retries untouched. */
export const ACK_TIMEOUT_MS = 10_000;
/** Credits kept for one subscription, at most. */
export const CREDITS_MAX = 10_000;
/** Room for the frame around the jobs, bytes. */
const FRAME_RESERVE_BYTES = 1024;

/** A batch on its way. */
interface Unacknowledged {
  readonly sequence: number;
  readonly partition: Partition;
  readonly jobs: readonly ActivatedJob[];
  readonly dueMs: number;
}

/** What a subscription needs of its stream. */
export interface SubscriptionStream {
  readonly context: GatewayContext;
  /** Whether frames still reach the client. */
  readonly alive: boolean;
  send(frame: Buffer): void;
  /** Jobs were taken back from the client for want of an acknowledgement. */
  revoked(partition: Partition, jobs: readonly ActivatedJob[]): void;
}

/** See the file's head. */
export class WorkSubscription {
  readonly #id: number;
  readonly #stream: SubscriptionStream;
  readonly #demand: SharedDemand;
  readonly #unacknowledged: Unacknowledged[] = [];
  #sequence = 0;
  #ended = false;
  #watch: WheelEntry | undefined;

  constructor(id: number, subscription: Omit<SharedSubscription, 'deliver'>, stream: SubscriptionStream) {
    this.#id = id;
    this.#stream = stream;
    this.#demand = new SharedDemand(stream.context.router.all, {
      ...subscription,
      deliver: (partition, jobs) => this.#deliver(partition, jobs),
    });
  }

  /** Grants credits; what exceeds {@link CREDITS_MAX} is dropped. */
  grant(count: number): void {
    this.#demand.request(Math.min(count, CREDITS_MAX - this.#demand.open));
  }

  /** Takes unused credits back; resolves with how many there were. */
  takeBack(count: number): Promise<number> {
    return this.#demand.takeBack(count);
  }

  pause(): void {
    this.#demand.pause();
  }

  resume(): void {
    this.#demand.resume();
  }

  /** All batches up to this one have arrived. */
  acknowledge(sequence: number): void {
    while ((this.#unacknowledged[0]?.sequence ?? Number.POSITIVE_INFINITY) <= sequence) this.#unacknowledged.shift();
    if (this.#unacknowledged.length === 0) this.#unwatch();
  }

  /** Whether it has ended and nothing of it is on its way any more. */
  get settled(): boolean {
    return this.#ended && this.#unacknowledged.length === 0;
  }

  /** No job comes any more once this resolves; batches on their way may still be acknowledged. */
  async end(): Promise<void> {
    await this.#demand.close();
    this.#ended = true;
  }

  /** The client is gone: what it never acknowledged goes back. */
  abandon(): void {
    void this.#demand.close();
    this.#unwatch();
    for (const { partition, jobs } of this.#unacknowledged.splice(0)) giveBack(partition, jobs, this.#stream.context.metrics);
  }

  #deliver(partition: Partition, jobs: readonly ActivatedJob[]): boolean {
    if (!this.#stream.alive) return false;
    const { context } = this.#stream;
    const origin = { partition: partition.number, deployment: context.router.deploymentNumber };
    context.metrics.jobs.streamed += jobs.length;
    let held: Uint8Array[] = [];
    let bytes = 0;
    let from = 0;
    for (const [index, job] of jobs.entries()) {
      const body = jobBytes(job, origin);
      if (held.length > 0 && bytes + body.length > MESSAGE_BYTES_MAX - FRAME_RESERVE_BYTES) {
        this.#send(partition, jobs.slice(from, index), held);
        held = [];
        bytes = 0;
        from = index;
      }
      held.push(body);
      bytes += body.length;
    }
    this.#send(partition, from === 0 ? jobs : jobs.slice(from), held);
    return true;
  }

  #send(partition: Partition, jobs: readonly ActivatedJob[], bodies: readonly Uint8Array[]): void {
    this.#sequence++;
    this.#unacknowledged.push({
      sequence: this.#sequence,
      partition,
      jobs,
      dueMs: this.#stream.context.clock.monotonicMs() + ACK_TIMEOUT_MS,
    });
    if (this.#watch === undefined) this.#watchOldest();
    this.#stream.send(jobsFrame(this.#id, this.#sequence, bodies));
  }

  #watchOldest(): void {
    const [oldest] = this.#unacknowledged;
    if (oldest === undefined) return;
    const { wheel, clock } = this.#stream.context;
    this.#watch = wheel.add(oldest.dueMs - clock.monotonicMs(), () => {
      this.#watch = undefined;
      this.#expire(clock.monotonicMs());
      this.#watchOldest();
    });
  }

  #expire(nowMs: number): void {
    while ((this.#unacknowledged[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
      const { partition, jobs } = this.#unacknowledged.shift() as Unacknowledged;
      giveBack(partition, jobs, this.#stream.context.metrics);
      this.#stream.revoked(partition, jobs);
    }
  }

  #unwatch(): void {
    if (this.#watch !== undefined) this.#stream.context.wheel.cancel(this.#watch);
    this.#watch = undefined;
  }
}
