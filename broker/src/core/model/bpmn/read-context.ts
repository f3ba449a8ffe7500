/** What readers of a model that passed all rules ask for: texts, expressions and referenced elements. Nothing can be missing any more. */
import type { Expression } from '../../feel/expression.ts';
import type { ModelText } from '../executable.ts';
import type { TextCompiler } from '../model-text.ts';
import { attribute, extension, reference, type XmlElement, zeebeChildren } from '../xml/xml-element.ts';
import type { BpmnGraph } from './graph.ts';

/** What readers may look at. */
export interface ReadContext {
  readonly compiler: TextCompiler;
  readonly graph: BpmnGraph;
  readonly elementsById: ReadonlyMap<string, XmlElement>;
}

/** A text that the rules have found right. A failure here is a hole in the rules. */
export function textOf(text: string, { compiler }: ReadContext): ModelText {
  const compiled = compiler.text(text);
  if ('problem' in compiled) throw new Error(`a rule let an unreadable text pass: ${compiled.problem}`);
  return compiled.value;
}

/** An attribute as text; absent or empty gives `otherwise`. */
export function textAttribute(element: XmlElement, name: string, context: ReadContext, otherwise = ''): ModelText {
  const text = attribute(element, name);
  return textOf(text === '' ? otherwise : text, context);
}

/** An attribute as text; undefined when absent or empty. */
export function optionalText(element: XmlElement | undefined, name: string, context: ReadContext): ModelText | undefined {
  const text = element === undefined ? '' : attribute(element, name);
  return text === '' ? undefined : textOf(text, context);
}

/** An expression that the rules have found right. */
export function expressionOf(text: string, { compiler }: ReadContext): Expression {
  const compiled = compiler.expression(text);
  if ('problem' in compiled) throw new Error(`a rule let an unreadable expression pass: ${compiled.problem}`);
  return compiled.value;
}

/** An attribute as an expression; undefined when absent or empty. */
export function optionalExpressionOf(element: XmlElement | undefined, name: string, context: ReadContext): Expression | undefined {
  const text = element === undefined ? '' : attribute(element, name);
  return text === '' ? undefined : expressionOf(text, context);
}

/** The text of a child element as an expression; undefined when there is no such child or text. */
export function optionalTextExpression(element: XmlElement | undefined, context: ReadContext): Expression | undefined {
  const text = element?.text.trim() ?? '';
  return text === '' ? undefined : expressionOf(text, context);
}

/** The element that an attribute refers to. */
export function referredElement(element: XmlElement, name: string, { elementsById }: ReadContext): XmlElement | undefined {
  return elementsById.get(reference(element, name));
}

/** `zeebe:taskHeaders` as an object; those without a key or a value do not, as in the reference. */
export function headersOf(element: XmlElement): Readonly<Record<string, string>> {
  const all = pairs(extension(element, 'taskHeaders'), 'header', 'key');
  return Object.fromEntries(Object.entries(all).filter(([key, value]) => key !== '' && value !== ''));
}

/** `zeebe:properties` as an object. */
export function propertiesOf(element: XmlElement): Readonly<Record<string, string>> {
  return pairs(extension(element, 'properties'), 'property', 'name');
}

/** Own properties only, whatever their names. */
function pairs(container: XmlElement | undefined, child: string, key: string): Readonly<Record<string, string>> {
  const entries =
    container === undefined ? [] : zeebeChildren(container, child).map((one) => [attribute(one, key), attribute(one, 'value')] as const);
  return Object.fromEntries(entries);
}
