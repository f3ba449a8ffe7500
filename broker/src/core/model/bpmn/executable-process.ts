/** Builds the executable process from a graph that passed all rules: every element first, then the links between them. */
import type { EventType } from '../../protocol/values/process-instance.ts';
import type { ExecutableElement, ExecutableProcess, SequenceFlow, Trigger } from '../executable.ts';
import { isHandler } from '../rules/compensation-rules.ts';
import { isInterrupting } from '../rules/event-rules.ts';
import { attribute, bpmnChild, extension, reference } from '../xml/xml-element.ts';
import { executionListenersOf, loopOf, mappingsOf } from './frame.ts';
import { type BpmnFlow, type BpmnNode, isCompensationBoundary } from './graph.ts';
import { expressionOf, propertiesOf, type ReadContext } from './read-context.ts';
import { adHocOf, calledDecisionOf, calledElementOf, jobOf, scriptOf, taskListenersOf, userTaskOf } from './tasks.ts';
import { triggerOf } from './triggers.ts';
import { ELEMENT_TYPE_BY_TAG, EVENT_DEFINITIONS, EVENTS } from './vocabulary.ts';

interface Draft extends ExecutableElement {
  scope: Draft | undefined;
  readonly incoming: SequenceFlow[];
  readonly outgoing: SequenceFlow[];
  defaultFlow: SequenceFlow | undefined;
  boundaryEvents: readonly Draft[];
  attachedTo: Draft | undefined;
  children: readonly Draft[];
  eventSubProcesses: readonly Draft[];
  startEvents: readonly Draft[];
  trigger: Trigger | undefined;
  compensationHandler: Draft | undefined;
}

/** Builds one process. */
export function executableProcess(context: ReadContext): ExecutableProcess {
  const { graph } = context;
  const drafts = new Map(graph.nodes.map((node) => [node, draft(node, context)] as const));
  const flows = new Map<string, SequenceFlow>();
  for (const [node, element] of drafts) link(node, element, drafts);
  for (const node of graph.nodes) for (const flow of node.flows) connect(flow, drafts, flows, context);
  for (const [node, element] of drafts) element.trigger = linkedTrigger(node, element, drafts, context);
  const root = drafts.get(graph.root) ?? draft(graph.root, context);
  const versionTag = extension(graph.root.xml, 'versionTag');
  return {
    id: root.id,
    name: root.name,
    versionTag: versionTag === undefined ? '' : attribute(versionTag, 'value'),
    root,
    elements: new Map([...drafts.values()].map((element) => [element.id, element])),
    flows,
  };
}

function draft(node: BpmnNode, context: ReadContext): Draft {
  return {
    id: node.id,
    name: attribute(node.xml, 'name'),
    type: ELEMENT_TYPE_BY_TAG.get(node.tag) ?? 'UNSPECIFIED',
    eventType: eventTypeOf(node, context),
    scope: undefined,
    incoming: [],
    outgoing: [],
    defaultFlow: undefined,
    inputs: mappingsOf(node, 'input', context),
    outputs: mappingsOf(node, 'output', context),
    loop: loopOf(node, context),
    boundaryEvents: [],
    attachedTo: undefined,
    children: [],
    eventSubProcesses: [],
    startEvents: [],
    trigger: triggerOf(node, context),
    interrupting: isInterrupting(node),
    executionListeners: executionListenersOf(node, context),
    taskListeners: taskListenersOf(node, context),
    job: jobOf(node, context),
    script: scriptOf(node, context),
    calledElement: calledElementOf(node, context),
    calledDecision: calledDecisionOf(node, context),
    userTask: userTaskOf(node, context),
    adHoc: adHocOf(node, context),
    forCompensation: isHandler(node),
    compensationHandler: undefined,
    properties: propertiesOf(node.xml),
  };
}

/** Throws of errors and timers do nothing, so they count as none events. */
function eventTypeOf(node: BpmnNode, context: ReadContext): EventType {
  if (node.tag === 'receiveTask') return 'MESSAGE';
  if (!EVENTS.has(node.tag)) return 'UNSPECIFIED';
  const definition = node.definitions[0];
  if (definition === undefined || triggerOf(node, context) === undefined) return 'NONE';
  return EVENT_DEFINITIONS.get(definition.name) ?? 'NONE';
}

function link(node: BpmnNode, element: Draft, drafts: ReadonlyMap<BpmnNode, Draft>): void {
  const own = (nodes: readonly BpmnNode[]): readonly Draft[] => nodes.flatMap((one) => drafts.get(one) ?? []);
  element.scope = node.scope === undefined ? undefined : drafts.get(node.scope);
  element.attachedTo = node.attachedTo === undefined ? undefined : drafts.get(node.attachedTo);
  element.boundaryEvents = own(node.boundaryEvents);
  element.children = own(node.children);
  element.eventSubProcesses = own(node.children.filter((child) => child.tag === 'eventSubProcess'));
  element.startEvents = own(node.children.filter((child) => child.tag === 'startEvent'));
  element.compensationHandler = own(node.boundaryEvents.filter(isCompensationBoundary).flatMap((event) => event.associated))[0];
}

function connect(flow: BpmnFlow, drafts: ReadonlyMap<BpmnNode, Draft>, flows: Map<string, SequenceFlow>, context: ReadContext): void {
  const [source, target] = [drafts.get(flow.source), drafts.get(flow.target)];
  if (source === undefined || target === undefined) return;
  const condition = bpmnChild(flow.xml, 'conditionExpression')?.text.trim();
  const connected = { id: flow.id, source, target, condition: condition === undefined ? undefined : expressionOf(condition, context) };
  flows.set(flow.id, connected);
  source.outgoing.push(connected);
  target.incoming.push(connected);
  if (reference(flow.source.xml, 'default') === flow.id) source.defaultFlow = connected;
}

function linkedTrigger(
  node: BpmnNode,
  { trigger }: Draft,
  drafts: ReadonlyMap<BpmnNode, Draft>,
  { graph }: ReadContext,
): Trigger | undefined {
  if (trigger?.kind === 'link' && node.tag === 'intermediateThrowEvent') {
    const target = graph.linkCatches.get(trigger.name)?.find((other) => other.scope === node.scope);
    return { ...trigger, target: target === undefined ? undefined : drafts.get(target) };
  }
  if (trigger?.kind === 'compensation' && node.tag !== 'boundaryEvent') {
    const activity = graph.nodesById.get(reference(node.definitions[0] ?? node.xml, 'activityRef'));
    return { ...trigger, activity: activity === undefined ? undefined : drafts.get(activity) };
  }
  return trigger;
}
