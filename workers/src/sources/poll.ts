// Long polls, one at a time: the floor every broker offers.
import { createBackoff } from '../backoff.ts';
import { pollOnce } from './poll-once.ts';
import { closeOn, type RunSource } from './source.ts';

/** Jobs in one poll at most. */
const pollJobsMax = 1_000;
/** How long a poll may be parked while others have no credit at all, in milliseconds. */
const scarcePollMs = 1_000;
/** A wait for jobs that comes back empty in less is not a wait, in milliseconds. */
const quickMs = 500;

/** Polls for every free credit until it is stopped. */
export const runPoll: RunSource = async (context) => {
  const { stop, timing } = context;
  const tap = context.openTap();
  const forget = closeOn(stop, () => tap.close());
  const backoff = createBackoff(timing);
  context.onMode('poll', 'open');
  try {
    while (!stop.aborted) {
      const asked = await tap.ask(pollJobsMax);
      if (asked === 0) break;
      // More than one credit among several sources is a question, not a stay: parked, those credits would be missed elsewhere. Nor is a probe of a
      // cluster that was down: only its answer tells the others that it is back.
      const isQuestion = (tap.contended && asked > 1) || context.cluster.health.state === 'down';
      const waitMs = isQuestion ? -1 : tap.scarce ? Math.min(scarcePollMs, context.longPollMs) : context.longPollMs;
      const end = await pollOnce(context, tap, asked, waitMs);
      const idle = end.jobs === 0 && waitMs > 0 && end.tookMs < Math.min(quickMs, waitMs / 2);
      if (end.failed ? !end.heldBack : idle) await backoff.wait(stop);
      else backoff.reset();
    }
  } finally {
    forget();
    tap.close();
  }
  return 'stopped';
};
