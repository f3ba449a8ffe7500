/** From XML text to a tree of elements, within bounds and without document types, so that no entity can be declared. Never throws. */
import { Parser } from 'saxen';
import type { XmlElement } from './xml-element.ts';
import { XML_ASSIGNMENTS_MAX, XML_ATTRIBUTES_MAX, XML_BYTES_MAX, XML_DEPTH_MAX, XML_ELEMENTS_MAX } from './xml-limits.ts';
import { normalizeLineEnds, resolveReferences, scanCharacters } from './xml-text.ts';

/** The root element, or why there is none: `Expected ..., but ...`, with line and column from 1 where they are known. */
export type XmlDocument = { readonly root: XmlElement } | { readonly problem: string };

type PlaceGetter = () => { readonly line: number; readonly column: number };

interface Draft extends XmlElement {
  readonly children: Draft[];
  text: string;
}

/** Prefix to namespace in force at an element; the empty prefix is the default namespace. */
type Namespaces = ReadonlyMap<string, string>;

const PREDECLARED: Namespaces = new Map([
  ['', ''],
  ['xml', 'http://www.w3.org/XML/1998/namespace'],
]);

/** Stops the parser from within a handler; caught in {@link readXml} and nowhere else. */
class IllFormed extends Error {}

/** Reads a whole file. Bounds: {@link XML_BYTES_MAX}, {@link XML_DEPTH_MAX}, {@link XML_ELEMENTS_MAX}, {@link XML_ATTRIBUTES_MAX}. */
export function readXml(file: string): XmlDocument {
  const xml = file.startsWith('\uFEFF') ? file.slice(1) : file;
  if (xml.length > XML_BYTES_MAX) return { problem: `Expected at most ${XML_BYTES_MAX} bytes of XML, but there are more` };
  const { bytes, forbiddenAt } = scanCharacters(xml);
  if (bytes > XML_BYTES_MAX) return { problem: `Expected at most ${XML_BYTES_MAX} bytes of XML, but there are ${bytes}` };
  if (forbiddenAt >= 0) return { problem: `Expected characters that XML allows, but ${lineOf(xml, forbiddenAt)} has another one` };
  if (mostAssignments(xml) > XML_ASSIGNMENTS_MAX)
    return { problem: `Expected at most ${XML_ATTRIBUTES_MAX} attributes, but there are many more` };
  const reader = new TreeReader();
  try {
    reader.read(xml);
  } catch (error) {
    if (error instanceof IllFormed) return { problem: error.message };
    throw error;
  }
  return reader.root === undefined ? { problem: 'Expected an XML element, but the file has none' } : { root: reader.root };
}

/** Attributes cannot contain `<`, so that a tag has at most as many as there are assignments up to the next one. */
function mostAssignments(xml: string): number {
  let [most, count] = [0, 0];
  for (let at = 0; at < xml.length; at += 1) {
    const unit = xml.charCodeAt(at);
    if (unit === 0x3c) count = 0;
    else if (unit === 0x3d && (xml.charCodeAt(at + 1) === 0x22 || xml.charCodeAt(at + 1) === 0x27)) count += 1;
    if (count > most) most = count;
  }
  return most;
}

function lineOf(xml: string, position: number): string {
  let line = 1;
  for (let at = xml.indexOf('\n'); at >= 0 && at < position; at = xml.indexOf('\n', at + 1)) line += 1;
  return `line ${line}`;
}

/** Holds what is open while the parser walks through the text. */
class TreeReader {
  root: Draft | undefined;
  readonly #open: { readonly element: Draft; readonly namespaces: Namespaces }[] = [];
  #elements = 0;
  #place: PlaceGetter = () => ({ line: 0, column: 0 });

  read(xml: string): void {
    const parser = new Parser();
    const at =
      <Piece>(take: (piece: Piece) => void) =>
      (piece: Piece, ...rest: readonly unknown[]): void => {
        const place = rest.at(-1);
        if (typeof place === 'function') this.#place = place as PlaceGetter;
        take(piece);
      };
    parser.on(
      'error',
      at((error) => this.#fail(`well-formed XML, but ${error.message}`)),
    );
    parser.on(
      'warn',
      at((error) => this.#fail(`well-formed XML, but ${error.message}`)),
    );
    parser.on(
      'attention',
      at(() => this.#fail('no document type declaration, but there is one')),
    );
    parser.on(
      'question',
      at((text) => this.#instruction(text, xml)),
    );
    parser.on(
      'text',
      at((text) => this.#text(text)),
    );
    parser.on(
      'cdata',
      at((text) => this.#addText(text)),
    );
    parser.on('openTag', (name, attributes, _decode, _selfClosing, place) => {
      this.#place = place;
      this.#openTag(name, attributes());
    });
    parser.on('closeTag', () => this.#open.pop());
    parser.parse(xml);
  }

  #instruction(text: string, xml: string): void {
    if (/^<\?xml[\s?]/i.test(text) && !xml.startsWith(text))
      this.#fail('the XML declaration at the very beginning, but it is further down');
  }

  #openTag(qualifiedName: string, attributes: unknown): void {
    this.#elements += 1;
    if (this.#elements > XML_ELEMENTS_MAX) this.#fail(`at most ${XML_ELEMENTS_MAX} elements, but there are more`);
    if (this.#open.length >= XML_DEPTH_MAX) this.#fail(`at most ${XML_DEPTH_MAX} nested elements, but there are more`);
    const outer = this.#open.at(-1);
    if (outer === undefined && this.root !== undefined) this.#fail('one root element, but there is another one');
    const raw = this.#rawAttributes(attributes);
    const namespaces = this.#declared(raw, outer?.namespaces ?? PREDECLARED);
    const { namespace, name } = this.#expanded(qualifiedName, namespaces);
    const parent = outer?.element;
    const element: Draft = { namespace, name, attributes: this.#attributes(raw, namespaces), children: [], text: '', parent };
    if (parent === undefined) this.root = element;
    else parent.children.push(element);
    this.#open.push({ element, namespaces });
  }

  /** The parser parses attributes on demand and answers false when it could not; then it has already warned. */
  #rawAttributes(attributes: unknown): readonly (readonly [string, string])[] {
    if (typeof attributes !== 'object' || attributes === null) return this.#fail('well-formed attributes, but they are not');
    const entries = Object.entries(attributes);
    if (entries.length > XML_ATTRIBUTES_MAX) this.#fail(`at most ${XML_ATTRIBUTES_MAX} attributes, but there are ${entries.length}`);
    return entries.map(([name, value]) => [name, this.#attributeValue(name, String(value))]);
  }

  /** White space in attributes is normalised before references are resolved. XML 1.0 section 3.3.3. */
  #attributeValue(name: string, value: string): string {
    if (value.includes('<')) this.#fail(`no '<' within attribute '${name}', but there is one`);
    return this.#resolved(normalizeLineEnds(value).replace(/[\t\n]/g, ' '));
  }

  #declared(attributes: readonly (readonly [string, string])[], outer: Namespaces): Namespaces {
    let namespaces: Map<string, string> | undefined;
    for (const [name, value] of attributes) {
      if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
      namespaces ??= new Map(outer);
      if (namespaces.size > XML_ATTRIBUTES_MAX) this.#fail(`at most ${XML_ATTRIBUTES_MAX} namespaces, but there are more`);
      namespaces.set(name.slice(6), value);
    }
    return namespaces ?? outer;
  }

  #attributes(raw: readonly (readonly [string, string])[], namespaces: Namespaces): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    for (const [qualifiedName, value] of raw) {
      if (qualifiedName === 'xmlns' || qualifiedName.startsWith('xmlns:')) continue;
      const { namespace, name } = qualifiedName.includes(':')
        ? this.#expanded(qualifiedName, namespaces)
        : { namespace: '', name: qualifiedName };
      attributes.set(namespace === '' ? name : `{${namespace}}${name}`, value);
    }
    return attributes;
  }

  #expanded(qualifiedName: string, namespaces: Namespaces): { readonly namespace: string; readonly name: string } {
    const colon = qualifiedName.indexOf(':');
    const prefix = qualifiedName.slice(0, Math.max(colon, 0));
    const name = qualifiedName.slice(colon + 1);
    const namespace = namespaces.get(prefix);
    if (namespace === undefined) return this.#fail(`a declared namespace prefix, but '${prefix}' of <${qualifiedName}> is none`);
    if (name === '' || name.includes(':') || colon === 0) this.#fail(`a qualified name, but there is <${qualifiedName}>`);
    return { namespace, name };
  }

  #text(text: string): void {
    if (text.includes(']]>')) this.#fail("text without ']]>', but there is one");
    this.#addText(this.#resolved(text));
  }

  #addText(text: string): void {
    const open = this.#open.at(-1);
    if (open === undefined) this.#fail('text within the root element, but there is some outside');
    else open.element.text += normalizeLineEnds(text);
  }

  #resolved(text: string): string {
    const resolved = resolveReferences(text);
    return 'text' in resolved ? resolved.text : this.#fail(resolved.problem);
  }

  #fail(expectedBut: string): never {
    const { line, column } = this.#place();
    throw new IllFormed(`Expected ${expectedBut} (line ${line + 1}, column ${column + 1})`);
  }
}
