/** INCIDENT: a step that cannot go on without a person. */
import { definitionKey, key, text, word } from '../field.ts';
import { valueType } from '../value-type.ts';

/** What went wrong. */
export const ERROR_TYPES = [
  'UNKNOWN',
  'IO_MAPPING_ERROR',
  'JOB_NO_RETRIES',
  'EXECUTION_LISTENER_NO_RETRIES',
  'CONDITION_ERROR',
  'EXTRACT_VALUE_ERROR',
  'CALLED_ELEMENT_ERROR',
  'UNHANDLED_ERROR_EVENT',
  'MESSAGE_SIZE_EXCEEDED',
  'CALLED_DECISION_ERROR',
  'DECISION_EVALUATION_ERROR',
  'FORM_NOT_FOUND',
  'RESOURCE_NOT_FOUND',
  'TASK_LISTENER_NO_RETRIES',
  'AD_HOC_SUB_PROCESS_NO_RETRIES',
] as const;
/** The kind of an incident. */
export type ErrorType = (typeof ERROR_TYPES)[number];

/** The value type. */
export const incident = valueType({
  number: 6,
  intents: { CREATED: 0, RESOLVE: 1, RESOLVED: 2, MIGRATED: 3 },
  fields: {
    errorType: word(ERROR_TYPES, 'UNKNOWN'),
    errorMessage: text(),
    bpmnProcessId: text(),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    elementId: text(),
    elementInstanceKey: key(),
    jobKey: key(),
    variableScopeKey: key(),
    tenantId: text('<default>'),
  },
});
