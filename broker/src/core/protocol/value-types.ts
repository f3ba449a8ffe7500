/** The total table of value types. A new one needs its file and its line here; everything else derives from this record. */
import type { FieldValue } from './field.ts';
import { adHocSubProcessInstruction } from './values/ad-hoc-sub-process-instruction.ts';
import { clock } from './values/clock.ts';
import { commandDistribution } from './values/command-distribution.ts';
import { compensationSubscription } from './values/compensation-subscription.ts';
import { conditionalEvaluation } from './values/conditional-evaluation.ts';
import { conditionalSubscription } from './values/conditional-subscription.ts';
import { decision } from './values/decision.ts';
import { decisionEvaluation } from './values/decision-evaluation.ts';
import { decisionRequirements } from './values/decision-requirements.ts';
import { deployment } from './values/deployment.ts';
import { error } from './values/error.ts';
import { escalation } from './values/escalation.ts';
import { form } from './values/form.ts';
import { incident } from './values/incident.ts';
import { job } from './values/job.ts';
import { jobBatch } from './values/job-batch.ts';
import { message } from './values/message.ts';
import { messageBatch } from './values/message-batch.ts';
import { messageCorrelation } from './values/message-correlation.ts';
import { messageStartEventSubscription } from './values/message-start-event-subscription.ts';
import { messageSubscription } from './values/message-subscription.ts';
import { process } from './values/process.ts';
import { processEvent } from './values/process-event.ts';
import { processInstance } from './values/process-instance.ts';
import { processInstanceBatch } from './values/process-instance-batch.ts';
import { processInstanceCreation } from './values/process-instance-creation.ts';
import { processInstanceMigration } from './values/process-instance-migration.ts';
import { processInstanceModification } from './values/process-instance-modification.ts';
import { processInstanceResult } from './values/process-instance-result.ts';
import { processMessageSubscription } from './values/process-message-subscription.ts';
import { resource } from './values/resource.ts';
import { resourceDeletion } from './values/resource-deletion.ts';
import { signal } from './values/signal.ts';
import { signalSubscription } from './values/signal-subscription.ts';
import { timer } from './values/timer.ts';
import { userTask } from './values/user-task.ts';
import { variable } from './values/variable.ts';
import { variableDocument } from './values/variable-document.ts';

/** Every value type by its name in records. */
export const valueTypes = {
  JOB: job,
  DEPLOYMENT: deployment,
  PROCESS_INSTANCE: processInstance,
  INCIDENT: incident,
  MESSAGE: message,
  MESSAGE_SUBSCRIPTION: messageSubscription,
  PROCESS_MESSAGE_SUBSCRIPTION: processMessageSubscription,
  JOB_BATCH: jobBatch,
  TIMER: timer,
  MESSAGE_START_EVENT_SUBSCRIPTION: messageStartEventSubscription,
  VARIABLE: variable,
  VARIABLE_DOCUMENT: variableDocument,
  PROCESS_INSTANCE_CREATION: processInstanceCreation,
  ERROR: error,
  PROCESS_INSTANCE_RESULT: processInstanceResult,
  PROCESS: process,
  PROCESS_EVENT: processEvent,
  DECISION: decision,
  DECISION_REQUIREMENTS: decisionRequirements,
  DECISION_EVALUATION: decisionEvaluation,
  PROCESS_INSTANCE_MODIFICATION: processInstanceModification,
  ESCALATION: escalation,
  SIGNAL_SUBSCRIPTION: signalSubscription,
  SIGNAL: signal,
  RESOURCE_DELETION: resourceDeletion,
  COMMAND_DISTRIBUTION: commandDistribution,
  PROCESS_INSTANCE_BATCH: processInstanceBatch,
  MESSAGE_BATCH: messageBatch,
  FORM: form,
  USER_TASK: userTask,
  PROCESS_INSTANCE_MIGRATION: processInstanceMigration,
  COMPENSATION_SUBSCRIPTION: compensationSubscription,
  MESSAGE_CORRELATION: messageCorrelation,
  CLOCK: clock,
  RESOURCE: resource,
  AD_HOC_SUB_PROCESS_INSTRUCTION: adHocSubProcessInstruction,
  CONDITIONAL_SUBSCRIPTION: conditionalSubscription,
  CONDITIONAL_EVALUATION: conditionalEvaluation,
} as const;

/** The name of a value type. */
export type ValueTypeName = keyof typeof valueTypes;
/** The value of a record of type `T`. */
export type Value<T extends ValueTypeName> = FieldValue<(typeof valueTypes)[T]['codec']>;
/** The intents of value type `T`. */
export type Intent<T extends ValueTypeName> = keyof (typeof valueTypes)[T]['intents'] & string;

const namesByNumber = new Map<number, ValueTypeName>(
  Object.entries(valueTypes).map(([name, type]) => [type.number, name as ValueTypeName]),
);
const intentsByNumber = new Map<ValueTypeName, ReadonlyMap<number, string>>(
  Object.entries(valueTypes).map(([name, type]) => [
    name as ValueTypeName,
    new Map(Object.entries(type.intents).map(([intent, number]) => [number as number, intent])),
  ]),
);

/** The value type with this number; undefined when a newer version wrote it. */
export function valueTypeByNumber(number: number): ValueTypeName | undefined {
  return namesByNumber.get(number);
}

/** The intent of a value type with this number. */
export function intentByNumber(type: ValueTypeName, number: number): string | undefined {
  return intentsByNumber.get(type)?.get(number);
}
