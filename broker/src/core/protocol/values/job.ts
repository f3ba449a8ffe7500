/** JOB: a unit of work for a worker, from its creation to its outcome. */
import { definitionKey, documentText, flag, int, key, list, map, shape, text, word } from '../field.ts';
import { valueType } from '../value-type.ts';

/** Why a job exists. */
export const JOB_KINDS = ['BPMN_ELEMENT', 'EXECUTION_LISTENER', 'TASK_LISTENER', 'AD_HOC_SUB_PROCESS'] as const;
/** The listener event a listener job stands for; UNSPECIFIED for plain jobs. */
export const LISTENER_EVENT_TYPES = [
  'ASSIGNING',
  'CANCELING',
  'COMPLETING',
  'CREATING',
  'END',
  'START',
  'UNSPECIFIED',
  'UPDATING',
] as const;

/** What a completed listener or ad-hoc job asks for besides its variables. Absent corrections are simply not listed in `correctedAttributes`. */
const jobResult = shape({
  type: text(),
  denied: flag(),
  deniedReason: text(),
  correctedAttributes: list(text()),
  corrections: shape({
    assignee: text(),
    dueDate: text(),
    followUpDate: text(),
    candidateGroups: list(text()),
    candidateUsers: list(text()),
    priority: int(-1),
  }),
  activateElements: list(shape({ elementId: text(), variables: documentText() })),
  isCompletionConditionFulfilled: flag(),
  isCancelRemainingInstances: flag(),
});

/** The fields of a job, also used inside JOB_BATCH. */
export const jobFields = {
  type: text(),
  worker: text(),
  deadline: int(-1),
  timeout: int(-1),
  retries: int(-1),
  retryBackoff: int(0),
  recurringTime: int(-1),
  errorCode: text(),
  errorMessage: text(),
  customHeaders: map(text()),
  variables: documentText(),
  bpmnProcessId: text(),
  processDefinitionVersion: int(-1),
  processDefinitionKey: definitionKey(),
  processInstanceKey: key(),
  elementId: text(),
  elementInstanceKey: key(),
  tenantId: text('<default>'),
  jobKind: word(JOB_KINDS, 'BPMN_ELEMENT'),
  jobListenerEventType: word(LISTENER_EVENT_TYPES, 'UNSPECIFIED'),
  changedAttributes: list(text()),
  priority: int(0),
  tags: list(text()),
  result: jobResult,
};

/** The value type. */
export const job = valueType({
  number: 0,
  intents: {
    CREATED: 0,
    COMPLETE: 1,
    COMPLETED: 2,
    TIME_OUT: 3,
    TIMED_OUT: 4,
    FAIL: 5,
    FAILED: 6,
    UPDATE_RETRIES: 7,
    RETRIES_UPDATED: 8,
    CANCEL: 9,
    CANCELED: 10,
    THROW_ERROR: 11,
    ERROR_THROWN: 12,
    RECUR_AFTER_BACKOFF: 13,
    RECURRED_AFTER_BACKOFF: 14,
    YIELD: 15,
    YIELDED: 16,
    UPDATE_TIMEOUT: 17,
    TIMEOUT_UPDATED: 18,
    MIGRATED: 19,
    UPDATE: 20,
    UPDATED: 21,
  },
  fields: jobFields,
});
