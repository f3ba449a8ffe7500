/** JOB_BATCH: jobs handed to one worker in one step. */
import { flag, int, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';
import { jobFields } from './job.ts';

/** The value type. ACTIVATED lists the keys; the jobs with their variables are in the answer only, since the log can derive them. */
export const jobBatch = valueType({
  number: 14,
  intents: { ACTIVATE: 0, ACTIVATED: 1 },
  fields: {
    type: text(),
    worker: text(),
    timeout: int(-1),
    maxJobsToActivate: int(-1),
    jobKeys: list(key()),
    jobs: list(shape(jobFields)),
    truncated: flag(),
    tenantIds: list(text()),
    fetchVariables: list(text()),
  },
});
