// Our own job stream as a source: credits go to the broker, which sends the backlog first and never more than was asked for.
import { createBackoff } from '../backoff.ts';
import { closeOn, type RunSource } from './source.ts';

/** Subscribes on the cluster's channel until it is stopped, or until the broker says that it has no such stream. */
export const runJobStream: RunSource = async (context) => {
  const { stop, cluster, timing } = context;
  const backoff = createBackoff(timing);
  /** Credits the broker keeps at most; 0 while the stream is not open. */
  let creditsMax = 0;
  let credits = 0;
  let returning = 0;
  let closed = false;
  let refill = () => {};
  let end: (how: 'stopped' | 'unsupported') => void = () => {};
  const ended = new Promise<'stopped' | 'unsupported'>((resolve) => {
    end = resolve;
  });

  const tap = context.openTap((jobs) => {
    const back = Math.min(jobs, credits - returning);
    if (back < 1) return 0;
    returning += back;
    subscription.takeCreditsBack(back);
    return 0;
  });
  const drop = (jobs: number) => {
    const back = Math.min(jobs, credits);
    credits -= back;
    returning = Math.min(returning, credits);
    tap.unasked(back);
    refill();
  };
  const subscription = cluster.channel.subscribe(context.subscription, {
    onReady(limit) {
      creditsMax = Math.max(1, limit);
      backoff.reset();
      context.onMode('job-stream', 'open');
      refill();
    },
    onJobs(jobs) {
      const taken = Math.min(jobs.length, credits);
      credits -= taken;
      returning = Math.min(returning, credits);
      tap.arrived(taken);
      for (const [index, job] of jobs.entries()) {
        if (index < taken) context.onJob(job, tap);
        else context.onSurplus(job);
      }
      refill();
    },
    onCreditsReturned(jobs) {
      returning = 0;
      drop(jobs);
    },
    onLost() {
      creditsMax = 0;
      context.onMode('job-stream', 'lost');
      drop(credits);
    },
    onRefused(error) {
      context.log.warn('subscription refused', {
        code: 'worker-subscription-refused',
        cluster: cluster.id,
        type: context.subscription.type,
        status: error.status,
        error: error.message,
      });
      context.onMode('job-stream', 'refused');
      void backoff.wait(stop).then(() => {
        if (!closed) subscription.retry();
      });
    },
    onUnsupported: () => end('unsupported'),
  });
  const close = () => {
    closed = true;
    tap.close();
    const over = subscription.close();
    refill();
    return over;
  };
  // Jobs may be on their way: until the broker has said that no more will come, they come against credits and are given back like all others.
  const forget = closeOn(stop, () => void close().then(() => end('stopped')));
  const demand = async () => {
    while (!closed) {
      const room = creditsMax - credits;
      if (room < 1) {
        await new Promise<void>((resolve) => {
          refill = resolve;
        });
        continue;
      }
      const jobs = await tap.ask(room);
      if (jobs === 0) break;
      credits += jobs;
      // The stream may have ended while the credits were waited for.
      if (creditsMax > 0) subscription.addCredits(jobs);
      else drop(jobs);
    }
  };

  context.onMode('job-stream', 'opening');
  const demanding = demand();
  try {
    return await ended;
  } finally {
    forget();
    await close();
    await demanding;
    drop(credits);
  }
};
