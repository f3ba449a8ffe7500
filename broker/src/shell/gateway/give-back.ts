/** Jobs that were leased but did not reach their worker go back: the lease ends, the retries stay. */
import { job } from '../../core/protocol/values/job.ts';
import type { ActivatedJob, Partition } from '../partition/partition.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';

/** Yields the jobs; what cannot be yielded (its instance is gone, its lease ended) needs none. Passes a full inbox. */
export function giveBack(partition: Partition, jobs: readonly Pick<ActivatedJob, 'key'>[], metrics: GatewayMetrics): void {
  metrics.jobs.givenBack += jobs.length;
  for (const { key } of jobs)
    void partition.submit({ valueType: 'JOB', intent: 'YIELD', key, value: job.codec.initial }, { exempt: true }).catch(() => undefined);
}
