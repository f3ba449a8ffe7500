/** Which intents ask and which state. Total: an intent that is not listed here is an event and needs an applier. */
import type { Intent, ValueTypeName } from './value-types.ts';

/** The intents of each value type that are commands. */
export const commandIntents = {
  JOB: [
    'COMPLETE',
    'TIME_OUT',
    'FAIL',
    'UPDATE_RETRIES',
    'CANCEL',
    'THROW_ERROR',
    'RECUR_AFTER_BACKOFF',
    'YIELD',
    'UPDATE_TIMEOUT',
    'UPDATE',
  ],
  DEPLOYMENT: ['CREATE', 'DISTRIBUTE'],
  PROCESS_INSTANCE: ['CANCEL', 'ACTIVATE_ELEMENT', 'COMPLETE_ELEMENT', 'TERMINATE_ELEMENT', 'COMPLETE_EXECUTION_LISTENER'],
  INCIDENT: ['RESOLVE'],
  MESSAGE: ['PUBLISH', 'EXPIRE', 'ACKNOWLEDGE', 'RETRY'],
  MESSAGE_SUBSCRIPTION: ['CREATE', 'CORRELATE', 'REJECT', 'DELETE', 'MIGRATE', 'RETRY'],
  PROCESS_MESSAGE_SUBSCRIPTION: ['CREATE', 'CORRELATE', 'DELETE', 'RETRY'],
  JOB_BATCH: ['ACTIVATE'],
  TIMER: ['TRIGGER', 'CANCEL'],
  MESSAGE_START_EVENT_SUBSCRIPTION: [],
  VARIABLE: [],
  VARIABLE_DOCUMENT: ['UPDATE'],
  PROCESS_INSTANCE_CREATION: ['CREATE', 'CREATE_WITH_AWAITING_RESULT'],
  ERROR: [],
  PROCESS_INSTANCE_RESULT: [],
  PROCESS: [],
  PROCESS_EVENT: [],
  DECISION: [],
  DECISION_REQUIREMENTS: [],
  DECISION_EVALUATION: ['EVALUATE'],
  PROCESS_INSTANCE_MODIFICATION: ['MODIFY'],
  ESCALATION: [],
  SIGNAL_SUBSCRIPTION: [],
  SIGNAL: ['BROADCAST', 'ACKNOWLEDGE', 'RETRY'],
  RESOURCE_DELETION: ['DELETE'],
  COMMAND_DISTRIBUTION: ['ACKNOWLEDGE', 'RETRY'],
  PROCESS_INSTANCE_BATCH: ['TERMINATE', 'ACTIVATE'],
  MESSAGE_BATCH: ['EXPIRE'],
  FORM: [],
  RESOURCE: [],
  USER_TASK: ['COMPLETE', 'ASSIGN', 'CLAIM', 'UPDATE', 'COMPLETE_TASK_LISTENER', 'DENY_TASK_LISTENER', 'CREATE', 'CANCEL'],
  PROCESS_INSTANCE_MIGRATION: ['MIGRATE'],
  COMPENSATION_SUBSCRIPTION: [],
  MESSAGE_CORRELATION: ['CORRELATE'],
  CLOCK: ['PIN', 'RESET', 'ADVANCE'],
  AD_HOC_SUB_PROCESS_INSTRUCTION: ['ACTIVATE', 'COMPLETE'],
  CONDITIONAL_SUBSCRIPTION: ['TRIGGER'],
  CONDITIONAL_EVALUATION: ['EVALUATE'],
} as const satisfies { readonly [T in ValueTypeName]: readonly Intent<T>[] };

/** What may be asked of a value type. */
export type CommandIntent<T extends ValueTypeName> = (typeof commandIntents)[T][number];
/** What can be stated of a value type. */
export type EventIntent<T extends ValueTypeName> = Exclude<Intent<T>, CommandIntent<T>>;
