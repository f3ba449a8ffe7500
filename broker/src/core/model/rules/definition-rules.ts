/** Rules for what events and message tasks wait for or raise: messages, timers, signals, errors, escalations, links, conditions. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { isExpression } from '../model-text.ts';
import { type ModelProblem, problem } from '../problem.ts';
import { parseTimerCycle, parseTimerDate, parseTimerDuration } from '../time/timer-value.ts';
import { attribute, bpmnChild, bpmnChildren, extension, extensions, flag, type XmlElement } from '../xml/xml-element.ts';
import { isInterrupting, kindOf } from './event-rules.ts';
import {
  compiled,
  expect,
  expressionText,
  FINE,
  present,
  presentAndReadable,
  presentExpression,
  referred,
  type Rule,
  type RuleContext,
} from './rule.ts';

/** A rule for event definitions of one kind. */
type DefinitionRule = (definition: XmlElement, node: BpmnNode, context: RuleContext) => readonly ModelProblem[];

function isThrowing({ tag }: BpmnNode): boolean {
  return tag === 'intermediateThrowEvent' || tag === 'endEvent' || tag === 'sendTask';
}

/** A catch names its message; a throw does where the engine publishes it, for a job's worker knows by itself. */
const message: DefinitionRule = (definition, node, context) => {
  if (isThrowing(node) && extension(node.xml, 'publishMessage') === undefined) return FINE;
  return messageProblems(definition, node, context);
};

function messageProblems(holder: XmlElement, node: BpmnNode, context: RuleContext): readonly ModelProblem[] {
  const found = referred(holder, 'messageRef', 'message', context);
  if (found === undefined) return [problem(holder, `'messageRef' to name a message`, `it is '${attribute(holder, 'messageRef')}'`)];
  const named = [...presentAndReadable(found, 'name', context), ...nameProblems(startsProcess(node), found, context)];
  return isThrowing(node) || startsProcess(node) ? named : [...named, ...subscriptionProblems(found, context)];
}

/** Subscriptions of start events are opened at deployment, when there are no variables. */
function nameProblems(startsProcess: boolean, found: XmlElement, { compiler }: RuleContext): readonly ModelProblem[] {
  const name = compiler.text(attribute(found, 'name'));
  if (!startsProcess || 'problem' in name || name.value.kind === 'text') return FINE;
  const { names } = name.value.expression;
  return expect(
    names.size === 0,
    found,
    'a start event with a name that can be computed without variables',
    `it reads ${[...names].join(', ')}`,
  );
}

function startsProcess(node: BpmnNode): boolean {
  return node.tag === 'startEvent' && node.scope?.tag === 'process';
}

function subscriptionProblems(found: XmlElement, context: RuleContext): readonly ModelProblem[] {
  const subscriptions = extensions(found, 'subscription');
  return [
    ...expect(subscriptions.length === 1, found, 'exactly one extension element zeebe:subscription', `there are ${subscriptions.length}`),
    ...subscriptions.flatMap((one) => presentExpression(one, 'correlationKey', context)),
  ];
}

const TIMERS = ['timeDate', 'timeDuration', 'timeCycle'] as const;
const PARSERS = { timeDate: parseTimerDate, timeDuration: parseTimerDuration, timeCycle: parseTimerCycle } as const;

const timer: DefinitionRule = (definition, node, context) => {
  const given = TIMERS.flatMap((kind) => bpmnChildren(definition, kind).map((xml) => ({ kind, text: xml.text.trim(), xml })));
  const one = given[0];
  if (given.length !== 1 || one === undefined)
    return [problem(definition, 'exactly one of timeDate, timeDuration and timeCycle', `there are ${given.length}`)];
  return [...timerPosition(node, one.kind), ...timerText(one.xml, one.kind, one.text, context)];
};

function timerPosition(node: BpmnNode, kind: string): readonly ModelProblem[] {
  if (kind !== 'timeCycle') return FINE;
  const processStart = node.tag === 'startEvent' && node.scope?.tag !== 'eventSubProcess';
  const repeats = processStart || (node.tag !== 'intermediateCatchEvent' && !isInterrupting(node)) || node.tag === 'intermediateThrowEvent';
  return expect(repeats, node.xml, 'a timer that fires once to be a date or a duration', 'it is a cycle');
}

function timerText(element: XmlElement, kind: (typeof TIMERS)[number], text: string, { compiler }: RuleContext): readonly ModelProblem[] {
  if (isExpression(text)) return compiled(element, 'its text to be ', compiler.text(text));
  const parsed = PARSERS[kind](text);
  return 'problem' in parsed ? compiled(element, 'its text to be ', { problem: parsed.problem.replace(/^Expected /, '') }) : FINE;
}

const signal: DefinitionRule = (definition, node, context) => {
  const found = referred(definition, 'signalRef', 'signal', context);
  if (found === undefined) return [problem(definition, `'signalRef' to name a signal`, `it is '${attribute(definition, 'signalRef')}'`)];
  return [...presentAndReadable(found, 'name', context), ...nameProblems(startsProcess(node), found, context)];
};

const error: DefinitionRule = (definition, node, context) => {
  if (node.tag === 'intermediateThrowEvent') return FINE;
  return codeProblems(definition, node, context, 'error', 'errorCode');
};

const escalation: DefinitionRule = (definition, node, context) => codeProblems(definition, node, context, 'escalation', 'escalationCode');

/** A throw names a code, which may be an expression; a catch may leave it out to catch all, and may not compute it. */
function codeProblems(definition: XmlElement, node: BpmnNode, context: RuleContext, tag: string, code: string): readonly ModelProblem[] {
  const name = `${tag}Ref`;
  if (!definition.attributes.has(name) && !isThrowing(node)) return FINE;
  const found = referred(definition, name, tag, context);
  if (found === undefined) return [problem(definition, `'${name}' to name an ${tag}`, `it is '${attribute(definition, name)}'`)];
  if (isThrowing(node)) return presentAndReadable(found, code, context);
  return expect(!isExpression(attribute(found, code)), found, `'${code}' of a catching event to be fixed text`, 'it is an expression');
}

const link: DefinitionRule = (definition, node, context) => {
  const name = attribute(definition, 'name');
  if (name.trim() === '') return present(definition, 'name');
  const catches = context.graph.linkCatches.get(name) ?? [];
  if (node.tag === 'intermediateCatchEvent')
    return expect(catches.length === 1, node.xml, 'each link name at one catch event', `'${name}' is at ${catches.length}`);
  return expect(
    catches.some((other) => other.scope === node.scope),
    node.xml,
    'a link catch event of the same name in the same scope',
    `there is none named '${name}'`,
  );
};

const conditional: DefinitionRule = (definition, _node, context) => {
  const condition = bpmnChild(definition, 'condition');
  if (condition === undefined) return [problem(definition, 'a condition', 'there is none')];
  return [...expressionText(condition, context), ...extensions(definition, 'conditionalFilter').flatMap(filterProblems)];
};

function filterProblems(filter: XmlElement): readonly ModelProblem[] {
  const events = list(attribute(filter, 'variableEvents'));
  const unknown = events.filter((event) => event !== 'create' && event !== 'update');
  return [
    ...expect(unknown.length === 0, filter, `'variableEvents' to be of create and update`, `there is '${unknown.join(', ')}'`),
    ...expect(
      list(attribute(filter, 'variableNames')).every((name) => name !== ''),
      filter,
      `'variableNames' to be a list of names`,
      'one is empty',
    ),
  ];
}

/** Parts of a comma-separated text; none of an empty one. */
export function list(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
}

const RULES: ReadonlyMap<string, DefinitionRule> = new Map([
  ['message', message],
  ['timer', timer],
  ['signal', signal],
  ['error', error],
  ['escalation', escalation],
  ['link', link],
  ['conditional', conditional],
]);

const definitions: Rule = (node, context) =>
  node.definitions.flatMap((definition) => RULES.get(kindOf(definition))?.(definition, node, context) ?? FINE);

const receiveTask: Rule = (node, context) => {
  if (node.tag !== 'receiveTask') return FINE;
  return [
    ...expect(!flag(node.xml, 'instantiate', false), node.xml, 'a receive task that does not start the process', `'instantiate' is true`),
    ...messageProblems(node.xml, node, context),
  ];
};

const sendTaskPublishes: Rule = (node, context) =>
  node.tag === 'sendTask' && extension(node.xml, 'publishMessage') !== undefined ? messageProblems(node.xml, node, context) : FINE;

/** Rules of event definitions and of tasks that have a message. */
export const definitionRules: readonly Rule[] = [definitions, receiveTask, sendTaskPublishes];
