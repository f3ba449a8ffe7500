/** The questions that readers ask of an element of a DMN file. No rules here. */
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';

/** Namespaces of DMN 1.1 to 1.5. */
export const DMN_NAMESPACES: ReadonlySet<string> = new Set([
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd',
  'http://www.omg.org/spec/DMN/20180521/MODEL/',
  'https://www.omg.org/spec/DMN/20191111/MODEL/',
  'https://www.omg.org/spec/DMN/20211108/MODEL/',
  'https://www.omg.org/spec/DMN/20230324/MODEL/',
]);

/** The children of that name, in file order. */
export function children(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name && child.namespace === element.namespace);
}

/** The first child of that name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((one) => one.name === name && one.namespace === element.namespace);
}

/** The content of `<text>`, without blanks around; empty if there is none. */
export function textOf(element: XmlElement): string {
  return child(element, 'text')?.text.trim() ?? '';
}

/** The type an element names, in the attribute of DMN 1.2 and later or the qualified name of 1.1; empty for none. */
export function typeRefOf(element: XmlElement | undefined): string {
  return element === undefined ? '' : attribute(element, 'typeRef').trim();
}

/** The ids that requirements of one kind refer to, without the leading `#`. */
export function requiredIds(element: XmlElement, requirement: string, required: string): readonly string[] {
  return children(element, requirement)
    .flatMap((one) => children(one, required))
    .map((one) => attribute(one, 'href').trim().replace(/^#/, ''));
}
