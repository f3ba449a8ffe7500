/** Reads the item definitions of a DMN file as types for expressions; allowed values are not part of a type. DMN 1.5, chapter 7.3.3. */
import { anyType, type FeelType, type NamedTypes } from '../feel/type.ts';
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import { child, children } from './dmn-element.ts';

/** All types of the file by name. */
export function readTypes(root: XmlElement): NamedTypes {
  return new Map(children(root, 'itemDefinition').map((element) => [attribute(element, 'name').trim(), typeOf(element)]));
}

function typeOf(element: XmlElement): FeelType {
  const item = itemOf(element);
  return attribute(element, 'isCollection') === 'true' ? { kind: 'list', item } : item;
}

function itemOf(element: XmlElement): FeelType {
  const called = child(element, 'functionItem');
  if (called !== undefined) {
    const parameters = children(called, 'parameters').map((one) => named(attribute(one, 'typeRef')));
    return { kind: 'function', parameters, result: named(attribute(called, 'outputTypeRef')) };
  }
  const components = children(element, 'itemComponent');
  if (components.length === 0) return named(child(element, 'typeRef')?.text ?? '');
  return { kind: 'context', entries: new Map(components.map((one) => [attribute(one, 'name').trim(), typeOf(one)])) };
}

/** A reference, whose prefix of DMN 1.1 does not count; none means any type. */
function named(reference: string): FeelType {
  const name = reference.trim();
  return name === '' ? anyType : { kind: 'named', name: name.slice(name.indexOf(':') + 1) };
}
