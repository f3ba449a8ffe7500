// The front door of @millrace/worker/rx.
export { type FromOptions, fromPoll, fromStream, mergeClusters } from './from.ts';
export type { LeasedJob } from './leased-job.ts';
export { batchJobs, type BatchJobsOptions, groupByKey, type LeasedBatch, mergeJobs } from './operators.ts';
