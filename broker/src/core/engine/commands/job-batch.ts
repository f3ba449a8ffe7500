/** Processor of JOB_BATCH: hands the first waiting jobs of a type to a worker. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { documentEntries, documentOf } from '../../protocol/document.ts';
import { raiseIncident } from '../lifecycle/incident.ts';
import { visibleVariables } from '../lifecycle/variables.ts';
import { failure, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'JOB_BATCH'>;
type Job = Value<'JOB'>;

/** Room in a message for all that is not variables of jobs, bytes; per job, too. */
const RESERVE_BYTES = 8 * 1024;
const JOB_OVERHEAD_BYTES = 512;

/** The processors. */
export const jobBatchCommands: Processors<'JOB_BATCH'> = { ACTIVATE: activateJobs };

function activateJobs(p: Processing, command: Command): Rejection | undefined {
  const { type, timeout, maxJobsToActivate } = command.value;
  if (type.trim() === '') return rejection('INVALID_ARGUMENT', 'Expected to activate job batch with type to be present, but it was blank');
  if (timeout < 1)
    return rejection('INVALID_ARGUMENT', `Expected to activate job batch with timeout to be greater than zero, but it was '${timeout}'`);
  if (maxJobsToActivate < 1) {
    return rejection(
      'INVALID_ARGUMENT',
      `Expected to activate job batch with max jobs to activate to be greater than zero, but it was '${maxJobsToActivate}'`,
    );
  }
  const collected = collect(p, command);
  const { truncated, jobs, jobKeys } = collected;
  const event = p.emit('JOB_BATCH', 'ACTIVATED', p.nextKey(), { ...command.value, jobKeys, truncated });
  // The log needs only the keys; the worker gets the jobs with their variables.
  p.answer({ ...event, value: { ...event.value, jobs } });
  return undefined;
}

interface Collected {
  readonly jobs: Job[];
  readonly jobKeys: number[];
  truncated: boolean;
}

function collect(p: Processing, command: Command): Collected {
  const { type, worker, timeout, maxJobsToActivate, fetchVariables } = command.value;
  const collected: Collected = { jobs: [], jobKeys: [], truncated: false };
  let room = p.config.messageBytesMax - RESERVE_BYTES;
  for (const tenantId of command.value.tenantIds.length === 0 ? ['<default>'] : command.value.tenantIds) {
    const left = maxJobsToActivate - collected.jobs.length;
    for (const key of p.state.jobs.queue.first(tenantId, type, left)) {
      const row = p.state.jobs.get(key);
      if (row === undefined) continue;
      const variables = variablesOf(p, row.value, fetchVariables);
      const size = Math.ceil(variables.length * 1.02) + JOB_OVERHEAD_BYTES;
      if (size > room) {
        if (collected.jobs.length === 0 && size > p.config.messageBytesMax - RESERVE_BYTES) tooLarge(p, key, row.value, size);
        collected.truncated = true;
        return collected;
      }
      room -= size;
      collected.jobKeys.push(key);
      collected.jobs.push({ ...row.value, worker, timeout, deadline: p.nowMs + timeout, variables });
    }
  }
  return collected;
}

function variablesOf(p: Processing, job: Job, fetchVariables: readonly string[]): string {
  const visible = visibleVariables(p, job.elementInstanceKey);
  // A listener of a completion sees what the task is completed with, before anybody else does.
  const task =
    job.jobKind === 'TASK_LISTENER' ? p.state.userTasks.get(p.state.elements.get(job.elementInstanceKey)?.userTaskKey ?? -1) : undefined;
  for (const [name, value] of documentEntries(task?.draft?.variables ?? '{}')) visible.set(name, value);
  if (fetchVariables.length === 0) return documentOf(visible);
  return documentOf([...visible].filter(([name]) => fetchVariables.includes(name)));
}

/** A job that fits into no message is taken out of the queue by an incident, so that those behind it are served. */
function tooLarge(p: Processing, key: number, job: Job, bytes: number): void {
  const visit = visitOf(p, job.elementInstanceKey);
  if (visit === undefined) return;
  p.emit('JOB', 'FAILED', key, { ...job, retries: 0 });
  raiseIncident(
    visit,
    failure(
      'MESSAGE_SIZE_EXCEEDED',
      `Expected a job of at most ${p.config.messageBytesMax} bytes, but its variables need ${bytes}. Fetch fewer variables or make them smaller.`,
    ),
    key,
  );
}
