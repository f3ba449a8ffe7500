/** A namespace-aware XML element and the few questions readers ask of it. No parsing here. */

/** One element. Comments, processing instructions and the order of mixed text are not kept. */
export interface XmlElement {
  /** Namespace URI; empty for none. */
  readonly namespace: string;
  /** Local name. */
  readonly name: string;
  /** Unprefixed attributes by name, prefixed ones as `{namespace}name`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Own character data, CDATA included, pieces joined. */
  readonly text: string;
  readonly parent: XmlElement | undefined;
}

/** Namespace of BPMN 2.0 models. */
export const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** Namespace of Zeebe's extension elements. */
export const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';

/** The BPMN children of that name, in file order. */
export function bpmnChildren(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === BPMN);
}

/** The first BPMN child of that name. */
export function bpmnChild(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name && child.namespace === BPMN);
}

/** Children of that name in the Zeebe namespace: parts of an extension element. */
export function zeebeChildren(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === ZEEBE);
}

/** Extension elements of that name: `bpmn:extensionElements` > `zeebe:name`. */
export function extensions(element: XmlElement, name: string): readonly XmlElement[] {
  return bpmnChildren(element, 'extensionElements').flatMap((container) => zeebeChildren(container, name));
}

/** The first extension element of that name. */
export function extension(element: XmlElement, name: string): XmlElement | undefined {
  return extensions(element, name)[0];
}

/** An unprefixed attribute; empty text when absent. */
export function attribute(element: XmlElement, name: string): string {
  return element.attributes.get(name) ?? '';
}

/** A boolean attribute as XML Schema writes it; `otherwise` when absent. */
export function flag(element: XmlElement, name: string, otherwise: boolean): boolean {
  const text = element.attributes.get(name)?.trim();
  return text === undefined ? otherwise : text === 'true' || text === '1';
}

/** The local part of a reference: BPMN refers by qualified name, whose prefix is of no use within one file. */
export function reference(element: XmlElement, name: string): string {
  const text = attribute(element, name).trim();
  return text.slice(text.indexOf(':') + 1);
}
