/** Reads what an event or message task waits for or raises. */
import type { PublishMessage, Trigger } from '../executable.ts';
import { list } from '../rules/definition-rules.ts';
import { kindOf } from '../rules/event-rules.ts';
import { attribute, bpmnChild, bpmnChildren, extension, type XmlElement } from '../xml/xml-element.ts';
import type { BpmnNode } from './graph.ts';
import {
  expressionOf,
  optionalExpressionOf,
  optionalText,
  type ReadContext,
  referredElement,
  textAttribute,
  textOf,
} from './read-context.ts';

/** The trigger of a node. Links and compensation activities are elements: they are linked once all of them are there. */
export function triggerOf(node: BpmnNode, context: ReadContext): Trigger | undefined {
  if (node.tag === 'receiveTask') return messageTrigger(node.xml, node, context);
  if (node.tag === 'sendTask')
    return extension(node.xml, 'publishMessage') === undefined ? undefined : messageTrigger(node.xml, node, context);
  const definition = node.definitions[0];
  return definition === undefined ? undefined : definitionTrigger(definition, node, context);
}

function definitionTrigger(definition: XmlElement, node: BpmnNode, context: ReadContext): Trigger | undefined {
  const idle = node.tag === 'intermediateThrowEvent';
  switch (kindOf(definition)) {
    case 'message':
      return messageTrigger(definition, node, context);
    case 'timer':
      return idle ? undefined : timerTrigger(definition, context);
    case 'signal':
      return { kind: 'signal', name: textOf(nameOf(definition, 'signalRef', context), context) };
    case 'error':
      return idle ? undefined : { kind: 'error', code: codeOf(definition, 'errorRef', 'errorCode', context) };
    case 'escalation':
      return { kind: 'escalation', code: codeOf(definition, 'escalationRef', 'escalationCode', context) };
    case 'link':
      return { kind: 'link', name: attribute(definition, 'name'), target: undefined };
    case 'terminate':
      return { kind: 'terminate' };
    case 'compensate':
      return { kind: 'compensation', activity: undefined };
    case 'conditional':
      return conditionalTrigger(definition, context);
    default:
      return undefined;
  }
}

function nameOf(element: XmlElement, ref: string, context: ReadContext): string {
  const found = referredElement(element, ref, context);
  return found === undefined ? '' : attribute(found, 'name');
}

/** A job's throw need not name a message: then its name is empty. */
function messageTrigger(holder: XmlElement, node: BpmnNode, context: ReadContext): Trigger {
  const message = referredElement(holder, 'messageRef', context);
  const throws = node.tag === 'intermediateThrowEvent' || node.tag === 'endEvent' || node.tag === 'sendTask';
  const startsProcess = node.tag === 'startEvent' && node.scope?.tag === 'process';
  const subscription = message === undefined || throws || startsProcess ? undefined : extension(message, 'subscription');
  return {
    kind: 'message',
    name: textOf(message === undefined ? '' : attribute(message, 'name'), context),
    correlationKey: optionalExpressionOf(subscription, 'correlationKey', context),
    publish: throws ? publishOf(node, context) : undefined,
  };
}

function publishOf(node: BpmnNode, context: ReadContext): PublishMessage | undefined {
  const publish = extension(node.xml, 'publishMessage');
  if (publish === undefined) return undefined;
  return {
    correlationKey: textAttribute(publish, 'correlationKey', context),
    messageId: optionalText(publish, 'messageId', context),
    timeToLive: optionalText(publish, 'timeToLive', context),
  };
}

const TIMER_KINDS = [
  ['timeDate', 'date'],
  ['timeDuration', 'duration'],
  ['timeCycle', 'cycle'],
] as const;

function timerTrigger(definition: XmlElement, context: ReadContext): Trigger | undefined {
  for (const [name, timer] of TIMER_KINDS) {
    const element = bpmnChildren(definition, name)[0];
    if (element !== undefined) return { kind: 'timer', timer, value: textOf(element.text.trim(), context) };
  }
  return undefined;
}

function codeOf(definition: XmlElement, ref: string, code: string, context: ReadContext): ReturnType<typeof optionalText> {
  return optionalText(referredElement(definition, ref, context), code, context);
}

function conditionalTrigger(definition: XmlElement, context: ReadContext): Trigger {
  const filter = extension(definition, 'conditionalFilter');
  const events = filter === undefined ? [] : list(attribute(filter, 'variableEvents'));
  return {
    kind: 'conditional',
    condition: expressionOf(bpmnChild(definition, 'condition')?.text.trim() ?? '', context),
    variableNames: filter === undefined ? [] : list(attribute(filter, 'variableNames')),
    variableEvents: (['create', 'update'] as const).filter((event) => events.length === 0 || events.includes(event)),
  };
}
