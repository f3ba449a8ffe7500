/** Flow nodes and sequence flows of one process, linked to each other. Built from XML before anything is judged; dangling references become problems. */
import { type ModelProblem, problem } from '../problem.ts';
import { attribute, BPMN, bpmnChild, flag, reference, type XmlElement } from '../xml/xml-element.ts';
import { EVENT_DEFINITIONS, EVENTS, FLOW_NODES } from './vocabulary.ts';

/** A flow node, or the process itself. */
export interface BpmnNode {
  readonly xml: XmlElement;
  readonly id: string;
  /** Name of the XML element, such as `serviceTask`; `eventSubProcess` for a sub-process triggered by an event. */
  readonly tag: string;
  readonly scope: BpmnNode | undefined;
  /** Flow nodes directly inside, in file order. */
  readonly children: readonly BpmnNode[];
  /** Flows directly inside, in file order. */
  readonly flows: readonly BpmnFlow[];
  readonly incoming: readonly BpmnFlow[];
  readonly outgoing: readonly BpmnFlow[];
  readonly boundaryEvents: readonly BpmnNode[];
  readonly attachedTo: BpmnNode | undefined;
  /** Event definitions inside of an event, in file order. */
  readonly definitions: readonly XmlElement[];
  /** Of a compensation boundary event: what associations lead to, in file order. */
  readonly associated: readonly BpmnNode[];
  /** Compensation boundary events whose associations lead here. */
  readonly handles: readonly BpmnNode[];
}

/** A sequence flow whose both ends are known. */
export interface BpmnFlow {
  readonly xml: XmlElement;
  readonly id: string;
  readonly source: BpmnNode;
  readonly target: BpmnNode;
}

/** One process with everything in it. */
export interface BpmnGraph {
  readonly root: BpmnNode;
  /** The root and all flow nodes at any depth, in file order. */
  readonly nodes: readonly BpmnNode[];
  readonly nodesById: ReadonlyMap<string, BpmnNode>;
  /** Link catch events by name. */
  readonly linkCatches: ReadonlyMap<string, readonly BpmnNode[]>;
  readonly problems: readonly ModelProblem[];
}

interface Draft extends BpmnNode {
  readonly children: Draft[];
  readonly flows: BpmnFlow[];
  readonly incoming: BpmnFlow[];
  readonly outgoing: BpmnFlow[];
  readonly boundaryEvents: Draft[];
  readonly associated: Draft[];
  readonly handles: Draft[];
  attachedTo: Draft | undefined;
}

/** Links one process. */
export function readGraph(process: XmlElement): BpmnGraph {
  const nodes: Draft[] = [];
  const root = readNode(process, undefined, nodes);
  const nodesById = new Map<string, Draft>();
  for (const node of nodes) if (!nodesById.has(node.id)) nodesById.set(node.id, node);
  const problems = [
    ...nodes.flatMap((node) => linkFlows(node, nodesById)),
    ...nodes.flatMap((node) => attach(node, nodesById)),
    ...nodes.flatMap((node) => associate(node, nodesById)),
  ];
  return { root, nodes, nodesById, linkCatches: linkCatchesByName(nodes), problems };
}

/** Names of the links of an event. */
export function linkNames(node: BpmnNode): readonly string[] {
  return node.definitions
    .filter((definition) => definition.name === 'linkEventDefinition')
    .map((definition) => attribute(definition, 'name'));
}

function linkCatchesByName(nodes: readonly BpmnNode[]): ReadonlyMap<string, readonly BpmnNode[]> {
  const byName = new Map<string, BpmnNode[]>();
  for (const node of nodes) {
    if (node.tag !== 'intermediateCatchEvent') continue;
    for (const name of linkNames(node)) {
      const catches = byName.get(name);
      if (catches === undefined) byName.set(name, [node]);
      else catches.push(node);
    }
  }
  return byName;
}

function readNode(xml: XmlElement, scope: Draft | undefined, all: Draft[]): Draft {
  const node: Draft = {
    xml,
    id: attribute(xml, 'id'),
    tag: xml.name === 'subProcess' && flag(xml, 'triggeredByEvent', false) ? 'eventSubProcess' : xml.name,
    scope,
    children: [],
    flows: [],
    incoming: [],
    outgoing: [],
    boundaryEvents: [],
    attachedTo: undefined,
    definitions: EVENTS.has(xml.name) ? xml.children.filter((child) => child.namespace === BPMN && EVENT_DEFINITIONS.has(child.name)) : [],
    associated: [],
    handles: [],
  };
  all.push(node);
  for (const child of xml.children) {
    if (child.namespace === BPMN && FLOW_NODES.has(child.name)) node.children.push(readNode(child, node, all));
  }
  return node;
}

/** Flows stay inside of one scope. BPMN 2.0.2 section 8.4.13. */
function linkFlows(scope: Draft, nodesById: ReadonlyMap<string, Draft>): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  const end = (xml: XmlElement, name: string): Draft | undefined => {
    const node = nodesById.get(attribute(xml, name).trim());
    if (node?.scope === scope) return node;
    problems.push(problem(xml, `'${name}' to be a flow node of the same scope`, `there is '${attribute(xml, name)}'`));
    return undefined;
  };
  for (const xml of scope.xml.children) {
    if (xml.namespace !== BPMN || xml.name !== 'sequenceFlow') continue;
    const source = end(xml, 'sourceRef');
    const target = end(xml, 'targetRef');
    if (source === undefined || target === undefined) continue;
    const flow = { xml, id: attribute(xml, 'id'), source, target };
    scope.flows.push(flow);
    source.outgoing.push(flow);
    target.incoming.push(flow);
  }
  return problems;
}

function attach(node: Draft, nodesById: ReadonlyMap<string, Draft>): readonly ModelProblem[] {
  if (node.tag !== 'boundaryEvent') return [];
  const host = nodesById.get(reference(node.xml, 'attachedToRef'));
  if (host === undefined || host.scope !== node.scope) {
    return [
      problem(node.xml, 'to be attached to an activity of the same scope', `'attachedToRef' is '${attribute(node.xml, 'attachedToRef')}'`),
    ];
  }
  node.attachedTo = host;
  host.boundaryEvents.push(node);
  return [];
}

/** Associations matter only where they lead from a compensation boundary event to its handler. They may be drawn in any scope around both. */
function associate(scope: Draft, nodesById: ReadonlyMap<string, Draft>): readonly ModelProblem[] {
  for (const xml of scope.xml.children) {
    if (xml.namespace !== BPMN || xml.name !== 'association') continue;
    const source = nodesById.get(reference(xml, 'sourceRef'));
    const target = nodesById.get(reference(xml, 'targetRef'));
    if (source === undefined || target === undefined) continue;
    if (!isCompensationBoundary(source)) continue;
    source.associated.push(target);
    target.handles.push(source);
  }
  return [];
}

/** Whether a node is a boundary event that waits for compensation. */
export function isCompensationBoundary(node: BpmnNode): boolean {
  return node.tag === 'boundaryEvent' && node.definitions.some((definition) => definition.name === 'compensateEventDefinition');
}

/** Loop characteristics of several instances. */
export function multiInstanceOf(node: BpmnNode): XmlElement | undefined {
  return bpmnChild(node.xml, 'multiInstanceLoopCharacteristics');
}
