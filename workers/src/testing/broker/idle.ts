// Says whether a broker is idle, and if not, why: told from its records and from who asks for jobs, never from time passing.
import type { InProcessBroker } from '@millrace/broker/in-process';
import type { WaitingJob, Waits } from './waits.ts';

/** What the answer depends on. */
export interface IdleParts {
  readonly engine: Pick<InProcessBroker, 'settled' | 'demands'>;
  readonly waits: Waits;
  /** Types whose workers were declared and did not ask for jobs yet. */
  readonly expected: ReadonlySet<string>;
  readonly nowMs: () => number;
}

/** Reasons named at most. */
const reasonsMax = 5;

/** Why the broker is not idle; empty when nothing moves but by time, people or messages. Jobs of the types in `ignore` may do what they like. */
export function busyReasons({ engine, waits, expected, nowMs }: IdleParts, ignore: readonly string[] = []): readonly string[] {
  const demands = engine.demands();
  const isServed = ({ type, tenantId }: WaitingJob) =>
    demands.some((demand) => demand.type === type && (demand.tenantIds.length === 0 || demand.tenantIds.includes(tenantId)));
  const isHeldByWorker = ({ type, worker }: WaitingJob) => demands.some((demand) => demand.type === type && demand.worker === worker);
  const reasons: string[] = [];
  if (!engine.settled()) reasons.push('commands are being processed');
  for (const hop of waits.hops) reasons.push(`${hop} waits for another partition`);
  for (const { what, atMs } of waits.dues()) if (atMs <= nowMs()) reasons.push(`the ${what} is due`);
  for (const type of expected) if (!ignore.includes(type)) reasons.push(`the worker of type '${type}' has not asked for jobs yet`);
  for (const job of waits.jobs.values()) {
    if (ignore.includes(job.type)) continue;
    const name = `job ${job.key} of type '${job.type}' at '${job.elementId}'`;
    if (job.state === 'waiting' && isServed(job)) reasons.push(`${name} waits for a worker that asks for such jobs`);
    if (job.state === 'held' && isHeldByWorker(job)) reasons.push(`${name} is worked on by '${job.worker}'`);
  }
  return reasons.length <= reasonsMax ? reasons : [...reasons.slice(0, reasonsMax), `and ${reasons.length - reasonsMax} more`];
}
