/** What a deploy rule is, and the small questions that many rules ask of one attribute. */
import type { BpmnGraph, BpmnNode } from '../bpmn/graph.ts';
import type { Compiled, TextCompiler } from '../model-text.ts';
import { isExpression } from '../model-text.ts';
import { type ModelProblem, problem } from '../problem.ts';
import { attribute, extensions, reference, type XmlElement } from '../xml/xml-element.ts';

/** What rules may look at beside their own element. */
export interface RuleContext {
  readonly compiler: TextCompiler;
  readonly graph: BpmnGraph;
  /** Elements outside of extensions by id: messages, signals, errors, escalations and all others. */
  readonly elementsById: ReadonlyMap<string, XmlElement>;
}

/** One rule: what is wrong with an element, or nothing. Rules that do not fit an element say nothing. */
export type Rule = (node: BpmnNode, context: RuleContext) => readonly ModelProblem[];

/** Nothing is wrong. */
export const FINE: readonly ModelProblem[] = [];

/** A problem when the condition does not hold. */
export function expect(holds: boolean, element: XmlElement, expected: string, found: string): readonly ModelProblem[] {
  return holds ? FINE : [problem(element, expected, found)];
}

/** The attribute is there and not blank. */
export function present(element: XmlElement, name: string): readonly ModelProblem[] {
  return expect(attribute(element, name).trim() !== '', element, `attribute '${name}' to be present and not empty`, 'it is not');
}

/** A text or an expression that compiles; absent is fine. */
export function readable(element: XmlElement, name: string, { compiler }: RuleContext): readonly ModelProblem[] {
  return compiled(element, `attribute '${name}' to be `, compiler.text(attribute(element, name)));
}

/** A text or an expression that may be left out or empty, which is the same to the reference, yet not of blanks. */
export function absentOrReadable(element: XmlElement, name: string, context: RuleContext): readonly ModelProblem[] {
  return attribute(element, name) === '' ? FINE : presentAndReadable(element, name, context);
}

/** A text or an expression that must be there. */
export function presentAndReadable(element: XmlElement, name: string, context: RuleContext): readonly ModelProblem[] {
  const missing = present(element, name);
  return missing.length > 0 ? missing : readable(element, name, context);
}

/** An expression that must be there and begin with `=`. */
export function presentExpression(element: XmlElement, name: string, { compiler }: RuleContext): readonly ModelProblem[] {
  return compiled(element, `attribute '${name}' to be `, compiler.expression(attribute(element, name)));
}

/** An expression where the attribute is there at all. */
export function optionalExpression(element: XmlElement, name: string, context: RuleContext): readonly ModelProblem[] {
  return element.attributes.has(name) ? presentExpression(element, name, context) : FINE;
}

/** The text of a child element as an expression that must begin with `=`. */
export function expressionText(element: XmlElement, { compiler }: RuleContext): readonly ModelProblem[] {
  return compiled(element, 'its text to be ', compiler.expression(element.text.trim()));
}

/** The same where an empty text is one that is not there. */
export function emptyOrExpression(element: XmlElement, context: RuleContext): readonly ModelProblem[] {
  return element.text.trim() === '' ? FINE : expressionText(element, context);
}

/** What a compiler said, as problems. */
export function compiled(element: XmlElement, what: string, result: Compiled<unknown>): readonly ModelProblem[] {
  if (!('problem' in result)) return FINE;
  const [expected = '', ...found] = result.problem.split(', but ');
  return [problem(element, `${what}${expected}`, found.join(', but '))];
}

/** A fixed text passes the check; expressions are checked when they are evaluated. Absent is fine. */
export function fixedText(element: XmlElement, name: string, expected: string, fits: (text: string) => boolean): readonly ModelProblem[] {
  const text = attribute(element, name);
  if (text === '' || isExpression(text)) return FINE;
  return expect(fits(text), element, `attribute '${name}' to be ${expected} or an expression`, `it is '${text.slice(0, 200)}'`);
}

/** Exactly one of the extension elements is there, and once. */
export function exactlyOneExtension(node: BpmnNode, ...names: readonly string[]): readonly ModelProblem[] {
  const found = names.flatMap((name) => extensions(node.xml, name));
  const wanted = names.map((name) => `zeebe:${name}`).join(' or ');
  return expect(found.length === 1, node.xml, `exactly one extension element ${wanted}`, `there are ${found.length}`);
}

/** At most one extension element of each name. */
export function atMostOneExtension(node: BpmnNode, ...names: readonly string[]): readonly ModelProblem[] {
  return names.flatMap((name) => {
    const found = extensions(node.xml, name).length;
    return expect(found <= 1, node.xml, `at most one extension element zeebe:${name}`, `there are ${found}`);
  });
}

/** The element that an attribute refers to, when it has the right name. */
export function referred(
  element: XmlElement,
  name: string,
  tag: string,
  { elementsById }: Pick<RuleContext, 'elementsById'>,
): XmlElement | undefined {
  const target = elementsById.get(reference(element, name));
  return target?.name === tag ? target : undefined;
}

/** Texts that occur more than once, each of them once. */
export function repeated(texts: readonly string[]): readonly string[] {
  const once = new Set<string>();
  const again = new Set<string>();
  for (const text of texts) (once.has(text) ? again : once).add(text);
  return [...again];
}
