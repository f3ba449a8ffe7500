// Tells a recorder of each job's beginning and end, for Prometheus or any other library; it names no library.
import { type Interceptor, placed } from '../interceptor.ts';
import type { Outcome } from '../outcome.ts';
import { realTiming, type Timing } from '../timing.ts';

/** Where the figures go. */
export interface JobRecorder {
  /** A handler began. */
  started(type: string, cluster: string): void;
  /** A handler ended so after so many milliseconds. */
  ended(type: string, cluster: string, outcome: Outcome['kind'], durationMs: number): void;
}

/** Metrics of handlers. What the recorder throws is the job's failure: recorders should not throw. */
export function jobMetrics(recorder: JobRecorder, timing: Timing = realTiming): Interceptor {
  return placed('metrics', async (job, ctx, next) => {
    const beganAtMs = timing.now();
    recorder.started(job.type, ctx.cluster);
    const answer = await next(ctx);
    recorder.ended(job.type, ctx.cluster, answer.kind, timing.now() - beganAtMs);
    return answer;
  });
}
