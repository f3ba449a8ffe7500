/** Rules for extensions that many elements share: input and output mappings, execution listeners, properties. */
import { type BpmnNode, isCompensationBoundary } from '../bpmn/graph.ts';
import { GATEWAYS } from '../bpmn/vocabulary.ts';
import { attribute, extensions, type XmlElement, zeebeChildren } from '../xml/xml-element.ts';
import { kindOf } from './event-rules.ts';
import {
  absentOrReadable,
  expect,
  FINE,
  present,
  presentAndReadable,
  presentExpression,
  readable,
  repeated,
  type Rule,
  type RuleContext,
} from './rule.ts';

/** A dotted path of names. */
const TARGET = /^[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*$/;
const RESERVED: ReadonlySet<string> = new Set('null true false function if then else for between instance of'.split(' '));

function targetProblems(mapping: XmlElement): ReturnType<Rule> {
  const target = attribute(mapping, 'target');
  const fits = TARGET.test(target) && !RESERVED.has(target);
  return expect(
    fits,
    mapping,
    `'target' to be a name or a path of names with dots, and no word of FEEL`,
    `it is '${target.slice(0, 200)}'`,
  );
}

/** An input may be fixed text, an output is an expression. */
const mappings: Rule = (node, context) =>
  extensions(node.xml, 'ioMapping').flatMap((container) => [
    ...zeebeChildren(container, 'input').flatMap((one) => [...targetProblems(one), ...inputSource(one, context)]),
    ...zeebeChildren(container, 'output').flatMap((one) => [...targetProblems(one), ...presentExpression(one, 'source', context)]),
  ]);

/** Blanks are a text, nothing is none. */
function inputSource(mapping: XmlElement, context: RuleContext): ReturnType<Rule> {
  const there = attribute(mapping, 'source') !== '';
  return there ? readable(mapping, 'source', context) : present(mapping, 'source');
}

function listenersOf(node: BpmnNode): readonly XmlElement[] {
  return extensions(node.xml, 'executionListeners').flatMap((container) => zeebeChildren(container, 'executionListener'));
}

const listeners: Rule = (node, context) => {
  const all = listenersOf(node);
  const keys = all.map((one) => `${attribute(one, 'eventType')} ${attribute(one, 'type')}`);
  return [
    ...all.flatMap((one) => [
      ...expect(
        ['start', 'end'].includes(attribute(one, 'eventType')),
        one,
        `'eventType' to be start or end`,
        `it is '${attribute(one, 'eventType')}'`,
      ),
      ...presentAndReadable(one, 'type', context),
      ...absentOrReadable(one, 'retries', context),
    ]),
    ...expect(repeated(keys).length === 0, node.xml, 'each execution listener type once per event', 'one is there more than once'),
  ];
};

/** Start listeners run before the element does anything, end listeners after it is through: not all elements have such a moment. */
const listenerMoments: Rule = (node) => {
  const all = listenersOf(node);
  if (all.length === 0) return FINE;
  const has = (event: string): boolean => all.some((one) => attribute(one, 'eventType') === event);
  const noStart = node.tag === 'startEvent' || node.tag === 'boundaryEvent';
  const errorEnd = node.tag === 'endEvent' && node.definitions.some((one) => kindOf(one) === 'error');
  return [
    ...expect(!isCompensationBoundary(node), node.xml, 'no execution listener at a compensation boundary event', 'there is one'),
    ...expect(!(noStart && has('start')), node.xml, `no 'start' listener at a start or boundary event`, 'there is one'),
    ...expect(!(GATEWAYS.has(node.tag) && has('end')), node.xml, `no 'end' listener at a gateway`, 'there is one'),
    ...expect(!(errorEnd && has('end')), node.xml, `no 'end' listener at an error end event`, 'there is one'),
  ];
};

/** Rules of shared extensions. */
export const extensionRules: readonly Rule[] = [mappings, listeners, listenerMoments];
