/** What a completed listener or ad-hoc job decided, from the wire to the record. */
import { status } from '@grpc/grpc-js';
import type { JobResult } from '@millrace/proto/gateway';
import type { Value } from '../../core/protocol/value-types.ts';
import { job } from '../../core/protocol/values/job.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';
import { documentOf } from './request-fields.ts';

type ResultValue = Value<'JOB'>['result'];

/** The result as the record keeps it; INVALID_ARGUMENT for an element's document that is none, or a denial that also corrects. */
export function jobResult(result: JobResult): ResultValue | Refusal {
  const activateElements: ResultValue['activateElements'][number][] = [];
  for (const element of result.activateElements) {
    const variables = documentOf(element.variables);
    if (isRefusal(variables)) return variables;
    activateElements.push({ elementId: element.elementId, variables });
  }
  const { corrections, correctedAttributes } = correctionsOf(result);
  if (result.denied === true && correctedAttributes.length > 0)
    return refuse(status.INVALID_ARGUMENT, 'Expected to complete a task listener job with corrections, but the job result is denied');
  return {
    type: result.type ?? '',
    denied: result.denied ?? false,
    deniedReason: result.deniedReason ?? '',
    corrections,
    correctedAttributes,
    activateElements,
    isCompletionConditionFulfilled: result.isCompletionConditionFulfilled ?? false,
    isCancelRemainingInstances: result.isCancelRemainingInstances ?? false,
  };
}

/** Absent corrections keep what is there, empty ones clear it: the list of names tells them apart. */
export function correctionsOf(result: Pick<JobResult, 'corrections'>): Pick<ResultValue, 'corrections' | 'correctedAttributes'> {
  const given = result.corrections;
  const initial = job.codec.initial.result.corrections;
  if (given === undefined) return { corrections: initial, correctedAttributes: [] };
  const correctedAttributes: string[] = [];
  const take = <T>(name: string, value: T | undefined, absent: T): T => {
    if (value === undefined) return absent;
    correctedAttributes.push(name);
    return value;
  };
  const corrections = {
    assignee: take('assignee', given.assignee, initial.assignee),
    dueDate: take('dueDate', given.dueDate, initial.dueDate),
    followUpDate: take('followUpDate', given.followUpDate, initial.followUpDate),
    candidateGroups: take('candidateGroupsList', given.candidateGroups?.values, initial.candidateGroups as string[]),
    candidateUsers: take('candidateUsersList', given.candidateUsers?.values, initial.candidateUsers as string[]),
    priority: take('priority', given.priority, initial.priority),
  };
  return { corrections, correctedAttributes };
}
