/** One open job as the projection keeps it. */
import type { Value } from '../../protocol/value-types.ts';

/** Where a job stands; completed and cancelled ones are gone. */
export type JobState = 'ACTIVATABLE' | 'ACTIVATED' | 'FAILED' | 'ERROR_THROWN';

/** One open job. */
export interface JobRow {
  readonly state: JobState;
  readonly value: Value<'JOB'>;
}
