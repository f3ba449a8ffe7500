/** Rules for events: which definitions each position takes, and which flows. BPMN 2.0.2 section 10.5. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { isCompensationBoundary } from '../bpmn/graph.ts';
import { ACTIVITIES, EVENTS } from '../bpmn/vocabulary.ts';
import { problem } from '../problem.ts';
import { bpmnChildren, flag, type XmlElement } from '../xml/xml-element.ts';
import { expect, FINE, type Rule } from './rule.ts';

/** Position of an event: what it may wait for or raise, and how many definitions it needs. */
interface Position {
  readonly kinds: readonly string[];
  readonly least: 0 | 1;
}

const PROCESS_START: Position = { kinds: ['message', 'timer', 'signal', 'conditional', 'error', 'escalation'], least: 0 };
const POSITIONS: ReadonlyMap<string, Position> = new Map<string, Position>([
  ['startEvent', PROCESS_START],
  ['boundaryEvent', { kinds: ['message', 'timer', 'signal', 'conditional', 'error', 'escalation', 'compensate'], least: 1 }],
  ['intermediateCatchEvent', { kinds: ['message', 'timer', 'signal', 'conditional', 'link'], least: 1 }],
  // The reference lets error and timer pass at a throw and does nothing for them.
  ['intermediateThrowEvent', { kinds: ['message', 'signal', 'escalation', 'compensate', 'link', 'error', 'timer'], least: 0 }],
  ['endEvent', { kinds: ['message', 'signal', 'escalation', 'compensate', 'error', 'terminate'], least: 0 }],
]);

/** `timer` for a `timerEventDefinition`. */
export function kindOf(definition: XmlElement): string {
  return definition.name.slice(0, -'EventDefinition'.length);
}

const definitionsFit: Rule = (node) => {
  const position = POSITIONS.get(node.tag);
  if (position === undefined) return FINE;
  const count = node.definitions.length;
  const wanted = position.least === 1 ? 'exactly one event definition' : 'at most one event definition';
  const kinds = position.kinds.join(', ');
  return [
    ...expect(count <= 1 && count >= position.least, node.xml, wanted, `there are ${count}`),
    ...node.definitions
      .filter((definition) => !position.kinds.includes(kindOf(definition)))
      .map((definition) => problem(node.xml, `the event to be one of: ${kinds}`, `it is ${kindOf(definition)}`)),
  ];
};

const noSharedDefinitions: Rule = (node) => {
  if (!EVENTS.has(node.tag)) return FINE;
  return bpmnChildren(node.xml, 'eventDefinitionRef').map((one) =>
    problem(one, 'event definitions inside of their event', 'there is a reference to another one'),
  );
};

const endHasNoOutgoing: Rule = (node) =>
  node.tag === 'endEvent' ? expect(node.outgoing.length === 0, node.xml, 'no outgoing sequence flow', 'there is one') : FINE;

const boundaryFlows: Rule = (node) => {
  if (node.tag !== 'boundaryEvent') return FINE;
  const { xml, incoming, outgoing } = node;
  return [
    ...expect(incoming.length === 0, xml, 'no incoming sequence flow', 'there is one'),
    ...expect(isCompensationBoundary(node) || outgoing.length > 0, xml, 'at least one outgoing sequence flow', 'there is none'),
    ...expect(
      !isCompensationBoundary(node) || outgoing.length === 0,
      xml,
      'no outgoing sequence flow of a compensation boundary event',
      'there is one',
    ),
  ];
};

const boundaryHost: Rule = (node) => {
  const host = node.attachedTo;
  if (host === undefined) return FINE;
  const wide = host.tag === 'subProcess' || host.tag === 'adHocSubProcess' || host.tag === 'callActivity';
  const escalation = node.definitions.some((definition) => kindOf(definition) === 'escalation');
  return [
    ...expect(ACTIVITIES.has(host.tag), node.xml, 'to be attached to an activity', `it is attached to <${host.xml.name}>`),
    ...expect(
      !escalation || wide,
      node.xml,
      'an escalation boundary event to be attached to a sub-process or call activity',
      `it is attached to <${host.tag}>`,
    ),
  ];
};

const NON_INTERRUPTING = ['message', 'timer', 'signal', 'escalation', 'conditional'];

/** Errors always interrupt; compensation has nothing to interrupt. */
const interruption: Rule = (node) => {
  if (isInterrupting(node) || isCompensationBoundary(node)) return FINE;
  return node.definitions
    .filter((definition) => !NON_INTERRUPTING.includes(kindOf(definition)))
    .map((definition) =>
      problem(node.xml, `a non-interrupting event to be one of: ${NON_INTERRUPTING.join(', ')}`, `it is ${kindOf(definition)}`),
    );
};

/** Whether the event ends what it is attached to or lies in. True for all but boundary events and event sub-process starts that say otherwise. */
export function isInterrupting(node: BpmnNode): boolean {
  if (node.tag === 'boundaryEvent') return flag(node.xml, 'cancelActivity', true);
  return node.tag !== 'startEvent' || node.scope?.tag !== 'eventSubProcess' || flag(node.xml, 'isInterrupting', true);
}

/** Rules of events. */
export const eventRules: readonly Rule[] = [
  definitionsFit,
  noSharedDefinitions,
  endHasNoOutgoing,
  boundaryFlows,
  boundaryHost,
  interruption,
];
