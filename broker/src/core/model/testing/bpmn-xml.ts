/** Writes small BPMN files for tests: the frame around a process, and one-line elements. Nothing is checked here, so that wrong models can be written, too. */

/** Attributes by name; prefixed names as they stand. */
export type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and content. */
export function tag(name: string, attributes: Attributes = {}, ...content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return content.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${content.join('')}</${name}>`;
}

/** Text as it may stand in content and attributes. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A whole file around root elements. */
export function definitions(...content: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="http://bpmn.io/schema/bpmn">
${content.join('\n')}
</bpmn:definitions>`;
}

/** An executable process named `process`. */
export function process(...content: readonly string[]): string {
  return tag('bpmn:process', { id: 'process', isExecutable: 'true' }, ...content);
}

/** A file with one executable process, and root elements beside it. */
export function file(content: readonly string[], ...beside: readonly string[]): string {
  return definitions(...beside, process(...content));
}

/** `bpmn:extensionElements`. */
export function extended(...content: readonly string[]): string {
  return tag('bpmn:extensionElements', {}, ...content);
}

/** A sequence flow named `source-target`, with a condition where one is given. */
export function flow(source: string, target: string, condition?: string): string {
  const content =
    condition === undefined ? [] : [tag('bpmn:conditionExpression', { 'xsi:type': 'bpmn:tFormalExpression' }, escaped(condition))];
  return tag('bpmn:sequenceFlow', { id: `${source}-${target}`, sourceRef: source, targetRef: target }, ...content);
}

/** Flows along a path of ids. */
export function path(...ids: readonly string[]): string {
  return ids
    .slice(1)
    .map((id, at) => flow(ids[at] ?? '', id))
    .join('');
}

/** `start -> content -> end`, the flows included. */
export function between(id: string, ...content: readonly string[]): readonly string[] {
  return [tag('bpmn:startEvent', { id: 'start' }), ...content, tag('bpmn:endEvent', { id: 'end' }), path('start', id, 'end')];
}

/** A service task done by workers of a type, its id by default. */
export function serviceTask(id: string, ...content: readonly string[]): string {
  return tag('bpmn:serviceTask', { id }, extended(tag('zeebe:taskDefinition', { type: id })), ...content);
}

/** `bpmn:message` with a subscription where a correlation key is given. */
export function message(id: string, name: string, correlationKey?: string): string {
  const content = correlationKey === undefined ? [] : [extended(tag('zeebe:subscription', { correlationKey }))];
  return tag('bpmn:message', { id, name }, ...content);
}

/** A timer definition: `timeDate`, `timeDuration` or `timeCycle` with its text. */
export function timer(kind: 'timeDate' | 'timeDuration' | 'timeCycle', text: string): string {
  return tag('bpmn:timerEventDefinition', {}, tag(`bpmn:${kind}`, {}, escaped(text)));
}

/** `start -> id` and an end: a process around one element that has its own outgoing flows. */
export function after(id: string, ...content: readonly string[]): readonly string[] {
  return [tag('bpmn:startEvent', { id: 'start' }), ...content, path('start', id)];
}

/** A process of one task with a boundary event that leads to an end. */
export function withBoundary(definition: string, attributes: Attributes = {}, task = serviceTask('work')): readonly string[] {
  return [
    ...between('work', task),
    tag('bpmn:boundaryEvent', { id: 'boundary', attachedToRef: 'work', ...attributes }, definition),
    tag('bpmn:endEvent', { id: 'other' }),
    path('boundary', 'other'),
  ];
}

/** A sub-process with a plain inside; extension elements and loop characteristics come first, as the schema wants them. */
export function subProcess(id: string, first: string, ...content: readonly string[]): string {
  return tag('bpmn:subProcess', { id }, first, tag('bpmn:startEvent', { id: `${id}-start` }), ...content);
}

/** An event sub-process whose start event has these definitions. */
export function eventSubProcess(id: string, definition: string, attributes: Attributes = {}): string {
  const start = tag('bpmn:startEvent', { id: `${id}-start`, ...attributes }, definition);
  return tag(
    'bpmn:subProcess',
    { id, triggeredByEvent: 'true' },
    start,
    tag('bpmn:endEvent', { id: `${id}-end` }),
    path(`${id}-start`, `${id}-end`),
  );
}

/** An event definition that refers to a root element: `reference('message', 'm1')`. */
export function referring(kind: 'message' | 'signal' | 'error' | 'escalation', id?: string): string {
  return tag(`bpmn:${kind}EventDefinition`, id === undefined ? {} : { [`${kind}Ref`]: id });
}
