// Turns records into what must be equal on every broker: value type, intent, name and the meaningful fields. It drops keys and times.
import { type Names, unknownName } from './names.ts';
import type { LogRecord } from './record.ts';

/** One event of a trace. The fields hold names instead of keys, and only what differs from the type's default. */
export type TraceEvent = readonly [valueType: string, intent: string, name: string, fields: Readonly<Record<string, unknown>>];

const subscription = ['messageName', 'correlationKey', 'elementId', 'elementInstanceKey', 'messageKey', 'interrupting', 'variables'];

/** The fields kept of each value type; a value type that is not here is not compared. */
export const keptFields: Readonly<Record<string, readonly string[]>> = {
  PROCESS_INSTANCE: ['bpmnElementType', 'bpmnEventType', 'flowScopeKey', 'parentElementInstanceKey', 'version'],
  PROCESS_INSTANCE_CREATION: ['bpmnProcessId', 'processInstanceKey', 'variables', 'startInstructions', 'fetchVariables'],
  PROCESS_INSTANCE_RESULT: ['bpmnProcessId', 'processInstanceKey', 'variables'],
  PROCESS_INSTANCE_MODIFICATION: ['processInstanceKey', 'activateInstructions', 'terminateInstructions'],
  PROCESS_INSTANCE_MIGRATION: ['processInstanceKey', 'targetProcessDefinitionKey', 'mappingInstructions'],
  JOB: [
    'type',
    'retries',
    'elementInstanceKey',
    'jobKind',
    'jobListenerEventType',
    'customHeaders',
    'retryBackoff',
    'errorCode',
    'errorMessage',
    'variables',
  ],
  VARIABLE: ['name', 'value', 'scopeKey'],
  VARIABLE_DOCUMENT: ['scopeKey', 'updateSemantics', 'variables'],
  TIMER: ['targetElementId', 'elementInstanceKey', 'repetitions'],
  INCIDENT: ['errorType', 'errorMessage', 'elementId', 'elementInstanceKey', 'jobKey', 'variableScopeKey'],
  MESSAGE: ['name', 'correlationKey', 'messageId', 'timeToLive', 'variables'],
  MESSAGE_SUBSCRIPTION: ['bpmnProcessId', ...subscription],
  PROCESS_MESSAGE_SUBSCRIPTION: subscription,
  MESSAGE_START_EVENT_SUBSCRIPTION: [
    'bpmnProcessId',
    'messageName',
    'startEventId',
    'correlationKey',
    'messageKey',
    'processInstanceKey',
    'variables',
  ],
  SIGNAL: ['signalName', 'variables'],
  SIGNAL_SUBSCRIPTION: ['signalName', 'catchEventId', 'catchEventInstanceKey', 'bpmnProcessId'],
  ESCALATION: ['escalationCode', 'throwElementId', 'catchElementId', 'processInstanceKey'],
  PROCESS_EVENT: ['scopeKey', 'targetElementId', 'variables'],
  USER_TASK: [
    'elementInstanceKey',
    'assignee',
    'candidateGroupsList',
    'candidateUsersList',
    'dueDate',
    'followUpDate',
    'formKey',
    'externalFormReference',
    'customHeaders',
    'priority',
    'action',
    'changedAttributes',
    'variables',
  ],
  COMPENSATION_SUBSCRIPTION: [
    'compensableActivityId',
    'compensableActivityInstanceKey',
    'compensableActivityScopeKey',
    'throwEventId',
    'throwEventInstanceKey',
    'compensationHandlerId',
    'compensationHandlerInstanceKey',
    'variables',
  ],
  DECISION_EVALUATION: [
    'decisionId',
    'decisionOutput',
    'variables',
    'elementInstanceKey',
    'failedDecisionId',
    'evaluationFailureMessage',
    'evaluatedDecisions',
  ],
};

// Inside nested values these say when or where, not what.
const droppedFields = new Set([
  'tenantId',
  'deadline',
  'worker',
  'decisionRequirementsKey',
  'decisionKey',
  'decisionVersion',
  'ancestorScopeKeys',
  'elementInstances',
]);

// A key inside a text, as in the header with the key of a form.
const keyText = /^\d{16,19}$/;

/**
 * Keeps the events that matter, in order. `processIds` are those of the scenario: events of other processes on a shared broker
 * are not its business.
 */
export function normalise(records: readonly LogRecord[], names: Names, processIds: ReadonlySet<string>): readonly TraceEvent[] {
  return records.flatMap((record) => {
    const fields = keptFields[record.valueType];
    if (record.recordType !== 'EVENT' || fields === undefined) return [];
    const processId = record.value['bpmnProcessId'];
    if (typeof processId === 'string' && processId !== '' && !processIds.has(processId)) return [];
    const name = names.nameOf(String(record.key));
    if (record.valueType === 'MESSAGE' && name === unknownName) return [];
    const event: TraceEvent = [record.valueType, record.intent, name, pick(record, fields, names)];
    return [event];
  });
}

function pick(record: LogRecord, fields: readonly string[], names: Names): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const field of fields) {
    const value = record.value[field];
    if (field === 'version') {
      if (record.value['bpmnElementType'] !== 'PROCESS') continue;
      const version = names.versionOf(`process:${String(record.value['bpmnProcessId'])}`, Number(value));
      if (version !== 1) kept[field] = version;
    } else if (field === 'errorMessage') {
      if (value !== '') kept[field] = withoutDigits(String(value));
    } else if (!isDefault(field, value)) kept[field] = withoutKeys(field, value, names);
  }
  return kept;
}

/** Replaces keys by names inside a value and drops defaults and times; `field` is the value's own name. */
export function withoutKeys(field: string, value: unknown, names: Names): unknown {
  if (typeof value === 'bigint' || (isKeyField(field) && typeof value === 'number')) return names.nameOf(String(value));
  if (Array.isArray(value)) return value.map((entry: unknown) => withoutKeys(field, entry, names));
  if (typeof value === 'string' && keyText.test(value) && names.nameOf(value) !== unknownName) return names.nameOf(value);
  if (typeof value !== 'object' || value === null || field === 'variables') return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (!droppedFields.has(name) && !isDefault(name, inner)) kept[name] = withoutKeys(name, inner, names);
  }
  return kept;
}

function isKeyField(field: string): boolean {
  return (field.endsWith('Key') || field === 'key' || field === 'scopeId') && field !== 'correlationKey';
}

function isDefault(field: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === '<default>') return true;
  if (value === 'UNSPECIFIED' || value === 'BPMN_ELEMENT') return true;
  if ((isKeyField(field) || field === 'retryBackoff') && Number(value) <= 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A text for the reader: keys differ from run to run, and what a broker says of its own inside is cut off. */
export function withoutDigits(text: string): string {
  return text.replace(/\d{16,19}/g, 'KEY').replace(/TypedRecordImpl.*/s, '...');
}
