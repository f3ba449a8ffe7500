// Outcomes of jobs as the job stream carries them. Holds no state.
import type { Outcome } from '@millrace/proto/v1/job_stream';
import { parseDuration } from './duration.ts';
import { resultToWire } from './job-commands.ts';
import type { JobOutcome } from './job-stream-types.ts';
import { keyToWire } from './keys.ts';
import { encodeVariables } from './variables.ts';

/** The outcome as the wire has it. Throws MillraceError INVALID_ARGUMENT for a bad key, duration or variables. */
export function outcomeToWire(outcome: JobOutcome): Outcome {
  const jobKey = keyToWire(outcome.jobKey);
  switch (outcome.kind) {
    case 'complete': {
      const result = outcome.result === undefined ? undefined : resultToWire(outcome.result);
      return { jobKey, complete: { variables: encodeVariables(outcome.variables), result } };
    }
    case 'fail': {
      const backoffMs = BigInt(parseDuration(outcome.backoff ?? 0));
      return {
        jobKey,
        fail: { retries: outcome.retries, backoffMs, message: outcome.message ?? '', variables: encodeVariables(outcome.variables) },
      };
    }
    case 'error':
      return { jobKey, throwError: { code: outcome.code, message: outcome.message ?? '', variables: encodeVariables(outcome.variables) } };
    case 'giveBack':
      return { jobKey, giveBack: {} };
    case 'extend':
      return { jobKey, extendLease: { leaseMs: BigInt(parseDuration(outcome.lease)) } };
  }
}
