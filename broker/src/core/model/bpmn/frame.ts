/** Reads what the lifecycle frame does around any element: mappings, execution listeners, loops. */
import type { ExecutionListener, Mapping, MultiInstance } from '../executable.ts';
import { attribute, bpmnChild, extension, extensions, flag, type XmlElement, zeebeChildren } from '../xml/xml-element.ts';
import { type BpmnNode, multiInstanceOf } from './graph.ts';
import { expressionOf, optionalExpressionOf, optionalTextExpression, type ReadContext, textAttribute } from './read-context.ts';
import { RETRIES_DEFAULT } from './tasks.ts';

/** `zeebe:input` or `zeebe:output`, in file order. */
export function mappingsOf(node: BpmnNode, name: 'input' | 'output', context: ReadContext): readonly Mapping[] {
  return extensions(node.xml, 'ioMapping').flatMap((container) => zeebeChildren(container, name).map((one) => mappingOf(one, context)));
}

function mappingOf(mapping: XmlElement, context: ReadContext): Mapping {
  return { source: textAttribute(mapping, 'source', context), target: attribute(mapping, 'target').split('.') };
}

/** Execution listeners, in file order. */
export function executionListenersOf(node: BpmnNode, context: ReadContext): readonly ExecutionListener[] {
  return extensions(node.xml, 'executionListeners').flatMap((container) =>
    zeebeChildren(container, 'executionListener').map((one) => ({
      event: attribute(one, 'eventType') === 'end' ? 'end' : 'start',
      type: textAttribute(one, 'type', context),
      retries: textAttribute(one, 'retries', context, RETRIES_DEFAULT),
    })),
  );
}

/** The loop of an activity. */
export function loopOf(node: BpmnNode, context: ReadContext): MultiInstance | undefined {
  const loop = multiInstanceOf(node);
  const characteristics = loop === undefined ? undefined : extension(loop, 'loopCharacteristics');
  if (loop === undefined || characteristics === undefined) return undefined;
  return {
    sequential: flag(loop, 'isSequential', false),
    inputCollection: expressionOf(attribute(characteristics, 'inputCollection'), context),
    inputElement: attribute(characteristics, 'inputElement'),
    outputCollection: attribute(characteristics, 'outputCollection'),
    outputElement: optionalExpressionOf(characteristics, 'outputElement', context),
    completionCondition: optionalTextExpression(bpmnChild(loop, 'completionCondition'), context),
  };
}
