/** A visit: one element instance in the hands of the frame, with its model element and the step's tool. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { ErrorType } from '../../protocol/values/incident.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';

/** Why a step cannot go on: becomes an incident on the visited element. */
export interface Failure {
  readonly errorType: ErrorType;
  readonly message: string;
  /** Scope in which a person mends the variables; absent: the element itself. */
  readonly variableScopeKey?: number;
}

/** Makes a {@link Failure}. */
export function failure(errorType: ErrorType, message: string, variableScopeKey?: number): Failure {
  return variableScopeKey === undefined ? { errorType, message } : { errorType, message, variableScopeKey };
}

/** Whether a result is a failure. */
export function isFailure(result: unknown): result is Failure {
  return typeof result === 'object' && result !== null && 'errorType' in result;
}

/** One element instance under work. */
export class Visit {
  readonly p: Processing;
  readonly key: number;
  readonly element: ExecutableElement;
  /** Of a child of a loop: its completion makes the loop's completion condition true. */
  endsLoop = false;
  /** Of a child of a wide loop: its output as JSON, which goes into the collection later. */
  loopOutput = '';
  #last: ElementInstanceRow;
  /** The version of the table that {@link #last} is of: the row is asked for at every turn, and seldom has anything changed. */
  #version: number;

  constructor(p: Processing, instance: ElementInstanceRow, element: ExecutableElement) {
    this.#version = p.state.elements.table.version;
    this.p = p;
    this.key = instance.key;
    this.element = element;
    this.#last = instance;
  }

  /** The row as it is now; the last one known when the element has ended. */
  get instance(): ElementInstanceRow {
    const { table } = this.p.state.elements;
    if (table.version !== this.#version) {
      this.#version = table.version;
      this.#last = table.get(this.key) ?? this.#last;
    }
    return this.#last;
  }
}

/** The visit of an element instance that may have ended: undefined then. */
export function visitOf(p: Processing, key: number): Visit | undefined {
  const instance = p.state.elements.get(key);
  if (instance === undefined) return undefined;
  return new Visit(p, instance, p.models.element(instance.processDefinitionKey, instance.elementId));
}

/** The record value of an element instance. */
export function instanceValue(row: ElementInstanceRow): Value<'PROCESS_INSTANCE'> {
  return {
    bpmnElementType: row.elementType,
    elementId: row.elementId,
    bpmnProcessId: row.bpmnProcessId,
    version: row.version,
    processDefinitionKey: row.processDefinitionKey,
    processInstanceKey: row.processInstanceKey,
    flowScopeKey: row.flowScopeKey,
    bpmnEventType: row.eventType,
    parentProcessInstanceKey: row.parentProcessInstanceKey,
    parentElementInstanceKey: row.parentElementInstanceKey,
    tenantId: row.tenantId,
    targetElementId: '',
    loopSize: -1,
    loopOutput: '',
  };
}
