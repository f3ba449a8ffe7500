// BPMN as XML from nodes and flows. It checks nothing: what is wrong is for the broker to refuse.

/** One element of a process; `inside` is XML that stands behind its flows, `children` makes it a scope. */
export interface ModelNode {
  readonly tag: string;
  readonly id: string;
  readonly attributes: string;
  readonly extension: string;
  readonly inside: string;
  readonly children?: ModelScope;
  /** XML that must stand behind the children. */
  readonly last?: string;
}

/** A sequence flow; `condition` is an expression. */
export interface ModelFlow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly condition: string;
}

/** What stands directly inside a process or sub-process. */
export interface ModelScope {
  readonly nodes: ModelNode[];
  readonly flows: ModelFlow[];
  /** Compensation handlers by their boundary event. */
  readonly associations: { readonly from: string; readonly to: string }[];
}

/** Names that events may refer to. */
export const messageNames = ['m1', 'm2', 'm3'] as const;
export const signalNames = ['s1', 's2'] as const;
/** The one that models throw by themselves. */
export const thrownSignal = 's3';
export const errorCodes = ['e1', 'e2'] as const;
export const escalationCodes = ['c1', 'c2'] as const;

/** An empty scope. */
export function emptyScope(): ModelScope {
  return { nodes: [], flows: [], associations: [] };
}

/** One file with these processes. Messages correlate by the variable `key`; `prefix` stands before the names of messages and signals. */
export function modelXml(processes: readonly { readonly id: string; readonly scope: ModelScope }[], prefix = ''): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
    '  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="https://millrace.example/fuzz">',
    ...processes.flatMap(({ id, scope }) => [`<bpmn:process id="${id}" isExecutable="true">`, scopeXml(scope), '</bpmn:process>']),
    ...messageNames.map(
      (name) =>
        `<bpmn:message id="message_${name}" name="${prefix}${name}"><bpmn:extensionElements><zeebe:subscription correlationKey="=key" />` +
        '</bpmn:extensionElements></bpmn:message>',
    ),
    ...[...signalNames, thrownSignal].map((name) => `<bpmn:signal id="signal_${name}" name="${prefix}${name}" />`),
    ...errorCodes.map((code) => `<bpmn:error id="error_${code}" errorCode="${code}" />`),
    ...escalationCodes.map((code) => `<bpmn:escalation id="escalation_${code}" escalationCode="${code}" />`),
    '</bpmn:definitions>',
  ].join('\n');
}

/** A text inside an attribute. */
export function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The ids of all elements of a scope and of those within. */
export function idsOf(scope: ModelScope): readonly string[] {
  return scope.nodes.flatMap(({ id, children }) => [id, ...(children === undefined ? [] : idsOf(children))]);
}

function scopeXml({ nodes, flows, associations }: ModelScope): string {
  return [
    ...nodes.map((node) => nodeXml(node, flows)),
    ...flows.map(({ id, from, to, condition }) => {
      const head = `<bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"`;
      if (condition === '') return `${head} />`;
      return `${head}><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${attribute(condition)}</bpmn:conditionExpression></bpmn:sequenceFlow>`;
    }),
    ...associations.map(
      ({ from, to }) => `<bpmn:association id="${from}-${to}" associationDirection="One" sourceRef="${from}" targetRef="${to}" />`,
    ),
  ].join('\n');
}

function nodeXml({ tag, id, attributes, extension, inside, children, last = '' }: ModelNode, flows: readonly ModelFlow[]): string {
  return [
    `<bpmn:${tag} id="${id}"${attributes === '' ? '' : ` ${attributes}`}>`,
    extension === '' ? '' : `<bpmn:extensionElements>${extension}</bpmn:extensionElements>`,
    ...flows.filter(({ to }) => to === id).map((flow) => `<bpmn:incoming>${flow.id}</bpmn:incoming>`),
    ...flows.filter(({ from }) => from === id).map((flow) => `<bpmn:outgoing>${flow.id}</bpmn:outgoing>`),
    inside,
    children === undefined ? '' : scopeXml(children),
    last,
    `</bpmn:${tag}>`,
  ]
    .filter((line) => line !== '')
    .join('\n');
}
