/** Rules for compensation: handlers hang on boundary events by associations, throws name what they undo. BPMN 2.0.2 section 10.7. */
import { type BpmnNode, isCompensationBoundary } from '../bpmn/graph.ts';
import { ACTIVITIES } from '../bpmn/vocabulary.ts';
import { attribute, flag, reference, type XmlElement } from '../xml/xml-element.ts';
import { kindOf } from './event-rules.ts';
import { expect, FINE, type Rule } from './rule.ts';

const boundaryHandler: Rule = (node) => {
  if (!isCompensationBoundary(node)) return FINE;
  const handlers = node.associated;
  return [
    ...expect(handlers.length === 1, node.xml, 'exactly one association to a compensation handler', `there are ${handlers.length}`),
    ...handlers.flatMap((handler) => [
      ...expect(ACTIVITIES.has(handler.tag), handler.xml, 'a compensation handler to be an activity', `it is <${handler.tag}>`),
      ...expect(
        handler.scope === node.scope,
        handler.xml,
        'a compensation handler in the scope of its boundary event',
        'it is in another one',
      ),
    ]),
    ...expect(
      node.attachedTo === undefined || !isHandler(node.attachedTo),
      node.xml,
      'to be attached to an activity that is no compensation handler',
      'it is attached to one',
    ),
  ];
};

/** Whether an activity runs only as compensation: it says so, or an association says so for it. */
export function isHandler(node: BpmnNode): boolean {
  return flag(node.xml, 'isForCompensation', false) || node.handles.length > 0;
}

const handlerStandsAlone: Rule = (node) => {
  if (!isHandler(node) || !ACTIVITIES.has(node.tag)) return FINE;
  return [
    ...expect(node.incoming.length + node.outgoing.length === 0, node.xml, 'no sequence flow at a compensation handler', 'there is one'),
    ...expect(node.boundaryEvents.length === 0, node.xml, 'no boundary event at a compensation handler', 'there is one'),
  ];
};

/** A throw waits for its handlers, and may name one activity of its own scope that has something to undo. */
const throwing: Rule = (node, { graph }) => {
  if (node.tag !== 'intermediateThrowEvent' && node.tag !== 'endEvent') return FINE;
  return node.definitions
    .filter((definition) => kindOf(definition) === 'compensate')
    .flatMap((definition) => [
      ...expect(flag(definition, 'waitForCompletion', true), definition, `'waitForCompletion' not to be false`, 'it is'),
      ...activityProblems(node, definition, graph.nodesById.get(reference(definition, 'activityRef'))),
    ]);
};

function activityProblems(node: BpmnNode, definition: XmlElement, activity: BpmnNode | undefined): ReturnType<Rule> {
  if (!definition.attributes.has('activityRef')) return FINE;
  const scope = node.scope?.tag === 'eventSubProcess' ? [node.scope, node.scope.scope] : [node.scope];
  return [
    ...expect(
      activity !== undefined && scope.includes(activity.scope),
      definition,
      `'activityRef' to name an activity of the same scope`,
      `it is '${attribute(definition, 'activityRef')}'`,
    ),
    ...expect(
      activity === undefined || canBeUndone(activity),
      definition,
      `'activityRef' to name an activity with a compensation handler`,
      `'${activity?.id ?? ''}' has none`,
    ),
  ];
}

function canBeUndone(activity: BpmnNode): boolean {
  return activity.boundaryEvents.some(isCompensationBoundary) || activity.tag === 'subProcess' || activity.tag === 'adHocSubProcess';
}

/** Rules of compensation. */
export const compensationRules: readonly Rule[] = [boundaryHandler, handlerStandsAlone, throwing];
