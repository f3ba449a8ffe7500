/** Rules for activities: what each kind of task needs, loops, and what is called. BPMN 2.0.2 section 10.3. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { multiInstanceOf } from '../bpmn/graph.ts';
import { type ModelProblem, problem } from '../problem.ts';
import { parsePeriod } from '../time/period.ts';
import { attribute, bpmnChild, bpmnChildren, extension, extensions, type XmlElement, zeebeChildren } from '../xml/xml-element.ts';
import { kindOf } from './event-rules.ts';
import {
  absentOrReadable,
  atMostOneExtension,
  exactlyOneExtension,
  expect,
  emptyOrExpression,
  fixedText,
  FINE,
  optionalExpression,
  present,
  presentAndReadable,
  presentExpression,
  repeated,
  readable,
  type Rule,
  type RuleContext,
} from './rule.ts';

/** What says how a task is done: exactly one of these. */
const IMPLEMENTATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['serviceTask', ['taskDefinition']],
  ['sendTask', ['taskDefinition', 'publishMessage']],
  ['scriptTask', ['script', 'taskDefinition']],
  ['businessRuleTask', ['calledDecision', 'taskDefinition']],
  ['callActivity', ['calledElement']],
]);

function implementations(node: BpmnNode): readonly string[] | undefined {
  const throwsMessage = node.tag === 'endEvent' || node.tag === 'intermediateThrowEvent';
  if (throwsMessage && node.definitions.some((one) => kindOf(one) === 'message')) return ['taskDefinition', 'publishMessage'];
  return IMPLEMENTATIONS.get(node.tag);
}

const implementation: Rule = (node) => {
  const names = implementations(node);
  return names === undefined ? FINE : exactlyOneExtension(node, ...names);
};

const single: Rule = (node) => {
  const names = ['ioMapping', 'taskHeaders', 'linkedResources', 'adHoc', 'executionListeners', 'jobPriorityDefinition'];
  return atMostOneExtension(node, ...names, ...(implementations(node) === undefined ? ['taskDefinition'] : []));
};

const taskDefinition: Rule = (node, context) =>
  extensions(node.xml, 'taskDefinition').flatMap((one) => [
    ...presentAndReadable(one, 'type', context),
    ...absentOrReadable(one, 'retries', context),
  ]);

const jobPriority: Rule = (node, context) =>
  node.tag === 'process'
    ? FINE
    : extensions(node.xml, 'jobPriorityDefinition').flatMap((one) => presentAndReadable(one, 'priority', context));

const linkedResources: Rule = (node, context) =>
  extensions(node.xml, 'linkedResources').flatMap((container) =>
    zeebeChildren(container, 'linkedResource').flatMap((one) => [
      ...presentAndReadable(one, 'resourceId', context),
      ...present(one, 'resourceType'),
      ...bindingProblems(one),
    ]),
  );

/** One header without a key is passed over, as the reference does. */
const headers: Rule = (node) =>
  extensions(node.xml, 'taskHeaders').flatMap((container) =>
    repeated(zeebeChildren(container, 'header').map((header) => attribute(header, 'key'))).map((key) =>
      problem(container, 'each header key once', `'${key}' is there more than once`),
    ),
  );

const script: Rule = (node, context) => {
  if (node.tag !== 'scriptTask') return FINE;
  return extensions(node.xml, 'script').flatMap((one) => [
    ...presentExpression(one, 'expression', context),
    ...present(one, 'resultVariable'),
  ]);
};

const decision: Rule = (node, context) => {
  if (node.tag !== 'businessRuleTask') return FINE;
  return extensions(node.xml, 'calledDecision').flatMap((one) => [
    ...presentAndReadable(one, 'decisionId', context),
    ...present(one, 'resultVariable'),
    ...bindingProblems(one),
  ]);
};

const call: Rule = (node, context) => {
  if (node.tag !== 'callActivity') return FINE;
  return extensions(node.xml, 'calledElement').flatMap((one) => [
    ...presentAndReadable(one, 'processId', context),
    ...bindingProblems(one),
  ]);
};

/** `bindingType` is one of three; a version tag belongs to the third. */
export function bindingProblems(element: XmlElement): readonly ModelProblem[] {
  const type = attribute(element, 'bindingType') || 'latest';
  const isTagged = attribute(element, 'versionTag') !== '';
  return [
    ...expect(
      ['latest', 'deployment', 'versionTag'].includes(type),
      element,
      `'bindingType' to be latest, deployment or versionTag`,
      `it is '${type}'`,
    ),
    ...(type === 'versionTag'
      ? present(element, 'versionTag')
      : expect(!isTagged, element, `'versionTag' only where 'bindingType' is versionTag`, `it is ${type}`)),
  ];
}

const publishMessage: Rule = (node, context) =>
  extensions(node.xml, 'publishMessage').flatMap((one) => [
    ...presentAndReadable(one, 'correlationKey', context),
    ...readable(one, 'messageId', context),
    ...readable(one, 'timeToLive', context),
    ...fixedText(one, 'timeToLive', 'an ISO 8601 duration', (text) => parsePeriod(text) !== undefined),
  ]);

const standardLoop: Rule = (node) =>
  bpmnChildren(node.xml, 'standardLoopCharacteristics').map((loop) =>
    problem(loop, 'multi-instance loop characteristics', 'there is a standard loop, which is not supported'),
  );

const multiInstance: Rule = (node, context) => {
  const loop = multiInstanceOf(node);
  if (loop === undefined) return FINE;
  const characteristics = extensions(loop, 'loopCharacteristics');
  const condition = bpmnChild(loop, 'completionCondition');
  return [
    ...expect(
      characteristics.length === 1,
      loop,
      'exactly one extension element zeebe:loopCharacteristics',
      `there are ${characteristics.length}`,
    ),
    ...characteristics.flatMap((one) => [...presentExpression(one, 'inputCollection', context), ...outputProblems(one, context)]),
    ...(condition === undefined ? FINE : emptyOrExpression(condition, context)),
  ];
};

/** An output collection and the expression for one of its elements come together. */
function outputProblems(element: XmlElement, context: RuleContext): readonly ModelProblem[] {
  const collection = attribute(element, 'outputCollection') !== '';
  const each = attribute(element, 'outputElement') !== '';
  return [
    ...expect(collection === each, element, `'outputCollection' and 'outputElement' together`, 'only one of them is there'),
    ...(each ? presentExpression(element, 'outputElement', context) : FINE),
  ];
}

const adHoc: Rule = (node, context) => {
  if (node.tag !== 'adHocSubProcess') return FINE;
  const condition = bpmnChild(node.xml, 'completionCondition');
  return [
    ...extensions(node.xml, 'adHoc').flatMap((one) => [
      ...optionalExpression(one, 'activeElementsCollection', context),
      ...outputProblems(one, context),
    ]),
    ...(condition === undefined ? FINE : emptyOrExpression(condition, context)),
  ];
};

/** Rules of activities. */
export const activityRules: readonly Rule[] = [
  implementation,
  single,
  taskDefinition,
  jobPriority,
  headers,
  linkedResources,
  script,
  decision,
  call,
  publishMessage,
  standardLoop,
  multiInstance,
  adHoc,
];

/** Whether the activity is a job of a worker, and not something that the engine does by itself. */
export function isJob(node: BpmnNode): boolean {
  return (
    extension(node.xml, 'taskDefinition') !== undefined &&
    (implementations(node)?.includes('taskDefinition') === true || node.tag === 'adHocSubProcess')
  );
}
