/** The words of BPMN 2.0: which elements there are, and which of them the engine runs. Names only, no behaviour. */
import type { ElementType, EventType } from '../../protocol/values/process-instance.ts';

/** Flow nodes that run, with their type in records. `eventSubProcess` is a `subProcess` with `triggeredByEvent`. */
export const ELEMENT_TYPE_BY_TAG: ReadonlyMap<string, ElementType> = new Map([
  ['process', 'PROCESS'],
  ['subProcess', 'SUB_PROCESS'],
  ['eventSubProcess', 'EVENT_SUB_PROCESS'],
  ['adHocSubProcess', 'AD_HOC_SUB_PROCESS'],
  ['callActivity', 'CALL_ACTIVITY'],
  ['task', 'TASK'],
  ['serviceTask', 'SERVICE_TASK'],
  ['sendTask', 'SEND_TASK'],
  ['receiveTask', 'RECEIVE_TASK'],
  ['userTask', 'USER_TASK'],
  ['manualTask', 'MANUAL_TASK'],
  ['businessRuleTask', 'BUSINESS_RULE_TASK'],
  ['scriptTask', 'SCRIPT_TASK'],
  ['exclusiveGateway', 'EXCLUSIVE_GATEWAY'],
  ['inclusiveGateway', 'INCLUSIVE_GATEWAY'],
  ['parallelGateway', 'PARALLEL_GATEWAY'],
  ['eventBasedGateway', 'EVENT_BASED_GATEWAY'],
  ['startEvent', 'START_EVENT'],
  ['endEvent', 'END_EVENT'],
  ['boundaryEvent', 'BOUNDARY_EVENT'],
  ['intermediateCatchEvent', 'INTERMEDIATE_CATCH_EVENT'],
  ['intermediateThrowEvent', 'INTERMEDIATE_THROW_EVENT'],
] satisfies readonly (readonly [string, ElementType])[]);

/** Flow nodes that BPMN knows and the engine does not run. */
export const UNSUPPORTED_FLOW_NODES: ReadonlySet<string> = new Set([
  'complexGateway',
  'transaction',
  'callChoreography',
  'choreographyTask',
  'subChoreography',
  'implicitThrowEvent',
]);

/** All flow nodes that can be drawn. */
export const FLOW_NODES: ReadonlySet<string> = new Set([
  ...[...ELEMENT_TYPE_BY_TAG.keys()].filter((tag) => tag !== 'process' && tag !== 'eventSubProcess'),
  ...UNSUPPORTED_FLOW_NODES,
]);

/** Event definitions, with the event's type in records; undefined for those the engine does not run. */
export const EVENT_DEFINITIONS: ReadonlyMap<string, EventType | undefined> = new Map<string, EventType | undefined>([
  ['messageEventDefinition', 'MESSAGE'],
  ['timerEventDefinition', 'TIMER'],
  ['errorEventDefinition', 'ERROR'],
  ['signalEventDefinition', 'SIGNAL'],
  ['escalationEventDefinition', 'ESCALATION'],
  ['linkEventDefinition', 'LINK'],
  ['terminateEventDefinition', 'TERMINATE'],
  ['compensateEventDefinition', 'COMPENSATION'],
  ['conditionalEventDefinition', 'CONDITIONAL'],
  ['cancelEventDefinition', undefined],
]);

/** Events. */
export const EVENTS: ReadonlySet<string> = new Set([
  'startEvent',
  'endEvent',
  'boundaryEvent',
  'intermediateCatchEvent',
  'intermediateThrowEvent',
]);

/** What can be looped, carry boundary events and be compensated. */
export const ACTIVITIES: ReadonlySet<string> = new Set([
  'task',
  'serviceTask',
  'sendTask',
  'receiveTask',
  'userTask',
  'manualTask',
  'businessRuleTask',
  'scriptTask',
  'subProcess',
  'adHocSubProcess',
  'callActivity',
]);

/** What holds flow nodes. */
export const CONTAINERS: ReadonlySet<string> = new Set(['process', 'subProcess', 'adHocSubProcess', 'transaction']);

/** Gateways that run. */
export const GATEWAYS: ReadonlySet<string> = new Set(['exclusiveGateway', 'inclusiveGateway', 'parallelGateway', 'eventBasedGateway']);

/** Every element name of the BPMN 2.0 schema (OMG formal/2013-12-09, BPMN20.xsd and Semantic.xsd). Others in its namespace are mistakes. */
export const BPMN_NAMES: ReadonlySet<string> = new Set(
  `activationCondition adHocSubProcess artifact assignment association auditing boundaryEvent businessRuleTask callActivity callChoreography
  callConversation callableElement cancelEventDefinition category categoryValue categoryValueRef childLaneSet choreography choreographyRef
  choreographyTask collaboration compensateEventDefinition completionCondition complexBehaviorDefinition complexGateway condition
  conditionExpression conditionalEventDefinition conversation conversationAssociation conversationLink conversationNode correlationKey
  correlationProperty correlationPropertyBinding correlationPropertyRef correlationPropertyRetrievalExpression correlationSubscription
  dataAssociation dataInput dataInputAssociation dataInputRefs dataObject dataObjectReference dataOutput dataOutputAssociation dataOutputRefs
  dataPath dataState dataStore dataStoreReference definitions documentation endEvent endPoint endPointRef error errorEventDefinition errorRef
  escalation escalationEventDefinition event eventBasedGateway eventDefinitionRef exclusiveGateway expression extension extensionElements
  flowNodeRef formalExpression from globalBusinessRuleTask globalChoreographyTask globalConversation globalManualTask globalScriptTask
  globalTask globalUserTask group humanPerformer implicitThrowEvent import inMessageRef inclusiveGateway incoming innerParticipantRef
  inputDataItem inputSet inputSetRefs interface interfaceRef intermediateCatchEvent intermediateThrowEvent ioBinding ioSpecification
  itemDefinition lane laneSet linkEventDefinition loopCardinality loopCondition loopDataInputRef loopDataOutputRef manualTask message
  messageEventDefinition messageFlow messageFlowAssociation messageFlowRef messagePath monitoring multiInstanceLoopCharacteristics operation
  operationRef optionalInputRefs optionalOutputRefs outMessageRef outerParticipantRef outgoing outputDataItem outputSet outputSetRefs
  parallelGateway participant participantAssociation participantMultiplicity participantRef partitionElement partnerEntity partnerEntityRef
  partnerRole partnerRoleRef performer potentialOwner process property receiveTask relationship rendering resource
  resourceAssignmentExpression resourceParameter resourceParameterBinding resourceRef resourceRole script scriptTask sendTask sequenceFlow
  serviceTask signal signalEventDefinition source sourceRef standardLoopCharacteristics startEvent subChoreography subConversation subProcess
  supportedInterfaceRef supports target targetRef task terminateEventDefinition text textAnnotation timeCycle timeDate timeDuration
  timerEventDefinition to transaction transformation userTask whileExecutingInputRefs whileExecutingOutputRefs`.split(/\s+/),
);

/** Elements whose content is free text or anybody's XML, so that nothing below them is judged. */
export const OPEN_CONTENT: ReadonlySet<string> = new Set([
  'extensionElements',
  'documentation',
  'script',
  'text',
  'import',
  'extension',
  'relationship',
  'conditionExpression',
  'condition',
  'completionCondition',
  'timeDate',
  'timeDuration',
  'timeCycle',
  'formalExpression',
  'expression',
  'from',
  'to',
  'transformation',
]);

/** Namespaces of drawings, which are passed over wherever they stand. */
export const DRAWING_NAMESPACES: ReadonlySet<string> = new Set([
  'http://www.omg.org/spec/BPMN/20100524/DI',
  'http://www.omg.org/spec/DD/20100524/DC',
  'http://www.omg.org/spec/DD/20100524/DI',
  'http://www.omg.org/spec/BPMN/non-normative/color/1.0',
]);
