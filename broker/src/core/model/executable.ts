/** The executable model: what the engine interprets. Built once per deployed resource, never changed, and free of XML. */
import type { Expression } from '../feel/expression.ts';
import type { ElementType, EventType } from '../protocol/values/process-instance.ts';

/** A value written in a model: fixed text, or FEEL behind `=`. */
export type ModelText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'feel'; readonly expression: Expression };

/** A process of a resource, ready to run. */
export interface ExecutableProcess {
  readonly id: string;
  readonly name: string;
  /** `zeebe:versionTag`; empty when absent. */
  readonly versionTag: string;
  /** The PROCESS element itself: scope of all others. */
  readonly root: ExecutableElement;
  /** Every element by its id: root, flow nodes at any depth. Sequence flows are in {@link flows}. */
  readonly elements: ReadonlyMap<string, ExecutableElement>;
  readonly flows: ReadonlyMap<string, SequenceFlow>;
}

/** A sequence flow. BPMN 2.0.2 section 8.4.13. */
export interface SequenceFlow {
  readonly id: string;
  readonly source: ExecutableElement;
  readonly target: ExecutableElement;
  /** Condition of a flow behind an exclusive or inclusive gateway. */
  readonly condition: Expression | undefined;
}

/** One flow node, the process, or a sub-process. Members that do not fit the type are absent or empty. */
export interface ExecutableElement {
  readonly id: string;
  readonly name: string;
  readonly type: ElementType;
  readonly eventType: EventType;
  /** The container this element lies in; undefined for the process. */
  readonly scope: ExecutableElement | undefined;
  /** In file order, which is the order in which the engine takes and tests them. */
  readonly incoming: readonly SequenceFlow[];
  readonly outgoing: readonly SequenceFlow[];
  /** Default flow of an exclusive or inclusive gateway. */
  readonly defaultFlow: SequenceFlow | undefined;
  /** `zeebe:input` and `zeebe:output` in file order. */
  readonly inputs: readonly Mapping[];
  readonly outputs: readonly Mapping[];
  /** Multi-instance characteristics; the body has the same element id. */
  readonly loop: MultiInstance | undefined;
  /** Attached boundary events, compensation ones included, in file order. */
  readonly boundaryEvents: readonly ExecutableElement[];
  /** The activity this boundary event is attached to. */
  readonly attachedTo: ExecutableElement | undefined;
  /** Of a container: its flow nodes, event sub-processes included, in file order. */
  readonly children: readonly ExecutableElement[];
  /** Of a container: its event sub-processes. */
  readonly eventSubProcesses: readonly ExecutableElement[];
  /** Of a container: its start events. For an event sub-process exactly one, with a trigger. */
  readonly startEvents: readonly ExecutableElement[];
  /** What an event waits for or raises; also a receive task's message. Absent for none events. */
  readonly trigger: Trigger | undefined;
  /** Of a boundary event or event sub-process start: whether it ends what it interrupts. */
  readonly interrupting: boolean;
  readonly executionListeners: readonly ExecutionListener[];
  readonly taskListeners: readonly TaskListener[];
  /** Job to be done: job workers' tasks, message throw and end events, ad-hoc sub-processes of the job kind. */
  readonly job: JobDefinition | undefined;
  readonly script: { readonly expression: Expression; readonly resultVariable: string } | undefined;
  readonly calledElement: CalledElement | undefined;
  readonly calledDecision: CalledDecision | undefined;
  readonly userTask: UserTask | undefined;
  readonly adHoc: AdHoc | undefined;
  /** `isForCompensation`: runs only when compensation asks for it. */
  readonly forCompensation: boolean;
  /** Of an activity: the handler its compensation boundary event is associated with. */
  readonly compensationHandler: ExecutableElement | undefined;
  /** `zeebe:property` name and value. */
  readonly properties: Readonly<Record<string, string>>;
}

/** `zeebe:input` or `zeebe:output`: `target` is a dotted path of names. */
export interface Mapping {
  readonly source: ModelText;
  readonly target: readonly string[];
}

/** `multiInstanceLoopCharacteristics` with `zeebe:loopCharacteristics`. BPMN 2.0.2 section 13.3.7. */
export interface MultiInstance {
  readonly sequential: boolean;
  readonly inputCollection: Expression;
  /** Empty when absent. */
  readonly inputElement: string;
  readonly outputCollection: string;
  readonly outputElement: Expression | undefined;
  readonly completionCondition: Expression | undefined;
}

/** What an event waits for or raises. */
export type Trigger =
  | {
      readonly kind: 'message';
      readonly name: ModelText;
      /** Absent for message start events of a process, throw and end events. */
      readonly correlationKey: Expression | undefined;
      /** `zeebe:publishMessage` of a throw or end event, or send task: the engine publishes by itself. */
      readonly publish: PublishMessage | undefined;
    }
  | { readonly kind: 'timer'; readonly timer: 'date' | 'duration' | 'cycle'; readonly value: ModelText }
  | { readonly kind: 'signal'; readonly name: ModelText }
  /** `code` is absent for a catch-all; FEEL is allowed where the event throws. */
  | { readonly kind: 'error'; readonly code: ModelText | undefined }
  | { readonly kind: 'escalation'; readonly code: ModelText | undefined }
  | {
      readonly kind: 'link';
      readonly name: string /** Of a throw: the catch of that name in the same scope. */;
      readonly target: ExecutableElement | undefined;
    }
  | { readonly kind: 'terminate' }
  /** `activity`: the one activity a throw names; absent for all of the scope. */
  | { readonly kind: 'compensation'; readonly activity: ExecutableElement | undefined }
  | {
      readonly kind: 'conditional';
      readonly condition: Expression;
      /** Empty: every variable. */
      readonly variableNames: readonly string[];
      readonly variableEvents: readonly ('create' | 'update')[];
    };

/** `zeebe:publishMessage`. */
export interface PublishMessage {
  readonly correlationKey: ModelText;
  readonly messageId: ModelText | undefined;
  /** ISO 8601 duration or FEEL; absent: 0. */
  readonly timeToLive: ModelText | undefined;
}

/** `zeebe:taskDefinition` with `zeebe:taskHeaders`. */
export interface JobDefinition {
  readonly type: ModelText;
  readonly retries: ModelText;
  readonly headers: Readonly<Record<string, string>>;
  /** `zeebe:jobPriorityDefinition`; absent: 0. */
  readonly priority: ModelText | undefined;
  readonly linkedResources: readonly LinkedResource[];
}

/** `zeebe:linkedResource`: a deployed file that the worker of a job needs. */
export interface LinkedResource {
  readonly resourceId: ModelText;
  readonly resourceType: string;
  readonly linkName: string;
  readonly binding: Binding;
}

/** `zeebe:executionListener`. */
export interface ExecutionListener {
  readonly event: 'start' | 'end';
  readonly type: ModelText;
  readonly retries: ModelText;
}

/** `zeebe:taskListener` of a native user task. */
export interface TaskListener {
  readonly event: 'creating' | 'assigning' | 'updating' | 'completing' | 'canceling';
  readonly type: ModelText;
  readonly retries: ModelText;
}

/** Which version of a called resource is meant. */
export type Binding = { readonly kind: 'latest' } | { readonly kind: 'deployment' } | { readonly kind: 'versionTag'; readonly tag: string };

/** `zeebe:calledElement`. */
export interface CalledElement {
  readonly processId: ModelText;
  readonly propagateAllChildVariables: boolean;
  readonly propagateAllParentVariables: boolean;
  readonly binding: Binding;
}

/** `zeebe:calledDecision`. */
export interface CalledDecision {
  readonly decisionId: ModelText;
  readonly resultVariable: string;
  readonly binding: Binding;
}

/** A user task of either kind. */
export interface UserTask {
  /** `zeebe:userTask` present: the broker keeps it itself; otherwise it is a job of type `io.camunda.zeebe:userTask`. */
  readonly native: boolean;
  readonly assignee: ModelText | undefined;
  readonly candidateGroups: ModelText | undefined;
  readonly candidateUsers: ModelText | undefined;
  readonly dueDate: ModelText | undefined;
  readonly followUpDate: ModelText | undefined;
  readonly priority: ModelText | undefined;
  readonly form:
    | { readonly key: ModelText }
    | { readonly id: ModelText; readonly binding: Binding }
    | { readonly external: ModelText }
    | undefined;
  /** Key of an embedded form (`zeebe:userTaskForm`), as the job header shows it. */
  readonly embeddedFormKey: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `adHocSubProcess` with `zeebe:adHoc`. */
export interface AdHoc {
  readonly activeElements: Expression | undefined;
  readonly completionCondition: Expression | undefined;
  readonly cancelRemainingInstances: boolean;
  readonly outputCollection: string;
  readonly outputElement: Expression | undefined;
}
