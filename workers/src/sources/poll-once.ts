// One poll: credits in, jobs out, the gate and the cluster's health told about it.
import type { Tap } from '../credit-gate.ts';
import { messageOf } from '../errors.ts';
import { isUnreached, statusOf } from '../gateway.ts';
import type { Cancel } from '../timing.ts';
import { closeOn, type SourceContext } from './source.ts';

/** How a poll ended. */
export interface PollEnd {
  readonly jobs: number;
  /** The poll failed. */
  readonly failed: boolean;
  /** The cluster's health already holds the next poll back. */
  readonly heldBack: boolean;
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
}

/** Time beyond the wait asked for after which a poll is given up, in milliseconds. An answer that is late but within it is welcome. */
const lateMsMax = 10_000;

/**
 * A poll is cancelled so long after the worker was told to stop, in milliseconds: an answer already on its way can then be given back, where a
 * cancelled one would lock its jobs until their leases end.
 */
const cancelGraceMs = 100;

/** Polls once with `asked` credits of the tap, which it uses up or returns. Never rejects. */
export async function pollOnce(context: SourceContext, tap: Tap, asked: number, waitMs: number): Promise<PollEnd> {
  const { cluster, timing, stop } = context;
  const beganAtMs = timing.now();
  const call = new AbortController();
  let cancel: Cancel = () => {};
  const forget = closeOn(stop, () => {
    cancel = timing.after(cancelGraceMs, () => call.abort());
  });
  try {
    const deadlineMs = Math.max(0, waitMs) + lateMsMax;
    const jobs = await cluster.gateway.poll({ ...context.subscription, jobsMax: asked, waitMs }, { deadlineMs, signal: call.signal });
    cluster.health.ok();
    const taken = Math.min(asked, jobs.length);
    tap.arrived(taken);
    tap.unasked(asked - taken);
    tap.answered(asked, taken);
    context.onPoll(jobs.length, false);
    for (const [index, job] of jobs.entries()) {
      if (index < taken) context.onJob(job, tap);
      else context.onSurplus(job);
    }
    return { jobs: jobs.length, failed: false, heldBack: false, tookMs: timing.now() - beganAtMs };
  } catch (error) {
    const status = statusOf(error);
    if (stop.aborted) cluster.health.dropped();
    const heldBack = stop.aborted || cluster.health.failed(status, messageOf(error), isUnreached(error));
    tap.unasked(asked);
    if (!stop.aborted) {
      context.onPoll(0, true);
      context.log.warn('poll failed', {
        code: 'worker-poll-failed',
        type: context.subscription.type,
        cluster: cluster.id,
        status,
        error: messageOf(error),
      });
    }
    return { jobs: 0, failed: true, heldBack, tookMs: timing.now() - beganAtMs };
  } finally {
    forget();
    cancel();
  }
}
