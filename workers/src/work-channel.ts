// Our job stream to one cluster, kept open: reopened with backoff, its subscriptions renewed, answers sent over it while it is there.
import { createAnswerLimits } from './answer-limits.ts';
import { createBackoff } from './backoff.ts';
import type { ClusterHealth } from './cluster-health.ts';
import { messageOf } from './errors.ts';
import {
  type Answer,
  type CallLimits,
  GatewayError,
  type JobGateway,
  type RawJob,
  type Status,
  type Subscription,
  type WorkStream,
  type WorkStreamSubscription,
} from './gateway.ts';
import { type Timing, within } from './timing.ts';

/** What a subscription tells its source. */
export interface WorkListener {
  /** The broker takes credits, at most so many at a time; none are with it yet. */
  onReady(creditsMax: number): void;
  onJobs(jobs: readonly RawJob[]): void;
  onCreditsReturned(jobs: number): void;
  /** The stream is gone, and all credits with it; `onReady` follows when it is back. */
  onLost(): void;
  /** The subscription was refused. */
  onRefused(error: GatewayError): void;
  /** The broker does not offer the stream. */
  onUnsupported(): void;
}

/** A subscription of the channel. */
export interface ChannelSubscription {
  addCredits(jobs: number): void;
  /** Asks for unused credits back; `onCreditsReturned` tells how many there were. */
  takeCreditsBack(jobs: number): void;
  /** Subscribes again after a refusal. */
  retry(): void;
  /** Takes no more jobs; resolves when none can come any more: the broker has said so, or the stream is gone. */
  close(): Promise<void>;
}

/** State of a channel. */
export type WorkChannelState = 'idle' | 'opening' | 'open' | 'leaving' | 'waiting' | 'unsupported' | 'closed';

/** The job stream of one cluster. */
export interface WorkChannel {
  readonly state: WorkChannelState;
  subscribe(request: Subscription, listener: WorkListener): ChannelSubscription;
  /** Answers a job over the open stream; rejects with UNAVAILABLE when there is none, or it breaks before the result. */
  answer(jobKey: RawJob['key'], answer: Answer, limits: CallLimits): Promise<void>;
  extendLease(jobKey: RawJob['key'], leaseMs: number, limits: CallLimits): Promise<void>;
  onRevoked(listener: (jobKeys: readonly string[], reason: string) => void): void;
  /** A broker that did not offer the stream may offer it now: the next subscription asks anew. */
  reconsider(): void;
  /** Ends the stream after the last result, or a second later. */
  close(): void;
}

interface SubscriptionState {
  readonly request: Subscription;
  readonly listener: WorkListener;
  live: WorkStreamSubscription | undefined;
  closed: boolean;
}

/** Longest wait for a new stream to answer anything, in milliseconds. */
const firstAnswerMsMax = 5_000;
/** Streams that never answered, after which the broker counts as one without job streams. */
const silencesMax = 2;
/** Longest wait for the broker to end the stream after our half-close, in milliseconds. */
const endMsMax = 1_000;
/** A stream that lived so long was a good one: backoff begins anew, in milliseconds. */
const goodLifeMs = 1_000;
/** Statuses by which gateways and proxies say that they have no such service. */
const unsupportedStatuses: ReadonlySet<Status> = new Set(['UNIMPLEMENTED', 'PERMISSION_DENIED', 'NOT_FOUND']);

const noStream = () => new GatewayError('UNAVAILABLE', 'Expected an open job stream, but there is none');
const asGatewayError = (error: unknown) =>
  error instanceof GatewayError ? error : new GatewayError('UNKNOWN', messageOf(error), { cause: error });

/** Opens the channel; it connects with its first subscription. */
export function openWorkChannel(gateway: JobGateway, health: ClusterHealth, timing: Timing): WorkChannel {
  const closing = new AbortController();
  const subscriptions = new Set<SubscriptionState>();
  const revokedListeners: ((jobKeys: readonly string[], reason: string) => void)[] = [];
  const backoff = createBackoff(timing);
  const limits = createAnswerLimits(timing);
  let state: WorkChannelState = 'idle';
  let stream: WorkStream | undefined;
  let silences = 0;
  let everAlive = false;

  /** The broker has answered on the stream. */
  const alive = (of: WorkStream) => {
    if (stream !== of) return;
    silences = 0;
    health.ok();
    everAlive = true;
    if (state === 'opening') state = 'open';
  };

  const subscribe = async (subscription: SubscriptionState) => {
    const on = stream;
    if (!on || subscription.closed || state === 'leaving') return;
    try {
      const live = await on.subscribe(subscription.request, (jobs) => subscription.listener.onJobs(jobs));
      alive(on);
      if (stream !== on) return;
      if (subscription.closed) return await live.unsubscribe();
      subscription.live = live;
      subscription.listener.onReady(live.creditsMax);
    } catch (error) {
      if (stream !== on || subscription.closed) return;
      const refusal = asGatewayError(error);
      // The end of the stream tells itself; what is left is a refusal of this one subscription.
      if (unsupportedStatuses.has(refusal.status) || refusal.status === 'UNAVAILABLE' || refusal.status === 'CANCELLED') return;
      alive(on);
      subscription.listener.onRefused(refusal);
    }
  };
  const takeBack = async (subscription: SubscriptionState, jobs: number) => {
    const { live } = subscription;
    if (!live) return;
    try {
      const back = await live.takeCredits(jobs);
      if (subscription.live === live) subscription.listener.onCreditsReturned(back);
    } catch {
      // The stream ended: `onLost` takes back all credits.
    }
  };
  const leave = () => {
    if (!stream || state === 'leaving') return;
    state = 'leaving';
    const leaving = stream;
    void within(timing, endMsMax, leaving.end()).then((ended) => {
      if (!ended) leaving.cancel();
    });
  };
  const lose = () => {
    stream = undefined;
    for (const subscription of subscriptions) {
      if (!subscription.live) continue;
      subscription.live = undefined;
      subscription.listener.onLost();
    }
  };

  /** One life of the stream; answers how it ended. */
  const live = async (): Promise<GatewayError | undefined> => {
    state = 'opening';
    try {
      const opened = await gateway.openWork?.({
        onRevoked: (keys, reason) => {
          for (const listener of revokedListeners) listener(keys, reason);
        },
        onDrain: leave,
      });
      if (!opened) return new GatewayError('UNIMPLEMENTED', 'Expected a transport with job streams, but this one has none');
      stream = opened;
      if (closing.signal.aborted) leave();
      const silence = timing.after(firstAnswerMsMax, () => {
        if (state !== 'opening') return;
        silences += 1;
        opened.cancel();
      });
      for (const subscription of subscriptions) void subscribe(subscription);
      const error = await opened.closed;
      silence();
      return error;
    } catch (error) {
      return asGatewayError(error);
    } finally {
      lose();
    }
  };

  /** A stream that once worked is given up only when the broker says that it has none (any more). */
  const isUnsupported = ({ status }: GatewayError): boolean =>
    status === 'UNIMPLEMENTED' || (!everAlive && (unsupportedStatuses.has(status) || silences >= silencesMax));

  const run = async () => {
    while (!closing.signal.aborted && subscriptions.size > 0) {
      state = 'waiting';
      if (!(await health.pass(closing.signal))) break;
      const openedAtMs = timing.now();
      const error = await live();
      state = 'waiting';
      if (error && isUnsupported(error)) {
        health.dropped();
        state = 'unsupported';
        for (const { listener } of [...subscriptions]) listener.onUnsupported();
        return;
      }
      if (timing.now() - openedAtMs >= goodLifeMs) backoff.reset();
      if (error) health.failed(error.status, error.message, error.isUnreached);
      else health.dropped();
      // Beside the health's own wait: a stream that opens well and ends at once would make a hot loop of it.
      if (!error?.isUnreached) await backoff.wait(closing.signal);
    }
    state = closing.signal.aborted ? 'closed' : 'idle';
  };

  return {
    get state() {
      return state;
    },
    subscribe(request, listener) {
      const subscription: SubscriptionState = { request, listener, live: undefined, closed: false };
      subscriptions.add(subscription);
      if (!gateway.openWork) state = 'unsupported';
      if (state === 'unsupported') timing.soon(listener.onUnsupported);
      else if (state === 'idle') void run();
      else void subscribe(subscription);
      return {
        addCredits(jobs) {
          if (jobs > 0) subscription.live?.addCredits(jobs);
        },
        takeCreditsBack: (jobs) => void takeBack(subscription, jobs),
        retry: () => void subscribe(subscription),
        async close() {
          subscription.closed = true;
          subscriptions.delete(subscription);
          const { live: open } = subscription;
          subscription.live = undefined;
          // An unsubscription that fails does so because the stream is gone.
          await open?.unsubscribe().catch(() => {});
        },
      };
    },
    answer: (jobKey, answer, until) =>
      stream && state === 'open' ? limits.bounded(stream.answer(jobKey, answer), until) : Promise.reject(noStream()),
    extendLease: (jobKey, leaseMs, until) =>
      stream && state === 'open' ? limits.bounded(stream.extendLease(jobKey, leaseMs), until) : Promise.reject(noStream()),
    onRevoked: (listener) => void revokedListeners.push(listener),
    reconsider() {
      if (state !== 'unsupported' || !gateway.openWork) return;
      state = 'idle';
      silences = 0;
      everAlive = false;
    },
    close() {
      closing.abort();
      limits.close();
      leave();
      if (state === 'idle') state = 'closed';
    },
  };
}
