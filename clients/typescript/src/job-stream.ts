// One open job stream: numbers subscriptions and batches, matches answers to questions, and fails what is left when the stream ends. Never reopens.
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { encodeMessage } from '@millrace/proto/fast-writer';
import { TenantFilter } from '@millrace/proto/gateway';
import { JobStreamService, JobsRevoked_Reason as Reason, WorkRequest } from '@millrace/proto/v1/job_stream';
import type { JobBatch, OutcomeResult, ResultBatch, Subscribed, WorkResponse } from '@millrace/proto/v1/job_stream';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import { codeOf, MillraceError } from './errors.ts';
import { jobFromWire } from './job.ts';
import type { Job } from './job.ts';
import type { JobStream, JobStreamOptions, JobSubscription, OutcomeReceipt, RevokeReason, SubscribeRequest } from './job-stream-types.ts';
import { keyFromWire } from './keys.ts';
import { createOutcomeQueue } from './outcome-queue.ts';
import { outcomeToWire } from './outcome-to-wire.ts';
import { tokensFromWire } from './position-token.ts';
import type { PositionToken } from './position-token.ts';

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: MillraceError) => void;
}
interface Subscription {
  readonly type: string;
  readonly onJobs: (jobs: readonly Job[], waiting: number) => void;
  readonly opened: Waiter<Subscribed>;
  isOpen: boolean;
  onClosed: (() => void) | undefined;
  readonly creditWaiters: Waiter<number>[];
}

/** How long `end` waits for results that are missing before it cancels, ms. */
const endGraceMs = 10_000;
const okCode = 0;
const reasons: Readonly<Record<number, RevokeReason>> = {
  [Reason.REASON_CANCELED]: 'canceled',
  [Reason.REASON_TIMED_OUT]: 'timedOut',
  [Reason.REASON_NOT_ACKNOWLEDGED]: 'notAcknowledged',
};

// Batches of outcomes are what this stream writes most: they take the fast way.
const work = { ...JobStreamService.work, requestSerialize: (frame: WorkRequest) => encodeMessage(WorkRequest, frame) };

/** Opens a job stream at one gateway. Rejects with UNAVAILABLE when none is there. */
export async function openJobStream(caller: Caller, options: JobStreamOptions): Promise<JobStream> {
  const settings = { signal: options.signal, headers: options.headers };
  const { stream, address, settle } = await caller.converse(work, settings);
  return runJobStream(stream, { address, settle, options, tenantId: caller.tenantId });
}

function runJobStream(
  stream: ClientDuplexStream<WorkRequest, WorkResponse>,
  setting: { address: string; settle: () => void; options: JobStreamOptions; tenantId: string },
): JobStream {
  const { address, options } = setting;
  const subscriptions = new Map<number, Subscription>();
  let lastNumber = 0;
  let ending = false;
  let failure: MillraceError | undefined;
  let isClosed = false;
  let resolveClosed: (error: MillraceError | undefined) => void = () => {};
  const closed = new Promise<MillraceError | undefined>((resolve) => (resolveClosed = resolve));

  const outcomes = createOutcomeQueue<OutcomeReceipt>({
    send(batch, list) {
      const roomy = stream.write({ outcomes: { batch, outcomes: list } });
      if (!roomy) stream.once('drain', outcomes.resume);
      return roomy;
    },
  });

  function finish(error: MillraceError | undefined): void {
    if (isClosed) return;
    isClosed = true;
    setting.settle();
    const quiet = ending || options.signal?.aborted === true;
    failure =
      quiet && (error === undefined || error.code === 'CANCELLED') ? undefined : (error ?? lost(address, 'the gateway ended the stream'));
    const why = failure ?? new MillraceError('CANCELLED', 'Expected an open job stream, but it was cancelled', { details: { address } });
    outcomes.fail(unknownResult(address, why));
    for (const subscription of subscriptions.values()) {
      subscription.opened.reject(why);
      subscription.onClosed?.();
      for (const waiter of subscription.creditWaiters) waiter.reject(why);
    }
    subscriptions.clear();
    resolveClosed(failure);
  }

  function write(frame: WorkRequest): void {
    if (!isClosed) stream.write(frame);
  }

  function onSubscribed(frame: Subscribed): void {
    const subscription = subscriptions.get(frame.subscription);
    if (subscription === undefined) return;
    if (frame.active) {
      subscription.isOpen = true;
      return subscription.opened.resolve(frame);
    }
    subscriptions.delete(frame.subscription);
    for (const waiter of subscription.creditWaiters) waiter.resolve(0);
    if (subscription.isOpen) return subscription.onClosed?.();
    const code = frame.code === okCode ? 'UNKNOWN' : codeOf(frame.code);
    const details = { method: 'Work', address, reason: frame.message };
    subscription.opened.reject(
      new MillraceError(code, `Work ${code}: ${frame.message}`, { retryable: code === 'RESOURCE_EXHAUSTED', details }),
    );
  }

  function onJobs({ subscription: number, sequence, jobs, waiting }: JobBatch): void {
    const subscription = subscriptions.get(number);
    // Nobody answers for these jobs: without the acknowledgement the gateway takes them back.
    if (subscription === undefined) return;
    subscription.onJobs(
      jobs.map((job) => jobFromWire(job)),
      waiting,
    );
    write({ deliveryAck: { subscription: number, sequence } });
  }

  function onResults({ batch, results, positions }: ResultBatch): void {
    const tokens = tokensFromWire(positions);
    outcomes.settle(batch, (index) => receiptOf(address, results[index], tokens));
  }

  function onFrame(frame: WorkResponse): void {
    if (frame.jobs !== undefined) onJobs(frame.jobs);
    else if (frame.results !== undefined) onResults(frame.results);
    else if (frame.subscribed !== undefined) onSubscribed(frame.subscribed);
    else if (frame.creditReturned !== undefined) {
      subscriptions.get(frame.creditReturned.subscription)?.creditWaiters.shift()?.resolve(frame.creditReturned.count);
    } else if (frame.revoked !== undefined) {
      options.onRevoked?.(
        frame.revoked.jobKeys.map((jobKey) => keyFromWire<'job'>(jobKey)),
        reasons[frame.revoked.reason] ?? 'unspecified',
      );
    } else if (frame.drain !== undefined) options.onDrain?.(Number(frame.drain.graceMs), frame.drain.reason);
  }

  stream.on('data', (frame: WorkResponse) => {
    try {
      if (!isClosed) onFrame(frame);
    } catch (error) {
      // A callback that throws leaves jobs nobody answers for; the end of the stream hands them back.
      finish(MillraceError.from(error, { method: 'Work', address }));
      stream.cancel();
    }
  });
  stream.on('error', (error: Error) => finish(MillraceError.from(error, { method: 'Work', address })));
  stream.on('end', () => {
    // A status other than OK comes as an error, sometimes after the end; only a quiet next turn means OK.
    setImmediate(() => finish(undefined));
  });

  async function subscribe<V extends object>(request: SubscribeRequest<V>): Promise<JobSubscription> {
    if (isClosed || ending) throw failure ?? lost(address, 'it was ended');
    lastNumber += 1;
    const number = lastNumber;
    const credits = request.credits ?? 0;
    const leaseMs = BigInt(parseDuration(request.lease));
    const tenantIds = [...(request.tenantIds ?? (setting.tenantId === '' ? [] : [setting.tenantId]))];
    const creditWaiters: Waiter<number>[] = [];
    const opened = await new Promise<Subscribed>((resolve, reject) => {
      const onJobs = request.onJobs as Subscription['onJobs'];
      const entry: Subscription = {
        type: request.type,
        onJobs,
        opened: { resolve, reject },
        isOpen: false,
        onClosed: undefined,
        creditWaiters,
      };
      subscriptions.set(number, entry);
      write({
        subscribe: {
          subscription: number,
          type: request.type,
          worker: request.worker ?? '',
          tenantIds,
          tenantFilter: TenantFilter.PROVIDED,
          fetchVariables: [...(request.fetchVariables ?? [])],
          leaseMs,
          credits,
        },
      });
    });
    // Credits that follow an unsubscribe frame would be about a subscription the gateway no longer has, which ends the whole stream.
    const isAsking = () => subscriptions.get(number)?.onClosed === undefined && subscriptions.has(number);
    return {
      type: request.type,
      creditsMax: opened.creditsMax,
      addCredits(count) {
        if (count > 0 && isAsking()) write({ credit: { subscription: number, count } });
      },
      takeCredits(count) {
        if (count <= 0 || !isAsking()) return Promise.resolve(0);
        return new Promise((resolve, reject) => {
          creditWaiters.push({ resolve, reject });
          write({ credit: { subscription: number, count: -count } });
        });
      },
      unsubscribe() {
        const entry = subscriptions.get(number);
        if (entry === undefined) return Promise.resolve();
        return new Promise((resolve) => {
          const before = entry.onClosed;
          entry.onClosed = () => {
            before?.();
            resolve();
          };
          if (before === undefined) write({ unsubscribe: { subscription: number } });
        });
      },
    };
  }

  return {
    address,
    closed,
    subscribe,
    report(outcome) {
      if (isClosed || ending) return Promise.reject(unknownResult(address, failure ?? lost(address, 'it was ended')));
      try {
        return outcomes.add(outcomeToWire(outcome));
      } catch (error) {
        return Promise.reject(MillraceError.from(error));
      }
    },
    get pendingOutcomes() {
      return outcomes.pending();
    },
    async end() {
      if (!ending && !isClosed) {
        ending = true;
        const late = setTimeout(() => stream.cancel(), endGraceMs);
        void outcomes.whenEmpty().then(() => stream.end());
        void closed.then(() => clearTimeout(late));
      }
      await closed;
    },
    cancel() {
      ending = true;
      stream.cancel();
    },
  };
}

function receiptOf(
  address: string,
  result: OutcomeResult | undefined,
  positions: readonly PositionToken[],
): OutcomeReceipt | MillraceError {
  if (result === undefined) return lost(address, 'a result is missing');
  if (result.code === okCode) return { deadline: result.deadlineMs === 0n ? undefined : Number(result.deadlineMs), positions };
  const code = codeOf(result.code);
  const retryable = code === 'RESOURCE_EXHAUSTED' || code === 'UNAVAILABLE' || code === 'DEADLINE_EXCEEDED';
  const details = { method: 'Work', address, reason: result.message, notWritten: code === 'RESOURCE_EXHAUSTED' };
  return new MillraceError(code, `Work ${code}: ${result.message}`, { retryable, details });
}

function lost(address: string, why: string): MillraceError {
  const reason = `Expected the job stream at ${address} to stay open, but ${why}`;
  return new MillraceError('UNAVAILABLE', reason, { retryable: true, details: { method: 'Work', address, reason } });
}

// Outcomes are safe to send again, whatever ended the stream; only a caller who ended it by himself hears that.
function unknownResult(address: string, why: MillraceError): MillraceError {
  if (why.code === 'CANCELLED') return why;
  const reason = `Expected a result for the outcome, but the job stream ended: ${why.message}`;
  const details = { method: 'Work', address, reason, maybeWritten: true };
  return new MillraceError('UNAVAILABLE', reason, { retryable: true, details, cause: why });
}
