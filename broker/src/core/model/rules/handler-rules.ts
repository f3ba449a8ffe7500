/** Rules against two handlers for one thing: boundary events of an activity, event sub-processes of a scope. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { type ModelProblem, problem } from '../problem.ts';
import { attribute, type XmlElement } from '../xml/xml-element.ts';
import { kindOf } from './event-rules.ts';
import { expect, FINE, referred, repeated, type Rule, type RuleContext } from './rule.ts';

/** Where an event definition says what it handles. */
const NAMES: ReadonlyMap<string, { readonly reference: string; readonly tag: string; readonly name: string }> = new Map([
  ['message', { reference: 'messageRef', tag: 'message', name: 'name' }],
  ['signal', { reference: 'signalRef', tag: 'signal', name: 'name' }],
  ['error', { reference: 'errorRef', tag: 'error', name: 'errorCode' }],
  ['escalation', { reference: 'escalationRef', tag: 'escalation', name: 'escalationCode' }],
]);

/** `error 'E1'`; a catch-all has the empty text. Undefined for events that several may wait for. */
function handled(definition: XmlElement, context: RuleContext): string | undefined {
  const kind = kindOf(definition);
  const names = NAMES.get(kind);
  if (names === undefined) return undefined;
  const target = referred(definition, names.reference, names.tag, context);
  return `${kind} '${target === undefined ? '' : attribute(target, names.name)}'`;
}

function duplicates(at: BpmnNode, handlers: readonly BpmnNode[], context: RuleContext): readonly ModelProblem[] {
  const all = handlers.flatMap((handler) => handler.definitions.map((one) => handled(one, context)));
  return repeated(all.filter((one) => one !== undefined)).map((one) =>
    problem(at.xml, 'one handler for each event', `several handle ${one}`),
  );
}

const boundaryEvents: Rule = (node, context) => duplicates(node, node.boundaryEvents, context);

const eventSubProcesses: Rule = (node, context) => {
  const starts = node.children
    .filter((child) => child.tag === 'eventSubProcess')
    .flatMap((child) => child.children.filter((grandchild) => grandchild.tag === 'startEvent'));
  return duplicates(node, starts, context);
};

/** A receive task and its boundary event would compete for one message. */
const receiveTask: Rule = (node, context) => {
  if (node.tag !== 'receiveTask') return FINE;
  const own = referred(node.xml, 'messageRef', 'message', context);
  if (own === undefined) return FINE;
  const same = node.boundaryEvents.some((event) =>
    event.definitions.some((one) => handled(one, context) === `message '${attribute(own, 'name')}'`),
  );
  return expect(!same, node.xml, 'another message than that of its boundary event', 'it is the same');
};

/** Rules of handlers. */
export const handlerRules: readonly Rule[] = [boundaryEvents, eventSubProcesses, receiveTask];
