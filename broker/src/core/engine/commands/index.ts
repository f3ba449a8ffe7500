/** The total table of processors: a command without one does not compile. */
import type { AnyRecord, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { ValueTypeName } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import { adHocSubProcessInstructionCommands } from './ad-hoc-sub-process-instruction.ts';
import { clockCommands } from './clock.ts';
import { conditionalEvaluationCommands } from './conditional-evaluation.ts';
import { conditionalSubscriptionCommands } from './conditional-subscription.ts';
import { commandDistributionCommands } from './command-distribution.ts';
import { decisionEvaluationCommands } from './decision-evaluation.ts';
import { deploymentCommands } from './deployment.ts';
import { incidentCommands } from './incident.ts';
import { jobCommands } from './job.ts';
import { jobBatchCommands } from './job-batch.ts';
import { messageBatchCommands, messageCommands } from './message.ts';
import { messageCorrelationCommands } from './message-correlation.ts';
import { messageSubscriptionCommands } from './message-subscription.ts';
import { activateBatch, processInstanceCommands, terminateBatch } from './process-instance.ts';
import { processInstanceCreationCommands } from './process-instance-creation.ts';
import { processInstanceMigrationCommands } from './process-instance-migration.ts';
import { processInstanceModificationCommands } from './process-instance-modification.ts';
import { processMessageSubscriptionCommands } from './process-message-subscription.ts';
import { resourceDeletionCommands } from './resource-deletion.ts';
import { signalCommands } from './signal.ts';
import { timerCommands } from './timer.ts';
import { userTaskCommands } from './user-task.ts';
import { variableDocumentCommands } from './variable-document.ts';

const processors: { readonly [T in ValueTypeName]: Processors<T> } = {
  JOB: jobCommands,
  DEPLOYMENT: deploymentCommands,
  PROCESS_INSTANCE: processInstanceCommands,
  INCIDENT: incidentCommands,
  MESSAGE: messageCommands,
  MESSAGE_SUBSCRIPTION: messageSubscriptionCommands,
  PROCESS_MESSAGE_SUBSCRIPTION: processMessageSubscriptionCommands,
  JOB_BATCH: jobBatchCommands,
  TIMER: timerCommands,
  MESSAGE_START_EVENT_SUBSCRIPTION: {},
  VARIABLE: {},
  VARIABLE_DOCUMENT: variableDocumentCommands,
  PROCESS_INSTANCE_CREATION: processInstanceCreationCommands,
  ERROR: {},
  PROCESS_INSTANCE_RESULT: {},
  PROCESS: {},
  PROCESS_EVENT: {},
  DECISION: {},
  DECISION_REQUIREMENTS: {},
  DECISION_EVALUATION: decisionEvaluationCommands,
  PROCESS_INSTANCE_MODIFICATION: processInstanceModificationCommands,
  ESCALATION: {},
  SIGNAL_SUBSCRIPTION: {},
  SIGNAL: signalCommands,
  RESOURCE_DELETION: resourceDeletionCommands,
  COMMAND_DISTRIBUTION: commandDistributionCommands,
  PROCESS_INSTANCE_BATCH: { TERMINATE: terminateBatch, ACTIVATE: activateBatch },
  MESSAGE_BATCH: messageBatchCommands,
  FORM: {},
  RESOURCE: {},
  USER_TASK: userTaskCommands,
  PROCESS_INSTANCE_MIGRATION: processInstanceMigrationCommands,
  COMPENSATION_SUBSCRIPTION: {},
  MESSAGE_CORRELATION: messageCorrelationCommands,
  CLOCK: clockCommands,
  AD_HOC_SUB_PROCESS_INSTRUCTION: adHocSubProcessInstructionCommands,
  CONDITIONAL_SUBSCRIPTION: conditionalSubscriptionCommands,
  CONDITIONAL_EVALUATION: conditionalEvaluationCommands,
};

/** The processor of a command. */
export function processorOf(valueType: ValueTypeName, intent: string): AnyProcessor {
  return ((processors[valueType] as Record<string, unknown>)[intent] ?? unsupported) as AnyProcessor;
}

/** A processor whose command's type was looked up. */
type AnyProcessor = (p: Processing, command: AnyRecord) => Rejection | undefined;

function unsupported(_p: unknown, command: { readonly valueType: string; readonly intent: string }): Rejection {
  return rejection(
    'INVALID_STATE',
    `Expected a command that this version supports, but '${command.valueType} ${command.intent}' is not among them`,
  );
}
