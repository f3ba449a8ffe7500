// A leased job as programs see it. May not complete it.
import type { ActivatedJob as WireJob } from '@millrace/proto/gateway';
import { ActivatedJob_JobKind as Kind, ActivatedJob_ListenerEventType as EventType } from '@millrace/proto/gateway';
import { keyFromWire } from './keys.ts';
import type { ElementInstanceKey, JobKey, ProcessDefinitionKey, ProcessInstanceKey, UserTaskKey } from './keys.ts';
import { decodeVariables } from './variables.ts';
import type { Variables } from './variables.ts';

/** What a job was created for. */
export type JobKind = 'element' | 'executionListener' | 'taskListener' | 'adHocSubProcess';
/** At which moment a listener's job runs. */
export type ListenerEvent = 'assigning' | 'canceling' | 'completing' | 'creating' | 'end' | 'start' | 'updating';

/** The user task a task listener's job is about. */
export interface JobUserTask {
  readonly userTaskKey: UserTaskKey | undefined;
  /** Action the change was asked with, such as 'claim'. */
  readonly action: string | undefined;
  readonly assignee: string | undefined;
  readonly candidateGroups: readonly string[];
  readonly candidateUsers: readonly string[];
  /** Names of the attributes the change touches. */
  readonly changedAttributes: readonly string[];
  /** ISO 8601. */
  readonly dueDate: string | undefined;
  /** ISO 8601. */
  readonly followUpDate: string | undefined;
  readonly formKey: string | undefined;
  /** 0 to 100. */
  readonly priority: number | undefined;
}

/** A job that is leased to this program until `deadline`. */
export interface Job<V extends object = Variables> {
  readonly key: JobKey;
  /** Job type of the model. */
  readonly type: string;
  readonly processInstanceKey: ProcessInstanceKey;
  /** Id of the process in the model. */
  readonly processId: string;
  /** From 1. */
  readonly processVersion: number;
  readonly processDefinitionKey: ProcessDefinitionKey;
  /** Id of the element in the model. */
  readonly elementId: string;
  readonly elementInstanceKey: ElementInstanceKey;
  /** Headers of the model. Read on first use; throws MillraceError MALFORMED_ANSWER when they are no JSON object. */
  readonly headers: Readonly<Record<string, string>>;
  /** The headers as they came: JSON text. */
  readonly headersJson: string;
  /** Name the job was leased under. */
  readonly worker: string;
  /** Tries left, this one included. */
  readonly retries: number;
  /** End of the lease, ms since the epoch by the broker's clock. */
  readonly deadline: number;
  /**
   * The variables asked for, integers beyond 2^53 as bigint. Read on first use; throws MillraceError MALFORMED_ANSWER when they are no JSON object,
   * so that one bad job cannot break the delivery of the others.
   */
  readonly variables: V;
  /** The variables as they came: JSON text. */
  readonly variablesJson: string;
  readonly tenantId: string;
  readonly kind: JobKind;
  /** undefined for jobs that are no listener's. */
  readonly listenerEvent: ListenerEvent | undefined;
  /** Present for task listeners' jobs. */
  readonly userTask: JobUserTask | undefined;
  /** Tags of the instance. */
  readonly tags: readonly string[];
}

const kinds: Readonly<Record<number, JobKind>> = {
  [Kind.BPMN_ELEMENT]: 'element',
  [Kind.EXECUTION_LISTENER]: 'executionListener',
  [Kind.TASK_LISTENER]: 'taskListener',
  [Kind.AD_HOC_SUB_PROCESS]: 'adHocSubProcess',
};
const events: Readonly<Record<number, ListenerEvent>> = {
  [EventType.ASSIGNING]: 'assigning',
  [EventType.CANCELING]: 'canceling',
  [EventType.COMPLETING]: 'completing',
  [EventType.CREATING]: 'creating',
  [EventType.END]: 'end',
  [EventType.START]: 'start',
  [EventType.UPDATING]: 'updating',
};

/** The job as programs see it. */
export function jobFromWire<V extends object = Variables>(wire: WireJob): Job<V> {
  return new WireBackedJob<V>(wire);
}

// A class only for its lazy members: an object with the same shape for every job, parsed when somebody looks.
class WireBackedJob<V extends object> implements Job<V> {
  readonly key: JobKey;
  readonly type: string;
  readonly processInstanceKey: ProcessInstanceKey;
  readonly processId: string;
  readonly processVersion: number;
  readonly processDefinitionKey: ProcessDefinitionKey;
  readonly elementId: string;
  readonly elementInstanceKey: ElementInstanceKey;
  readonly headersJson: string;
  readonly worker: string;
  readonly retries: number;
  readonly deadline: number;
  readonly variablesJson: string;
  readonly tenantId: string;
  readonly kind: JobKind;
  readonly listenerEvent: ListenerEvent | undefined;
  readonly userTask: JobUserTask | undefined;
  readonly tags: readonly string[];
  #variables: V | undefined;
  #headers: Readonly<Record<string, string>> | undefined;

  constructor(wire: WireJob) {
    this.key = keyFromWire(wire.key);
    this.type = wire.type;
    this.processInstanceKey = keyFromWire(wire.processInstanceKey);
    this.processId = wire.bpmnProcessId;
    this.processVersion = wire.processDefinitionVersion;
    this.processDefinitionKey = keyFromWire(wire.processDefinitionKey);
    this.elementId = wire.elementId;
    this.elementInstanceKey = keyFromWire(wire.elementInstanceKey);
    this.headersJson = wire.customHeaders;
    this.worker = wire.worker;
    this.retries = wire.retries;
    this.deadline = Number(wire.deadline);
    this.variablesJson = wire.variables;
    this.tenantId = wire.tenantId;
    this.kind = kinds[wire.kind] ?? 'element';
    // Gateways before 8.7 do not send the event at all, which reads as ASSIGNING; only listeners' jobs have one.
    this.listenerEvent = this.kind === 'executionListener' || this.kind === 'taskListener' ? events[wire.listenerEventType] : undefined;
    this.userTask = wire.userTask === undefined ? undefined : userTaskFromWire(wire.userTask);
    this.tags = wire.tags;
  }

  get variables(): V {
    this.#variables ??= decodeVariables<V>(this.variablesJson);
    return this.#variables;
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= decodeVariables<Record<string, string>>(this.headersJson);
    return this.#headers;
  }
}

function userTaskFromWire(task: NonNullable<WireJob['userTask']>): JobUserTask {
  return {
    userTaskKey: task.userTaskKey === undefined ? undefined : keyFromWire(task.userTaskKey),
    action: task.action,
    assignee: task.assignee,
    candidateGroups: task.candidateGroups,
    candidateUsers: task.candidateUsers,
    changedAttributes: task.changedAttributes,
    dueDate: task.dueDate,
    followUpDate: task.followUpDate,
    formKey: task.formKey?.toString(),
    priority: task.priority,
  };
}
