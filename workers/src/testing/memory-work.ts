// Our job stream as the gateway in memory serves it: credits in, jobs out.
import { type Answer, GatewayError, type RawJob, type Status, type WorkStream } from '../gateway.ts';
import { pause, type Timing } from '../timing.ts';

/** Somebody who takes jobs of a type as they become available. */
export interface Taker {
  readonly type: string;
  readonly leaseMs: number;
  /** Jobs it takes now. */
  room(): number;
  give(job: RawJob): void;
}

/** What a stream needs of its gateway. */
export interface MemoryWorkContext {
  readonly timing: Timing;
  /** Ends the stream with this status. */
  readonly refusal: Status | undefined;
  readonly creditsMax: number;
  /** Time from here to the worker, in milliseconds. */
  readonly wayMs: number;
  readonly takers: Set<Taker>;
  readonly streams: Set<(error?: GatewayError) => void>;
  readonly credits: Map<Taker, number>;
  deliver(): void;
  onEnd(): void;
  answer(jobKey: RawJob['key'], answer: Answer, ended: Promise<unknown>): Promise<void>;
  extend(jobKey: RawJob['key'], leaseMs: number): Promise<void>;
}

/** Opens a stream. */
export function openMemoryWork(context: MemoryWorkContext): WorkStream {
  const { timing, takers, streams, credits, creditsMax, refusal, wayMs } = context;
  const onWay = (arrive: () => void) => void (wayMs > 0 ? timing.after(wayMs, arrive) : timing.soon(arrive));
  const own = new Set<Taker>();
  let end: (error?: GatewayError) => void = () => {};
  const closed = new Promise<GatewayError | undefined>((resolve) => {
    end = (error) => {
      for (const taker of own) {
        takers.delete(taker);
        credits.delete(taker);
      }
      streams.delete(end);
      context.onEnd();
      resolve(error);
    };
  });
  streams.add(end);
  if (refusal) timing.soon(() => end(new GatewayError(refusal, 'no job stream')));
  const creditsOf = (taker: Taker) => credits.get(taker) ?? 0;

  return {
    closed,
    async subscribe(subscription, onJobs) {
      if (refusal) {
        await closed;
        throw new GatewayError('UNAVAILABLE', 'the stream ended');
      }
      let batch: RawJob[] = [];
      const taker: Taker = {
        type: subscription.type,
        leaseMs: subscription.leaseMs,
        room: () => creditsOf(taker),
        give(job) {
          credits.set(taker, creditsOf(taker) - 1);
          batch.push(job);
          if (batch.length > 1) return;
          onWay(() => {
            const jobs = batch;
            batch = [];
            onJobs(jobs);
          });
        },
      };
      own.add(taker);
      takers.add(taker);
      credits.set(taker, 0);
      return {
        creditsMax,
        addCredits(jobs) {
          credits.set(taker, Math.min(creditsMax, creditsOf(taker) + jobs));
          context.deliver();
        },
        async takeCredits(jobs) {
          const back = Math.min(jobs, creditsOf(taker));
          credits.set(taker, creditsOf(taker) - back);
          return back;
        },
        async unsubscribe() {
          takers.delete(taker);
          credits.delete(taker);
          // Behind the jobs that are on their way.
          if (wayMs > 0) await pause(timing, wayMs);
        },
      };
    },
    answer: (jobKey, answer) => context.answer(jobKey, answer, closed),
    extendLease: context.extend,
    async end() {
      end(undefined);
    },
    cancel: () => end(undefined),
  };
}
