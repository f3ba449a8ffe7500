/** Processors of JOB: what workers and operators do to jobs, and what time does. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { completeAdHocJob, refusedStarts } from '../lifecycle/ad-hoc.ts';
import { raiseIncident } from '../lifecycle/incident.ts';
import { canTrigger, triggering } from '../lifecycle/trigger.ts';
import { setLocal } from '../lifecycle/variables.ts';
import { failure, instanceValue, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import type { JobRow, JobState } from '../state/job-row.ts';
import { throwJobError } from './job-error.ts';
import { isRefused, noticeJob, openJob } from './open-job.ts';
import { completeTaskListenerJob } from './task-listener-job.ts';

type Command = RecordOf<'JOB'>;

/** Longest error message kept, characters; more is cut. */
const ERROR_MESSAGE_MAX = 10_000;

/** What the incident of a job without retries is called. */
const noRetries = {
  BPMN_ELEMENT: 'JOB_NO_RETRIES',
  EXECUTION_LISTENER: 'EXECUTION_LISTENER_NO_RETRIES',
  TASK_LISTENER: 'TASK_LISTENER_NO_RETRIES',
  AD_HOC_SUB_PROCESS: 'AD_HOC_SUB_PROCESS_NO_RETRIES',
} as const;

/** The processors. */
export const jobCommands: Processors<'JOB'> = {
  COMPLETE: completeJob,
  FAIL: failJob,
  THROW_ERROR: throwJobError,
  TIME_OUT: timeOutJob,
  YIELD: yieldJob,
  UPDATE_RETRIES: updateRetries,
  UPDATE_TIMEOUT: updateTimeout,
  UPDATE: updateJob,
  RECUR_AFTER_BACKOFF: recurJob,
  CANCEL: cancelJobCommand,
};

const OPEN: readonly JobState[] = ['ACTIVATABLE', 'ACTIVATED'];
const ANY: readonly JobState[] = ['ACTIVATABLE', 'ACTIVATED', 'FAILED', 'ERROR_THROWN'];

function completeJob(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'complete', OPEN);
  if (isRefused(row)) return row;
  const visit = visitOf(p, row.value.elementInstanceKey);
  if (visit === undefined) return rejection('NOT_FOUND', `Expected to complete job ${command.key}, but its element instance has ended`);
  if (row.value.jobKind === 'TASK_LISTENER') return completeTaskListenerJob(p, command, row);
  const { variables, result } = command.value;
  const unknown =
    row.value.jobKind === 'AD_HOC_SUB_PROCESS'
      ? refusedStarts(
          visit.element,
          result.activateElements.map(({ elementId }) => elementId),
        )
      : undefined;
  if (unknown !== undefined) return rejection('INVALID_ARGUMENT', unknown);
  p.answer(p.emit('JOB', 'COMPLETED', command.key, { ...row.value, variables, result }));
  if (row.value.jobKind === 'EXECUTION_LISTENER') {
    completeListener(p, row, variables);
    return undefined;
  }
  if (!canTrigger(visit)) return undefined;
  if (row.value.jobKind === 'AD_HOC_SUB_PROCESS') {
    completeAdHocJob(visit, variables, result);
    return undefined;
  }
  triggering(visit, visit.element, variables);
  p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', visit.key, instanceValue(visit.instance));
  return undefined;
}

/** A start listener's variables are local to the element, an end listener's go straight to the flow scope. */
function completeListener(p: Processing, row: JobRow, variables: string): void {
  const visit = visitOf(p, row.value.elementInstanceKey);
  if (visit === undefined) return;
  const trigger = triggering(visit, visit.element, variables);
  const isLocal = row.value.jobListenerEventType === 'START' || visit.instance.flowScopeKey < 0;
  setLocal(p, visit.instance, isLocal ? visit.key : visit.instance.flowScopeKey, variables);
  const { processDefinitionKey, processInstanceKey, tenantId } = visit.instance;
  p.emit('PROCESS_EVENT', 'TRIGGERED', trigger, {
    scopeKey: visit.key,
    targetElementId: visit.element.id,
    processDefinitionKey,
    processInstanceKey,
    tenantId,
  });
  p.followWhole('PROCESS_INSTANCE', 'COMPLETE_EXECUTION_LISTENER', visit.key, instanceValue(visit.instance));
}

function failJob(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'fail', OPEN);
  if (isRefused(row)) return row;
  const { retries, errorMessage, retryBackoff, variables } = command.value;
  const message = errorMessage.length > ERROR_MESSAGE_MAX ? `${errorMessage.slice(0, ERROR_MESSAGE_MAX)}...` : errorMessage;
  const backsOff = retries > 0 && retryBackoff > 0;
  const failed = {
    ...row.value,
    retries,
    errorMessage: message,
    retryBackoff,
    variables,
    deadline: -1,
    recurringTime: backsOff ? p.nowMs + retryBackoff : -1,
  };
  p.answer(p.emit('JOB', 'FAILED', command.key, failed));
  const visit = visitOf(p, row.value.elementInstanceKey);
  if (visit === undefined) return undefined;
  setLocal(p, visit.instance, visit.key, variables);
  if (retries <= 0) {
    raiseIncident(visit, failure(noRetries[row.value.jobKind], message === '' ? 'No more retries left.' : message), command.key);
  } else if (!backsOff) noticeJob(p, row);
  return undefined;
}

function timeOutJob(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'time out', ['ACTIVATED']);
  if (isRefused(row)) return row;
  if (row.value.deadline > p.nowMs)
    return rejection('INVALID_STATE', `Expected to time out job ${command.key}, but its deadline was moved to ${row.value.deadline}`);
  p.emit('JOB', 'TIMED_OUT', command.key, row.value);
  noticeJob(p, row);
  return undefined;
}

function yieldJob(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'yield', ['ACTIVATED']);
  if (isRefused(row)) return row;
  p.answer(p.emit('JOB', 'YIELDED', command.key, { ...row.value, deadline: -1 }));
  noticeJob(p, row);
  return undefined;
}

function updateRetries(p: Processing, command: Command): Rejection | undefined {
  const { retries } = command.value;
  const name = wireKey(p.config.partition, command.key);
  if (retries < 1)
    return rejection(
      'INVALID_ARGUMENT',
      `Expected to update retries for job with key '${name}' with a positive amount of retries, but the amount given was '${retries}'`,
    );
  const row = openJob(p, command.key, 'update retries for', ANY);
  if (isRefused(row)) return row;
  p.answer(p.emit('JOB', 'RETRIES_UPDATED', command.key, { ...row.value, retries }));
  return undefined;
}

function updateTimeout(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'update the timeout of', ANY);
  if (isRefused(row)) return row;
  const name = wireKey(p.config.partition, command.key);
  if (row.state !== 'ACTIVATED')
    return rejection('INVALID_STATE', `Expected to update the timeout of job with key '${name}', but it is not active`);
  const { timeout } = command.value;
  p.answer(p.emit('JOB', 'TIMEOUT_UPDATED', command.key, { ...row.value, timeout, deadline: Math.max(0, p.nowMs + timeout) }));
  return undefined;
}

/** Changes what is listed in `changedAttributes`: retries, timeout, or both. */
function updateJob(p: Processing, command: Command): Rejection | undefined {
  const { changedAttributes } = command.value;
  if (changedAttributes.includes('retries')) {
    const refused = updateRetries(p, command);
    if (refused !== undefined) return refused;
  }
  return changedAttributes.includes('timeout') ? updateTimeout(p, command) : undefined;
}

function recurJob(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'offer again', ['FAILED']);
  if (isRefused(row)) return row;
  if (row.value.recurringTime < 0 || row.value.recurringTime > p.nowMs)
    return rejection('INVALID_STATE', `Expected to offer job ${command.key} again, but its backoff has not ended`);
  p.emit('JOB', 'RECURRED_AFTER_BACKOFF', command.key, { ...row.value, recurringTime: -1 });
  noticeJob(p, row);
  return undefined;
}

function cancelJobCommand(p: Processing, command: Command): Rejection | undefined {
  const row = openJob(p, command.key, 'cancel', ANY);
  if (isRefused(row)) return row;
  p.answer(p.emit('JOB', 'CANCELED', command.key, row.value));
  return undefined;
}
