// The best source the broker offers, found out at run time: our job stream, else Zeebe's stream beside polls, else polls alone. Never settled for good.
import { runJobStream } from './job-stream.ts';
import { runPoll } from './poll.ts';
import { runPush } from './push.ts';
import { closeOn, type RunSource, type SourceContext } from './source.ts';

/** Least time between two tries for the job stream at a broker that did not offer it, in milliseconds: each costs it one call. */
const againMsMin = 30_000;

/** Tries the sources in turn until one is offered; a broker that went away and came back is asked for its job stream anew, for it may be a newer one. */
export const runAuto: RunSource = async (context) => {
  const { stop } = context;
  const returns = watchReturns(context);
  while ((await runJobStream(context)) === 'unsupported') {
    const rest = new AbortController();
    const forget = closeOn(stop, () => rest.abort());
    const fallback = runFallback({ ...context, stop: rest.signal });
    try {
      await Promise.race([fallback, streamReturns(context, returns, () => rest.abort())]);
    } finally {
      rest.abort();
      forget();
    }
    await fallback;
    if (stop.aborted) break;
  }
  return 'stopped';
};

const runFallback: RunSource = async (context) => ((await runPush(context)) === 'stopped' ? 'stopped' : runPoll(context));

/** Resolves when the job stream has been open, or at the stop. The fallback works on until `onOpen`. */
async function streamReturns(context: SourceContext, returns: Returns, onOpen: () => void): Promise<void> {
  const { stop, cluster } = context;
  let wasOpen = false;
  while (!stop.aborted && !wasOpen) {
    await returns.next();
    if (stop.aborted) return;
    cluster.channel.reconsider();
    await runJobStream({
      ...context,
      onMode(mode, state) {
        // Until it is open the fallback's mode is the truth.
        if (state === 'open' && !wasOpen) {
          wasOpen = true;
          onOpen();
        }
        if (wasOpen) context.onMode(mode, state);
      },
    });
  }
}

/** The returns of a cluster. */
interface Returns {
  /** Resolves at the next return that is not too soon after the one before, and at the stop. */
  next(): Promise<void>;
}

function watchReturns({ cluster, stop, timing }: SourceContext): Returns {
  let lastMs = timing.now();
  let wasDown = false;
  let wake: (() => void) | undefined;
  const tell = () => {
    wake?.();
    wake = undefined;
  };
  stop.addEventListener('abort', tell, { once: true });
  cluster.health.onChange(() => {
    const isBack = wasDown && cluster.health.state === 'up';
    wasDown = cluster.health.state === 'down';
    if (!isBack || timing.now() - lastMs < againMsMin) return;
    lastMs = timing.now();
    tell();
  });
  return {
    next: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (stop.aborted) tell();
      }),
  };
}
