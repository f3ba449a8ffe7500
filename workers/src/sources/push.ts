// Zeebe's job stream, which knows no credits: reading is paused while there are none, and polls fetch the backlog it passes over.
import { createBackoff } from '../backoff.ts';
import type { GatewayError, PushStream } from '../gateway.ts';
import { pause } from '../timing.ts';
import { pollOnce } from './poll-once.ts';
import { closeOn, type RunSource, type SourceContext } from './source.ts';

/** Jobs in one backlog poll at most. */
const backlogJobsMax = 1_000;
/** A stream that lived so long was a good one: its end costs the least wait, in milliseconds. */
const goodLifeMs = 1_000;

/** Streams and polls until it is stopped, or until the broker says that it has no streams. */
export const runPush: RunSource = async (context) => {
  const end = new AbortController();
  const forget = closeOn(context.stop, () => end.abort());
  const backlog = runBacklog({ ...context, stop: end.signal });
  try {
    return await runStream(context, backlog);
  } finally {
    end.abort();
    forget();
    await backlog.ended;
  }
};

/** Keeps a stream open. */
async function runStream(context: SourceContext, backlog: Backlog): ReturnType<RunSource> {
  const { stop, timing, cluster } = context;
  const backoff = createBackoff(timing);
  let stream: PushStream | undefined;
  let credits = 0;

  const holdBack = (jobs: number): number => {
    const back = Math.min(jobs, credits);
    credits -= back;
    if (credits === 0) stream?.pause();
    return back;
  };
  const tap = context.openTap(holdBack);
  const forget = closeOn(stop, () => tap.close());

  /** Asks for credits while a stream is open; without one they would only be missed elsewhere. */
  const demand = async (life: { over: boolean }) => {
    // A grant may be under way at the moment the stream ends, which a withdrawal comes too late for.
    while (!life.over) {
      const jobs = await tap.ask(tap.lane.max);
      if (jobs === 0) return;
      credits += jobs;
      stream?.resume();
    }
  };
  const live = (): Promise<GatewayError | undefined> =>
    new Promise((resolve) => {
      const abort = () => {
        stream?.cancel();
        end(undefined);
      };
      const end = (error: GatewayError | undefined) => {
        stop.removeEventListener('abort', abort);
        stream = undefined;
        resolve(error);
      };
      stream = cluster.gateway.openPush(context.subscription, {
        onJob(job) {
          cluster.health.ok();
          if (credits < 1) return context.onSurplus(job);
          credits -= 1;
          if (credits === 0) stream?.pause();
          tap.arrived(1);
          context.onJob(job, tap);
        },
        onEnd: end,
      });
      if (credits === 0) stream.pause();
      stop.addEventListener('abort', abort);
      if (stop.aborted) abort();
    });

  try {
    while (!stop.aborted) {
      const openedAtMs = timing.now();
      context.onMode('push', 'open');
      const living = live();
      // What became available while no stream was open is in the backlog.
      void backlog.poll();
      const life = { over: false };
      const demanding = demand(life);
      const error = await living;
      life.over = true;
      tap.withdraw();
      await demanding;
      tap.unasked(holdBack(credits));
      if (error?.status === 'UNIMPLEMENTED') return 'unsupported';
      if (stop.aborted) break;
      context.log.info('job stream ended', {
        code: 'worker-stream-ended',
        cluster: cluster.id,
        type: context.subscription.type,
        status: error?.status ?? 'OK',
      });
      context.onMode('push', 'lost');
      if (timing.now() - openedAtMs >= goodLifeMs) backoff.reset();
      if (error) cluster.health.failed(error.status, error.message, error.isUnreached);
      // An open stream says nothing until a job comes, so a poll has to tell first that the broker is there again.
      const polled = backlog.poll();
      await backoff.wait(stop);
      await polled;
    }
    return 'stopped';
  } finally {
    forget();
    tap.close();
  }
}

/** The polls beside a stream. */
interface Backlog {
  /** Polls now; resolves when a poll has succeeded, or at the end. */
  poll(): Promise<void>;
  readonly ended: Promise<void>;
}

/** Polls at once and without waiting, then until nothing is left, then from time to time and when told to. */
function runBacklog(context: SourceContext): Backlog {
  let rest = new AbortController();
  let polled = deferred();
  return {
    poll() {
      rest.abort();
      return polled.promise;
    },
    ended: loop(),
  };

  async function loop(): Promise<void> {
    const { stop, timing } = context;
    const tap = context.openTap();
    const forget = closeOn(stop, () => {
      tap.close();
      rest.abort();
    });
    const backoff = createBackoff(timing);
    try {
      while (!stop.aborted) {
        const asked = await tap.ask(backlogJobsMax);
        if (asked === 0) break;
        rest = new AbortController();
        const before = polled;
        const end = await pollOnce(context, tap, asked, -1);
        if (end.failed) {
          if (!end.heldBack) await backoff.wait(stop);
          continue;
        }
        backoff.reset();
        polled = deferred();
        before.resolve();
        if (end.jobs === 0 && !stop.aborted) await pause(timing, context.backlogPollMs, rest.signal);
      }
    } finally {
      polled.resolve();
      forget();
      tap.close();
    }
  }
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
