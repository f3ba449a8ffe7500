/** One job stream: reads its frames, keeps its subscriptions, writes results; ends politely on both sides. */
import { type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  type Credit,
  type DeliveryAck,
  JobsRevoked_Reason,
  type OutcomeBatch,
  type Subscribe,
  type WorkRequest,
} from '@millrace/proto/v1/job_stream';
import { wireKey } from '../../../core/protocol/key.ts';
import type { ActivatedJob, Partition } from '../../partition/partition.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { jobSubscription } from '../job-request.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { OUTCOMES_MAX, settleOutcomes } from './outcomes.ts';
import { workFrame } from './work-frames.ts';
import { ACK_TIMEOUT_MS, CREDITS_MAX, type SubscriptionStream, WorkSubscription } from './work-subscription.ts';

/** Subscriptions on one stream, at most. */
const SUBSCRIPTIONS_MAX = 256;
/** Bytes handed to the transport and not yet taken by it: above this no job is asked for, until it is down to half. */
const UNSENT_BYTES_MAX = 4 * 1024 * 1024;
/** Outcome batches submitted and not yet answered; a client with more is not read from until some are. */
const BATCHES_MAX = 256;

/** See the file's head. */
export class WorkSession implements SubscriptionStream {
  readonly context: GatewayContext;
  readonly #call: ServerDuplexStream<WorkRequest, Buffer>;
  readonly #leaveGraceMs: number;
  readonly #subscriptions = new Map<number, WorkSubscription>();
  readonly #startedMs: number;
  #unsentBytes = 0;
  #batches = 0;
  #paused = false;
  #halfClosed = false;
  #ended = false;

  constructor(call: ServerDuplexStream<WorkRequest, Buffer>, context: GatewayContext, leaveGraceMs: number) {
    this.#call = call;
    this.context = context;
    this.#leaveGraceMs = leaveGraceMs;
    this.#startedMs = context.clock.monotonicMs();
  }

  get alive(): boolean {
    return !this.#ended && !this.#halfClosed && !this.#call.cancelled && !this.context.leaving.aborted;
  }

  start(): void {
    this.context.metrics.open.jobStreams++;
    const leave = (): void => this.#leave();
    this.context.leaving.addEventListener('abort', leave, { once: true });
    this.#call.on('data', (request: WorkRequest) => this.#receive(request));
    this.#call.on('end', () => this.#halfClose());
    this.#call.on('error', () => this.#end(status.CANCELLED));
    this.#call.on('cancelled', () => {
      this.context.leaving.removeEventListener('abort', leave);
      this.#end(status.CANCELLED);
    });
    if (this.context.leaving.aborted) this.#leave();
  }

  send(frame: Buffer): void {
    if (this.#ended) return;
    this.#unsentBytes += frame.length;
    if (this.#unsentBytes > UNSENT_BYTES_MAX) this.#pause();
    this.#call.write(frame, () => {
      this.#unsentBytes -= frame.length;
      if (this.#paused && this.#unsentBytes <= UNSENT_BYTES_MAX / 2) this.#resume();
    });
  }

  revoked(partition: Partition, jobs: readonly ActivatedJob[]): void {
    const jobKeys = jobs.map(({ key }) => wireKey(partition.number, key));
    this.send(workFrame({ revoked: { jobKeys, reason: JobsRevoked_Reason.REASON_NOT_ACKNOWLEDGED } }));
  }

  #receive(request: WorkRequest): void {
    if (this.#ended) return;
    if (request.outcomes !== undefined) return this.#settle(request.outcomes);
    if (request.credit !== undefined) return this.#credit(request.credit);
    if (request.deliveryAck !== undefined) return this.#acknowledge(request.deliveryAck);
    if (request.subscribe !== undefined) return this.#subscribe(request.subscribe);
    if (request.unsubscribe !== undefined) return this.#unsubscribe(request.unsubscribe.subscription);
    this.#fail(refuse(status.INVALID_ARGUMENT, 'Expected a frame with content, but it was empty'));
  }

  #subscribe(request: Subscribe): void {
    const { subscription: id, type, worker, tenantIds, fetchVariables, leaseMs } = request;
    const checked = this.#idFault(id) ?? jobSubscription({ type, worker, timeout: leaseMs, fetchVariables, tenantIds }, 'Work', 'refused');
    if (isRefusal(checked)) return this.#subscribed(id, false, checked);
    const subscription = new WorkSubscription(id, checked, this);
    this.#subscriptions.set(id, subscription);
    if (this.#paused) subscription.pause();
    this.#subscribed(id, true);
    if (!this.context.leaving.aborted) subscription.grant(request.credits);
  }

  #idFault(id: number): Refusal | undefined {
    if (id === 0) return refuse(status.INVALID_ARGUMENT, 'Expected a subscription number above 0, but it was 0');
    if (this.#subscriptions.has(id)) return refuse(status.ALREADY_EXISTS, `Expected an unused subscription number, but ${id} is in use`);
    if (this.#subscriptions.size < SUBSCRIPTIONS_MAX) return undefined;
    return refuse(status.RESOURCE_EXHAUSTED, `Expected at most ${SUBSCRIPTIONS_MAX} subscriptions on one stream, but there are as many`);
  }

  #subscribed(subscription: number, active: boolean, fault?: Refusal): void {
    const answer = { subscription, active, code: fault?.code ?? 0, message: fault?.details ?? '' };
    this.send(workFrame({ subscribed: { ...answer, ackTimeoutMs: BigInt(ACK_TIMEOUT_MS), creditsMax: CREDITS_MAX } }));
  }

  #credit({ subscription: id, count }: Credit): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined)
      return this.#fail(refuse(status.INVALID_ARGUMENT, `Expected credit for a subscription of this stream, but ${id} is none`));
    if (count > 0 && !this.context.leaving.aborted) subscription.grant(count);
    if (count < 0)
      void subscription.takeBack(-count).then((taken) => this.send(workFrame({ creditReturned: { subscription: id, count: taken } })));
  }

  #acknowledge({ subscription: id, sequence }: DeliveryAck): void {
    const subscription = this.#subscriptions.get(id);
    subscription?.acknowledge(Number(sequence));
    if (subscription?.settled === true) this.#subscriptions.delete(id);
  }

  #unsubscribe(id: number): void {
    const subscription = this.#subscriptions.get(id);
    if (subscription === undefined)
      return this.#fail(refuse(status.INVALID_ARGUMENT, `Expected to end a subscription of this stream, but ${id} is none`));
    void subscription.end().then(() => {
      if (subscription.settled) this.#subscriptions.delete(id);
      this.#subscribed(id, false);
    });
  }

  #settle({ batch, outcomes }: OutcomeBatch): void {
    if (outcomes.length > OUTCOMES_MAX)
      return this.#fail(
        refuse(status.INVALID_ARGUMENT, `Expected at most ${OUTCOMES_MAX} outcomes in a batch, but there are ${outcomes.length}`),
      );
    this.#batches++;
    if (this.#batches >= BATCHES_MAX) this.#call.pause();
    settleOutcomes(batch, outcomes, this.context, (results) => {
      this.#batches--;
      if (this.#batches === BATCHES_MAX - 1) this.#call.resume();
      this.send(workFrame({ results }));
      if (this.#halfClosed) this.#finish();
    });
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    for (const subscription of this.#subscriptions.values()) subscription.pause();
  }

  #resume(): void {
    this.#paused = false;
    for (const subscription of this.#subscriptions.values()) subscription.resume();
  }

  #halfClose(): void {
    this.#halfClosed = true;
    for (const subscription of this.#subscriptions.values()) subscription.abandon();
    this.#finish();
  }

  /** After the client's half-close, once every outcome has its result. */
  #finish(): void {
    if (this.#ended || this.#batches > 0) return;
    this.#end(status.OK);
    this.#call.end();
  }

  #leave(): void {
    this.send(workFrame({ drain: { graceMs: BigInt(this.#leaveGraceMs), reason: 'the broker is shutting down' } }));
    for (const subscription of this.#subscriptions.values()) void subscription.end();
    this.context.wheel.add(this.#leaveGraceMs, () =>
      this.#fail(refuse(status.UNAVAILABLE, 'Expected to go on, but the gateway is leaving')),
    );
  }

  #fail(refusal: Refusal): void {
    if (this.#ended) return;
    this.#end(refusal.code);
    this.#call.emit('error', refusal);
  }

  #end(code: status): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const subscription of this.#subscriptions.values()) subscription.abandon();
    this.context.metrics.open.jobStreams--;
    this.context.metrics.method('Work').ended(code, this.context.clock.monotonicMs() - this.#startedMs);
  }
}
