/** What is wrong with a model, as values: collected, never thrown. */
import { attribute, type XmlElement } from './xml/xml-element.ts';

/** One refusal of a model. */
export interface ModelProblem {
  /** Id of the element; of the next one outside that has an id where it has none; empty for the file itself. */
  readonly elementId: string;
  /** Name of its XML element, such as `serviceTask`. */
  readonly elementType: string;
  /** `Expected ..., but ...`. */
  readonly message: string;
}

/** Problems of one file beyond this many are not collected: nobody reads further, and a hostile file has a million. */
export const PROBLEMS_MAX = 100;

/** A problem of an element: `Expected <expected>, but <found>`. */
export function problem(element: XmlElement, expected: string, found: string): ModelProblem {
  let named: XmlElement | undefined = element;
  while (named !== undefined && attribute(named, 'id') === '') named = named.parent;
  return {
    elementId: named === undefined ? '' : attribute(named, 'id'),
    elementType: element.name,
    message: `Expected ${expected}, but ${found}`,
  };
}

/** The problems of one resource as people read them: the file, then each element with what is wrong with it. */
export function problemText(resourceName: string, problems: readonly ModelProblem[]): string {
  const byElement = new Map<string, string[]>();
  for (const { elementId, elementType, message } of problems) {
    const element = elementId === '' ? elementType : `${elementId} > ${elementType}`;
    byElement.set(element, [...(byElement.get(element) ?? []), message]);
  }
  const lines = [...byElement].map(
    ([element, messages]) => `- Element: ${element}${messages.map((message) => `\n    - ERROR: ${message}`).join('')}`,
  );
  return `'${resourceName}': ${lines.join('\n')}`;
}
