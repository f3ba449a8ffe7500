/** PROCESS_INSTANCE: the life of every element instance, the process itself included, and the sequence flows taken. */
import { definitionKey, int, key, text, word } from '../field.ts';
import { valueType } from '../value-type.ts';

/** BPMN element types as records name them. */
export const ELEMENT_TYPES = [
  'UNSPECIFIED',
  'PROCESS',
  'SUB_PROCESS',
  'EVENT_SUB_PROCESS',
  'START_EVENT',
  'INTERMEDIATE_CATCH_EVENT',
  'INTERMEDIATE_THROW_EVENT',
  'BOUNDARY_EVENT',
  'END_EVENT',
  'SERVICE_TASK',
  'RECEIVE_TASK',
  'USER_TASK',
  'MANUAL_TASK',
  'TASK',
  'EXCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'EVENT_BASED_GATEWAY',
  'INCLUSIVE_GATEWAY',
  'SEQUENCE_FLOW',
  'MULTI_INSTANCE_BODY',
  'CALL_ACTIVITY',
  'BUSINESS_RULE_TASK',
  'SCRIPT_TASK',
  'SEND_TASK',
  'AD_HOC_SUB_PROCESS',
  'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
] as const;
/** A BPMN element type. */
export type ElementType = (typeof ELEMENT_TYPES)[number];

/** What an event waits for or raises. */
export const EVENT_TYPES = [
  'UNSPECIFIED',
  'NONE',
  'MESSAGE',
  'TIMER',
  'ERROR',
  'SIGNAL',
  'ESCALATION',
  'LINK',
  'TERMINATE',
  'COMPENSATION',
  'CONDITIONAL',
] as const;
/** A BPMN event type; UNSPECIFIED for elements that are no events. */
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * The value type. Three members are ours: `targetElementId`, where a taken flow leads; `loopSize`, the children an activated loop will have; and
 * `loopOutput`, what a completed child of a wide loop adds to the collection, as JSON.
 */
export const processInstance = valueType({
  number: 5,
  intents: {
    CANCEL: 0,
    SEQUENCE_FLOW_TAKEN: 1,
    ELEMENT_ACTIVATING: 2,
    ELEMENT_ACTIVATED: 3,
    ELEMENT_COMPLETING: 4,
    ELEMENT_COMPLETED: 5,
    ELEMENT_TERMINATING: 6,
    ELEMENT_TERMINATED: 7,
    ACTIVATE_ELEMENT: 8,
    COMPLETE_ELEMENT: 9,
    TERMINATE_ELEMENT: 10,
    ELEMENT_MIGRATED: 11,
    COMPLETE_EXECUTION_LISTENER: 12,
    ANCESTOR_MIGRATED: 13,
  },
  fields: {
    bpmnElementType: word(ELEMENT_TYPES, 'UNSPECIFIED'),
    elementId: text(),
    bpmnProcessId: text(),
    version: int(-1),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    flowScopeKey: key(),
    bpmnEventType: word(EVENT_TYPES, 'UNSPECIFIED'),
    parentProcessInstanceKey: key(),
    parentElementInstanceKey: key(),
    tenantId: text('<default>'),
    targetElementId: text(),
    loopSize: int(-1),
    loopOutput: text(),
  },
});
