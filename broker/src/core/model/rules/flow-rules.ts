/** Rules for sequence flows and gateways. BPMN 2.0.2 sections 8.4.13 and 10.6. */
import type { BpmnFlow, BpmnNode } from '../bpmn/graph.ts';
import { problem } from '../problem.ts';
import { attribute, bpmnChild, flag, reference } from '../xml/xml-element.ts';
import { kindOf } from './event-rules.ts';
import { expect, expressionText, FINE, repeated, type Rule } from './rule.ts';

function choosesFlows({ tag }: BpmnNode): boolean {
  return tag === 'exclusiveGateway' || tag === 'inclusiveGateway';
}

function isDefault({ source, id }: BpmnFlow): boolean {
  return attribute(source.xml, 'default') === id;
}

const conditions: Rule = (node, context) =>
  node.outgoing.flatMap((flow) => {
    const condition = bpmnChild(flow.xml, 'conditionExpression');
    if (condition === undefined) {
      const free = !choosesFlows(node) || node.outgoing.length <= 1 || isDefault(flow);
      return expect(free, flow.xml, 'a condition, or to be the default flow', 'it is neither');
    }
    return [
      ...expect(choosesFlows(node), flow.xml, 'a condition only behind an exclusive or inclusive gateway', `it is behind <${node.tag}>`),
      ...expressionText(condition, context),
    ];
  });

const defaultFlow: Rule = (node) => {
  if (!choosesFlows(node) || !node.xml.attributes.has('default')) return FINE;
  const id = reference(node.xml, 'default');
  return expect(
    node.outgoing.some((flow) => flow.id === id),
    node.xml,
    'the default flow to start at the gateway',
    `'${id}' does not`,
  );
};

const EVENTS_BEHIND_GATEWAY = ['message', 'timer', 'signal', 'conditional'];

const eventGateway: Rule = (node) => {
  if (node.tag !== 'eventBasedGateway') return FINE;
  const targets = node.outgoing.map((flow) => flow.target);
  const catching = (target: BpmnNode): boolean =>
    target.tag === 'intermediateCatchEvent' && target.definitions.every((definition) => EVENTS_BEHIND_GATEWAY.includes(kindOf(definition)));
  const messages = targets.flatMap(({ definitions }) =>
    definitions.filter((one) => kindOf(one) === 'message').map((one) => attribute(one, 'messageRef')),
  );
  return [
    ...expect(targets.length >= 2, node.xml, 'at least two outgoing sequence flows', `there are ${targets.length}`),
    ...targets.flatMap((target) => [
      ...expect(catching(target), node.xml, 'flows to catch events for messages, timers, signals or conditions', `'${target.id}' is none`),
      ...expect(
        target.incoming.length === 1,
        target.xml,
        'no other incoming sequence flow behind an event-based gateway',
        `there are ${target.incoming.length}`,
      ),
    ]),
    ...repeated(messages).map((message) => problem(node.xml, 'each message at one event behind the gateway', `'${message}' is at several`)),
    ...expect(!flag(node.xml, 'instantiate', false), node.xml, 'a gateway that does not start the process', `'instantiate' is true`),
  ];
};

/** Rules of gateways and flows. */
export const flowRules: readonly Rule[] = [conditions, defaultFlow, eventGateway];
