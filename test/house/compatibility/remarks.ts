// What the compatibility page says beside the facts it takes from the code: kept by hand, complete by type. Versions are those of the reference.
import type { ElementType } from '../../../broker/src/core/protocol/values/process-instance.ts';
import type { rpcs } from '../../../broker/src/shell/gateway/rpc/rpcs.ts';

/** What is to be said of a row. */
export interface Remark {
  /** Version of the reference that has it first; 8.2 stands for "8.2 or before". */
  readonly since: string;
  /** The command an RPC gives to the engine: value type and intent. Undefined for those that need none. */
  readonly command?: string;
  readonly remark: string;
}

/** By method of the gateway. */
export const rpcRemarks: Readonly<Record<keyof typeof rpcs, Remark>> = {
  activateJobs: {
    since: '8.2',
    command: 'JOB_BATCH ACTIVATE',
    remark: 'long polling; `requestTimeout` 0 means 10 s, negative does not wait',
  },
  streamActivatedJobs: {
    since: '8.3',
    command: 'JOB_BATCH ACTIVATE',
    remark: 'the backlog comes first, oldest first; the reference pushes new jobs only',
  },
  completeJob: { since: '8.2', command: 'JOB COMPLETE', remark: '`result` of task listeners and ad-hoc jobs is understood' },
  failJob: { since: '8.2', command: 'JOB FAIL', remark: 'with retries, back-off and variables' },
  throwError: { since: '8.2', command: 'JOB THROW_ERROR', remark: 'with variables' },
  updateJobRetries: { since: '8.2', command: 'JOB UPDATE_RETRIES', remark: '' },
  updateJobTimeout: { since: '8.4', command: 'JOB UPDATE_TIMEOUT', remark: '' },
  createProcessInstance: {
    since: '8.2',
    command: 'PROCESS_INSTANCE_CREATION CREATE',
    remark: 'by id, version or key; start instructions, runtime instructions, tags, business id',
  },
  createProcessInstanceWithResult: { since: '8.2', command: 'PROCESS_INSTANCE_CREATION CREATE_WITH_AWAITING_RESULT', remark: '' },
  cancelProcessInstance: { since: '8.2', command: 'PROCESS_INSTANCE CANCEL', remark: '' },
  modifyProcessInstance: { since: '8.2', command: 'PROCESS_INSTANCE_MODIFICATION MODIFY', remark: 'with the move instructions of 8.9' },
  migrateProcessInstance: { since: '8.4', command: 'PROCESS_INSTANCE_MIGRATION MIGRATE', remark: 'all or nothing' },
  deployResource: {
    since: '8.2',
    command: 'DEPLOYMENT CREATE',
    remark: 'BPMN, DMN, forms, and `.rpa` files that jobs link to; all or nothing',
  },
  deployProcess: { since: '8.2', command: 'DEPLOYMENT CREATE', remark: 'deprecated there, kept for old clients' },
  deleteResource: { since: '8.2', command: 'RESOURCE_DELETION DELETE', remark: 'the answer is empty, as in 8.6' },
  setVariables: { since: '8.2', command: 'VARIABLE_DOCUMENT UPDATE', remark: '' },
  publishMessage: { since: '8.2', command: 'MESSAGE PUBLISH', remark: 'time to live, message id, correlation, buffering' },
  broadcastSignal: { since: '8.2', command: 'SIGNAL BROADCAST', remark: 'heard on every partition, once' },
  resolveIncident: { since: '8.2', command: 'INCIDENT RESOLVE', remark: '' },
  evaluateDecision: { since: '8.2', command: 'DECISION_EVALUATION EVALUATE', remark: '' },
  evaluateConditional: { since: '8.9', command: 'CONDITIONAL_EVALUATION EVALUATE', remark: '' },
  topology: { since: '8.2', remark: '' },
};

/** By element type; those that are never drawn are left out. */
export const elementRemarks: Readonly<Record<Exclude<ElementType, 'UNSPECIFIED'>, Remark>> = {
  PROCESS: { since: '8.2', remark: 'listeners, version tag, event sub-processes' },
  SUB_PROCESS: { since: '8.2', remark: 'embedded' },
  EVENT_SUB_PROCESS: { since: '8.2', remark: 'interrupting or not' },
  AD_HOC_SUB_PROCESS: { since: '8.7', remark: 'by collection of elements, by command, or by a job' },
  AD_HOC_SUB_PROCESS_INNER_INSTANCE: { since: '8.8', remark: 'the scope of what an ad-hoc sub-process runs' },
  CALL_ACTIVITY: { since: '8.2', remark: 'binding latest, deployment or version tag (8.6)' },
  TASK: { since: '8.2', remark: 'undefined task: passes' },
  MANUAL_TASK: { since: '8.2', remark: 'passes' },
  SERVICE_TASK: { since: '8.2', remark: 'a job' },
  SEND_TASK: { since: '8.2', remark: 'a job; with `publishMessage` it publishes by itself' },
  RECEIVE_TASK: { since: '8.2', remark: '' },
  USER_TASK: { since: '8.2', remark: 'a job, or native with `zeebe:userTask` (8.5)' },
  BUSINESS_RULE_TASK: { since: '8.2', remark: 'a decision, or a job' },
  SCRIPT_TASK: { since: '8.2', remark: 'a FEEL expression, or a job' },
  EXCLUSIVE_GATEWAY: { since: '8.2', remark: 'the first true condition in the order of the file' },
  INCLUSIVE_GATEWAY: { since: '8.2', remark: 'fork; join since 8.6' },
  PARALLEL_GATEWAY: { since: '8.2', remark: '' },
  EVENT_BASED_GATEWAY: { since: '8.2', remark: 'message, timer, signal, condition' },
  START_EVENT: { since: '8.2', remark: '' },
  INTERMEDIATE_CATCH_EVENT: { since: '8.2', remark: '' },
  INTERMEDIATE_THROW_EVENT: { since: '8.2', remark: '' },
  BOUNDARY_EVENT: { since: '8.2', remark: 'interrupting or not; an error always interrupts' },
  END_EVENT: { since: '8.2', remark: '' },
  MULTI_INSTANCE_BODY: { since: '8.2', remark: 'parallel and sequential, with completion condition' },
  SEQUENCE_FLOW: { since: '8.2', remark: '' },
};

/** Element types whose file is not named after them: the page and the house speak of both. */
export const elementFiles: Readonly<Partial<Record<ElementType, string>>> = { TASK: 'plain task', MANUAL_TASK: 'plain task' };

/** Kinds of events that stand in a place and do nothing there, as in the reference. */
export const idleEvents: ReadonlySet<string> = new Set(['error start', 'escalation start', 'error throw', 'timer throw']);

/** By extension element: where it is read. */
export const extensionRemarks: Readonly<Record<string, Remark>> = {
  adHoc: { since: '8.7', remark: 'ad-hoc sub-process' },
  assignmentDefinition: { since: '8.2', remark: 'user task' },
  calledDecision: { since: '8.2', remark: 'business rule task' },
  calledElement: { since: '8.2', remark: 'call activity' },
  conditionalFilter: { since: '8.9', remark: 'conditional events' },
  executionListener: { since: '8.6', remark: 'start and end of an element or process' },
  formDefinition: { since: '8.2', remark: 'user task' },
  header: { since: '8.2', remark: 'custom headers of jobs' },
  input: { since: '8.2', remark: '' },
  jobPriorityDefinition: { since: '8.9', remark: 'job elements, or the process' },
  linkedResource: { since: '8.7', remark: 'jobs: keys of deployed files in the header `linkedResources`' },
  loopCharacteristics: { since: '8.2', remark: 'multi-instance' },
  output: { since: '8.2', remark: '' },
  priorityDefinition: { since: '8.6', remark: 'user task' },
  properties: { since: '8.2', remark: '' },
  publishMessage: { since: '-', remark: 'send task, message throw and end event: publishes without a worker' },
  script: { since: '8.2', remark: 'script task' },
  subscription: { since: '8.2', remark: 'correlation key of a message' },
  taskDefinition: { since: '8.2', remark: 'job type and retries' },
  taskListener: { since: '8.7', remark: 'user task' },
  taskSchedule: { since: '8.2', remark: 'user task' },
  userTask: { since: '8.5', remark: 'native user task' },
  userTaskForm: { since: '8.2', remark: 'embedded form' },
  versionTag: { since: '8.6', remark: 'process' },
};
