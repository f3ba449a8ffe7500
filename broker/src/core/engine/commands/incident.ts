/** Processor of INCIDENT RESOLVE: the job is offered again, or the step that failed is repeated. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { instanceValue, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import { noticeJob } from './open-job.ts';

/** The processors. */
export const incidentCommands: Processors<'INCIDENT'> = { RESOLVE: resolveIncident };

function resolveIncident(p: Processing, command: RecordOf<'INCIDENT'>): Rejection | undefined {
  const row = p.state.incidents.get(command.key);
  const name = wireKey(p.config.partition, command.key);
  if (row === undefined) return rejection('NOT_FOUND', `Expected to resolve incident with key '${name}', but no such incident was found`);
  const job = p.state.jobs.get(row.value.jobKey);
  if (job?.state === 'FAILED' && job.value.retries <= 0) {
    const jobName = wireKey(p.config.partition, row.value.jobKey);
    return rejection(
      'NOT_FOUND',
      `Expected to resolve incident with key '${name}', but job with key '${jobName}' has no retries left. Please update the job retries first and try again.`,
    );
  }
  p.answer(p.emit('INCIDENT', 'RESOLVED', command.key, row.value));
  if (job !== undefined) noticeJob(p, job);
  else repeatStep(p, row.value.elementInstanceKey);
  return undefined;
}

/** Repeats the step at which the element stopped; a second failure is a new incident. */
function repeatStep(p: Processing, elementInstanceKey: number): void {
  const visit = visitOf(p, elementInstanceKey);
  if (visit === undefined) return;
  const task = p.state.userTasks.get(visit.instance.userTaskKey);
  if (task?.draft !== undefined && visit.instance.state !== 'COMPLETING')
    p.follow('USER_TASK', 'COMPLETE_TASK_LISTENER', task.value.userTaskKey, task.draft);
  else if (visit.instance.state === 'ACTIVATING')
    p.followWhole('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', visit.key, instanceValue(visit.instance));
  else if (visit.instance.state === 'COMPLETING')
    p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', visit.key, instanceValue(visit.instance));
  else if (visit.instance.state === 'ACTIVATED')
    p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', visit.key, instanceValue(visit.instance));
}
