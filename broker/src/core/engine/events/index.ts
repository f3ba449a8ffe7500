/** The total table of appliers: an event without one does not compile. */
import type { AnyRecord, RecordOf } from '../../protocol/record.ts';
import { type ValueTypeName, valueTypes } from '../../protocol/value-types.ts';
import { type Applier, type Appliers, tellsOnly } from './applier.ts';
import type { State } from '../state/state.ts';
import { conditionalSubscriptionEvents } from './conditional-subscription.ts';
import { commandDistributionEvents } from './command-distribution.ts';
import { decisionEvents, decisionRequirementsEvents } from './decision.ts';
import { formEvents } from './form.ts';
import { compensationSubscriptionEvents } from './compensation-subscription.ts';
import { incidentEvents } from './incident.ts';
import { jobBatchEvents, jobEvents } from './job.ts';
import { messageEvents } from './message.ts';
import { messageStartEventSubscriptionEvents } from './message-start-event-subscription.ts';
import { messageSubscriptionEvents } from './message-subscription.ts';
import { processMessageSubscriptionEvents } from './process-message-subscription.ts';
import { resourceEvents } from './resource.ts';
import { signalEvents } from './signal.ts';
import { signalSubscriptionEvents } from './signal-subscription.ts';
import { processEvents } from './process.ts';
import { processEventEvents } from './process-event.ts';
import { processInstanceEvents } from './process-instance.ts';
import { timerEvents } from './timer.ts';
import { userTaskEvents } from './user-task.ts';
import { variableEvents } from './variable.ts';

const appliers: { readonly [T in ValueTypeName]: Appliers<T> } = {
  JOB: jobEvents,
  DEPLOYMENT: { CREATED: tellsOnly, DISTRIBUTED: receive, FULLY_DISTRIBUTED: tellsOnly },
  PROCESS_INSTANCE: processInstanceEvents,
  INCIDENT: incidentEvents,
  MESSAGE: messageEvents,
  MESSAGE_SUBSCRIPTION: messageSubscriptionEvents,
  PROCESS_MESSAGE_SUBSCRIPTION: processMessageSubscriptionEvents,
  JOB_BATCH: jobBatchEvents,
  TIMER: timerEvents,
  MESSAGE_START_EVENT_SUBSCRIPTION: messageStartEventSubscriptionEvents,
  VARIABLE: variableEvents,
  VARIABLE_DOCUMENT: { UPDATED: tellsOnly },
  PROCESS_INSTANCE_CREATION: {
    CREATED: (state, record) => state.creations.created(record.value.processInstanceKey, record.value, record.timestampMs),
  },
  ERROR: { CREATED: (state, record) => banFaulty(state, record.value.processInstanceKey, record.value.exceptionMessage) },
  PROCESS_INSTANCE_RESULT: { COMPLETED: tellsOnly },
  PROCESS: processEvents,
  PROCESS_EVENT: processEventEvents,
  DECISION: decisionEvents,
  DECISION_REQUIREMENTS: decisionRequirementsEvents,
  DECISION_EVALUATION: { EVALUATED: tellsOnly, FAILED: tellsOnly },
  PROCESS_INSTANCE_MODIFICATION: { MODIFIED: tellsOnly },
  ESCALATION: { ESCALATED: tellsOnly, NOT_ESCALATED: tellsOnly },
  SIGNAL_SUBSCRIPTION: signalSubscriptionEvents,
  SIGNAL: signalEvents,
  RESOURCE_DELETION: { DELETING: tellsOnly, DELETED: receive },
  COMMAND_DISTRIBUTION: commandDistributionEvents,
  PROCESS_INSTANCE_BATCH: {},
  MESSAGE_BATCH: {},
  FORM: formEvents,
  RESOURCE: resourceEvents,
  USER_TASK: userTaskEvents,
  PROCESS_INSTANCE_MIGRATION: { MIGRATED: migrated },
  COMPENSATION_SUBSCRIPTION: compensationSubscriptionEvents,
  MESSAGE_CORRELATION: {
    CORRELATING: (state, record) => state.requests.remember(record),
    CORRELATED: (state, record) => state.requests.remember(record),
    NOT_CORRELATED: (state, record) => state.requests.drop(record),
  },
  CLOCK: { PINNED: tellsOnly, RESETTED: tellsOnly, ADVANCED: tellsOnly },
  AD_HOC_SUB_PROCESS_INSTRUCTION: {
    ACTIVATED: tellsOnly,
    COMPLETED: (state, record) => state.elements.change(record.key, { fulfilled: true }),
  },
  CONDITIONAL_SUBSCRIPTION: conditionalSubscriptionEvents,
  CONDITIONAL_EVALUATION: { EVALUATED: (state, record) => state.requests.remember(record) },
};

/** Applies one event: the only way the state changes. */
export function applyEvent(state: State, record: AnyRecord): void {
  if (state.ownsDefinitions || valueTypes[record.valueType].keyOwner === 'local') state.facts.observeKey(record.key);
  const apply = (appliers[record.valueType] as Record<string, Applier<ValueTypeName>>)[record.intent];
  if (apply === undefined) throw new Error(`Expected an applier for ${record.valueType} ${record.intent}, but there is none`);
  apply(state, record as never);
}

/** A receiver has processed a distributed command: a repeat does nothing. */
function receive(state: State, record: { readonly key: number }): void {
  if (!state.ownsDefinitions) state.distributions.receive(record.key);
}

/** The elements have been migrated one by one before. */
function migrated(state: State, { key, value }: RecordOf<'PROCESS_INSTANCE_MIGRATION'>): void {
  const bpmnProcessId = state.elements.get(key)?.bpmnProcessId;
  if (bpmnProcessId !== undefined) state.creations.migrated(key, bpmnProcessId, value.mappingInstructions);
}

function banFaulty(state: State, processInstanceKey: number, reason: string): void {
  if (processInstanceKey >= 0) state.facts.ban(processInstanceKey, reason);
}
