/** Reads how activities are done: jobs, scripts, calls, decisions, user tasks, ad-hoc sub-processes. */
import type {
  AdHoc,
  Binding,
  CalledDecision,
  CalledElement,
  ExecutableElement,
  JobDefinition,
  LinkedResource,
  TaskListener,
  UserTask,
} from '../executable.ts';
import { isJob } from '../rules/activity-rules.ts';
import { TASK_LISTENER_EVENTS } from '../rules/user-task-rules.ts';
import { attribute, bpmnChild, extension, extensions, flag, type XmlElement, zeebeChildren } from '../xml/xml-element.ts';
import type { BpmnNode } from './graph.ts';
import {
  expressionOf,
  headersOf,
  optionalExpressionOf,
  optionalText,
  optionalTextExpression,
  type ReadContext,
  textAttribute,
} from './read-context.ts';

/** Retries of a job where the model does not say. */
export const RETRIES_DEFAULT = '3';

/** The job of an element that workers do. */
export function jobOf(node: BpmnNode, context: ReadContext): JobDefinition | undefined {
  const definition = extension(node.xml, 'taskDefinition');
  if (definition === undefined || !isJob(node)) return undefined;
  const priority = extension(node.xml, 'jobPriorityDefinition') ?? extension(context.graph.root.xml, 'jobPriorityDefinition');
  return {
    type: textAttribute(definition, 'type', context),
    retries: textAttribute(definition, 'retries', context, RETRIES_DEFAULT),
    headers: headersOf(node.xml),
    priority: optionalText(priority, 'priority', context),
    linkedResources: linkedResourcesOf(node, context),
  };
}

function linkedResourcesOf(node: BpmnNode, context: ReadContext): readonly LinkedResource[] {
  return extensions(node.xml, 'linkedResources').flatMap((container) =>
    zeebeChildren(container, 'linkedResource').map((one) => ({
      resourceId: textAttribute(one, 'resourceId', context),
      resourceType: attribute(one, 'resourceType'),
      linkName: attribute(one, 'linkName'),
      binding: bindingOf(one),
    })),
  );
}

/** The script of a script task that the engine runs. */
export function scriptOf(node: BpmnNode, context: ReadContext): ExecutableElement['script'] {
  const script = node.tag === 'scriptTask' ? extension(node.xml, 'script') : undefined;
  if (script === undefined) return undefined;
  return { expression: expressionOf(attribute(script, 'expression'), context), resultVariable: attribute(script, 'resultVariable') };
}

/** Which version of a called resource is meant; the latest where nothing is said. */
export function bindingOf(element: XmlElement): Binding {
  const type = attribute(element, 'bindingType');
  if (type === 'versionTag') return { kind: 'versionTag', tag: attribute(element, 'versionTag') };
  return { kind: type === 'deployment' ? 'deployment' : 'latest' };
}

/** What a call activity calls. */
export function calledElementOf(node: BpmnNode, context: ReadContext): CalledElement | undefined {
  const called = node.tag === 'callActivity' ? extension(node.xml, 'calledElement') : undefined;
  if (called === undefined) return undefined;
  return {
    processId: textAttribute(called, 'processId', context),
    propagateAllChildVariables: flag(called, 'propagateAllChildVariables', true),
    propagateAllParentVariables: flag(called, 'propagateAllParentVariables', true),
    binding: bindingOf(called),
  };
}

/** What a business rule task decides by. */
export function calledDecisionOf(node: BpmnNode, context: ReadContext): CalledDecision | undefined {
  const called = node.tag === 'businessRuleTask' ? extension(node.xml, 'calledDecision') : undefined;
  if (called === undefined) return undefined;
  return {
    decisionId: textAttribute(called, 'decisionId', context),
    resultVariable: attribute(called, 'resultVariable'),
    binding: bindingOf(called),
  };
}

/** A user task of either kind. */
export function userTaskOf(node: BpmnNode, context: ReadContext): UserTask | undefined {
  if (node.tag !== 'userTask') return undefined;
  const assignment = extension(node.xml, 'assignmentDefinition');
  const schedule = extension(node.xml, 'taskSchedule');
  return {
    native: extension(node.xml, 'userTask') !== undefined,
    assignee: optionalText(assignment, 'assignee', context),
    candidateGroups: optionalText(assignment, 'candidateGroups', context),
    candidateUsers: optionalText(assignment, 'candidateUsers', context),
    dueDate: optionalText(schedule, 'dueDate', context),
    followUpDate: optionalText(schedule, 'followUpDate', context),
    priority: optionalText(extension(node.xml, 'priorityDefinition'), 'priority', context),
    form: formOf(node, context),
    embeddedFormKey: embeddedFormKey(node, context),
    headers: headersOf(node.xml),
  };
}

function formOf(node: BpmnNode, context: ReadContext): UserTask['form'] {
  const form = extension(node.xml, 'formDefinition');
  if (form === undefined) return undefined;
  if (attribute(form, 'formId').trim() !== '') return { id: textAttribute(form, 'formId', context), binding: bindingOf(form) };
  if (extension(node.xml, 'userTask') !== undefined) return { external: textAttribute(form, 'externalReference', context) };
  return { key: textAttribute(form, 'formKey', context) };
}

const EMBEDDED_FORM = 'camunda-forms:bpmn:';

/** The form key where it names a `zeebe:userTaskForm` of the process. */
function embeddedFormKey(node: BpmnNode, { graph }: ReadContext): string {
  const form = extension(node.xml, 'formDefinition');
  const key = form === undefined ? '' : attribute(form, 'formKey');
  if (!key.startsWith(EMBEDDED_FORM)) return '';
  const id = key.slice(EMBEDDED_FORM.length);
  return extensions(graph.root.xml, 'userTaskForm').some((one) => attribute(one, 'id') === id) ? key : '';
}

/** Listeners of a native user task, in file order. */
export function taskListenersOf(node: BpmnNode, context: ReadContext): readonly TaskListener[] {
  if (node.tag !== 'userTask') return [];
  return extensions(node.xml, 'taskListeners').flatMap((container) =>
    zeebeChildren(container, 'taskListener').map((one) => ({
      event: TASK_LISTENER_EVENTS.get(attribute(one, 'eventType')) ?? 'creating',
      type: textAttribute(one, 'type', context),
      retries: textAttribute(one, 'retries', context, RETRIES_DEFAULT),
    })),
  );
}

/** What an ad-hoc sub-process begins with, and when it is over. */
export function adHocOf(node: BpmnNode, context: ReadContext): AdHoc | undefined {
  if (node.tag !== 'adHocSubProcess') return undefined;
  const adHoc = extension(node.xml, 'adHoc');
  return {
    activeElements: optionalExpressionOf(adHoc, 'activeElementsCollection', context),
    completionCondition: optionalTextExpression(bpmnChild(node.xml, 'completionCondition'), context),
    cancelRemainingInstances: flag(node.xml, 'cancelRemainingInstances', true),
    outputCollection: adHoc === undefined ? '' : attribute(adHoc, 'outputCollection'),
    outputElement: optionalExpressionOf(adHoc, 'outputElement', context),
  };
}
