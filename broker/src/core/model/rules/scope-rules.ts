/** Rules for processes and sub-processes: which start events they need, and what cannot be inside of them. BPMN 2.0.2 sections 10.3.5 and 10.5.2. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { ACTIVITIES, UNSUPPORTED_FLOW_NODES } from '../bpmn/vocabulary.ts';
import { problem } from '../problem.ts';
import { attribute, bpmnChild, extension, extensions, flag } from '../xml/xml-element.ts';
import { expect, FINE, presentAndReadable, repeated, type Rule } from './rule.ts';

function startsOf(node: BpmnNode): readonly BpmnNode[] {
  return node.children.filter((child) => child.tag === 'startEvent');
}

const noneStarts = (node: BpmnNode): readonly BpmnNode[] => startsOf(node).filter((start) => start.definitions.length === 0);

const supported: Rule = ({ tag, xml }) =>
  expect(!UNSUPPORTED_FLOW_NODES.has(tag), xml, 'an element that the engine can run', `<${tag}> is not supported`);

const processStarts: Rule = (node) => {
  if (node.tag !== 'process') return FINE;
  return [
    ...expect(startsOf(node).length > 0, node.xml, 'at least one start event', 'there is none'),
    ...expect(noneStarts(node).length <= 1, node.xml, 'at most one none start event', `there are ${noneStarts(node).length}`),
  ];
};

const subProcessStart: Rule = (node) => {
  if (node.tag !== 'subProcess') return FINE;
  const starts = startsOf(node);
  return [
    ...expect(starts.length === 1, node.xml, 'exactly one start event', `there are ${starts.length}`),
    ...starts.flatMap((start) =>
      expect(start.definitions.length === 0, start.xml, 'a none start event within a sub-process', 'it waits for an event'),
    ),
  ];
};

const eventSubProcess: Rule = (node) => {
  if (node.tag !== 'eventSubProcess') return FINE;
  const starts = startsOf(node);
  return [
    ...expect(starts.length === 1, node.xml, 'exactly one start event', `there are ${starts.length}`),
    ...starts.flatMap((start) =>
      expect(
        start.definitions.length === 1,
        start.xml,
        'a start event that waits for one event',
        `it waits for ${start.definitions.length}`,
      ),
    ),
    ...expect(node.incoming.length + node.outgoing.length === 0, node.xml, 'no sequence flow at an event sub-process', 'there is one'),
    ...expect(node.boundaryEvents.length === 0, node.xml, 'no boundary event at an event sub-process', 'there is one'),
    ...expect(!hasLoop(node), node.xml, 'no loop characteristics at an event sub-process', 'there are some'),
  ];
};

function hasLoop(node: BpmnNode): boolean {
  return (
    bpmnChild(node.xml, 'multiInstanceLoopCharacteristics') !== undefined ||
    bpmnChild(node.xml, 'standardLoopCharacteristics') !== undefined
  );
}

/** Each message, by its id, and each signal, by its name, starts the process at one place. */
const distinctStarts: Rule = (node, { elementsById }) => {
  if (node.tag !== 'process') return FINE;
  const definitions = startsOf(node).flatMap((start) => start.definitions);
  const messages = definitions.filter((one) => one.name === 'messageEventDefinition').map((one) => attribute(one, 'messageRef'));
  const signals = definitions
    .filter((one) => one.name === 'signalEventDefinition')
    .map((one) => elementsById.get(attribute(one, 'signalRef').replace(/^.*:/, '')))
    .map((signal) => (signal === undefined ? '' : attribute(signal, 'name')));
  return [
    ...repeated(messages).map((message) => problem(node.xml, 'each message at one start event only', `'${message}' is at several`)),
    ...repeated(signals).map((signal) => problem(node.xml, 'each signal at one start event only', `'${signal}' is at several`)),
  ];
};

const processPriority: Rule = (node, context) =>
  node.tag === 'process'
    ? extensions(node.xml, 'jobPriorityDefinition').flatMap((one) => presentAndReadable(one, 'priority', context))
    : FINE;

/** BPMN 2.0.2 section 10.3.5: an ad-hoc sub-process has activities and neither start nor end. */
const adHocContent: Rule = (node) => {
  if (node.tag !== 'adHocSubProcess') return FINE;
  const activities = node.children.filter((child) => ACTIVITIES.has(child.tag));
  const events = node.children.filter((child) => child.tag === 'startEvent' || child.tag === 'endEvent');
  return [
    ...expect(activities.length > 0, node.xml, 'at least one activity', 'there is none'),
    ...events.map((event) => problem(event.xml, 'no start or end event within an ad-hoc sub-process', 'there is one')),
  ];
};

/** With a job, the worker decides which activities run and when it is over. */
const adHocJob: Rule = (node) => {
  if (node.tag !== 'adHocSubProcess' || extension(node.xml, 'taskDefinition') === undefined) return FINE;
  const adHoc = extension(node.xml, 'adHoc');
  return [
    ...expect(bpmnChild(node.xml, 'completionCondition') === undefined, node.xml, 'no completion condition beside a job', 'there is one'),
    ...expect(
      adHoc?.attributes.has('activeElementsCollection') !== true,
      node.xml,
      `no 'activeElementsCollection' beside a job`,
      'there is one',
    ),
    ...expect(
      flag(node.xml, 'cancelRemainingInstances', true),
      node.xml,
      `'cancelRemainingInstances' not to be false beside a job`,
      'it is',
    ),
  ];
};

/** Rules of containers. */
export const scopeRules: readonly Rule[] = [
  supported,
  processStarts,
  subProcessStart,
  eventSubProcess,
  distinctStarts,
  processPriority,
  adHocContent,
  adHocJob,
];
