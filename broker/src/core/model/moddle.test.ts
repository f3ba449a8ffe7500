/** Compares the tree that is read here with what the modelers' own reader sees: elements, ids, attributes of extensions. */
// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient declaration cannot be imported
/// <reference path="./testing/bpmn-moddle.d.ts" />

import { readdirSync, readFileSync } from 'node:fs';
import { BpmnModdle } from 'bpmn-moddle';
import { describe, expect, it } from 'vitest';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };
import { between, extended, file, message, referring, serviceTask, tag } from './testing/bpmn-xml.ts';
import { BPMN, type XmlElement, ZEEBE } from './xml/xml-element.ts';
import { readXml } from './xml/xml-reader.ts';

const folder = new URL('../../../../test/models/', import.meta.url);
const own = file(
  between(
    'work',
    serviceTask(
      'work',
      tag('bpmn:multiInstanceLoopCharacteristics', {}, extended(tag('zeebe:loopCharacteristics', { inputCollection: '=a <b> & "c"' }))),
    ),
    tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'work' }, referring('message', 'm')),
    tag(
      'bpmn:userTask',
      { id: 'u' },
      extended(tag('zeebe:assignmentDefinition', { assignee: '=\u00e4', candidateGroups: 'a,b' }), tag('zeebe:userTask')),
    ),
  ),
  message('m', 'paid', '=order.id'),
);

/** One line for each BPMN element with an id and each Zeebe extension, sorted. */
function linesOfOurs(xml: string): readonly string[] {
  const document = readXml(xml);
  if ('problem' in document) throw new Error(document.problem);
  const lines: string[] = [];
  const visit = (element: XmlElement): void => {
    if (element.namespace === BPMN && element.attributes.has('id')) lines.push(`${element.name} ${element.attributes.get('id') ?? ''}`);
    if (element.namespace === ZEEBE) lines.push(line(element.name, element.attributes));
    for (const child of element.children) if (child.namespace === BPMN || child.namespace === ZEEBE) visit(child);
  };
  visit(document.root);
  return lines.sort();
}

function line(name: string, attributes: Iterable<readonly [string, unknown]>): string {
  return [name, ...[...attributes].map(([key, value]) => `${key}=${String(value)}`).sort()].join(' ');
}

/** What the other reader gives: objects with a type, own members for what was written, and a description of each member. */
interface Moddle {
  readonly $type: string;
  readonly $attrs: Readonly<Record<string, unknown>>;
  readonly $descriptor: {
    readonly properties: readonly {
      readonly name: string;
      readonly isAttr?: boolean;
      readonly isReference?: boolean;
      readonly isVirtual?: boolean;
    }[];
  };
  readonly [member: string]: unknown;
}

function isModdle(value: unknown): value is Moddle {
  return typeof value === 'object' && value !== null && '$type' in value && '$descriptor' in value;
}

function linesOfTheirs(root: Moddle): readonly string[] {
  const lines: string[] = [];
  const visit = (element: Moddle): void => {
    const [prefix = '', type = ''] = element.$type.split(':');
    const name = type.charAt(0).toLowerCase() + type.slice(1);
    const members = element.$descriptor.properties.filter((member) => Object.hasOwn(element, localName(member.name)));
    const id = element.id;
    if (prefix === 'bpmn' && typeof id === 'string') lines.push(`${name} ${id}`);
    if (prefix === 'zeebe') {
      const attributes = members
        .filter((member) => member.isAttr === true)
        .map((member) => [localName(member.name), element[localName(member.name)]] as const);
      lines.push(line(name, [...attributes, ...Object.entries(element.$attrs)]));
    }
    for (const member of members) {
      if (member.isReference === true || member.isVirtual === true) continue;
      const value = element[localName(member.name)];
      for (const one of Array.isArray(value) ? value : [value]) if (isModdle(one) && /^(bpmn|zeebe):/.test(one.$type)) visit(one);
    }
  };
  visit(root);
  return lines.sort();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

async function theirs(xml: string): Promise<readonly string[]> {
  const { rootElement, warnings } = await new BpmnModdle({ zeebe }).fromXML(xml);
  expect(warnings).toEqual([]);
  if (!isModdle(rootElement)) throw new Error('no root');
  return linesOfTheirs(rootElement);
}

describe('two readers of one model', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.bpmn') && name !== 'broken.bpmn');
  const models = [['our own', own] as const, ...files.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const)];
  it.each(models)('%s', async (_name, xml) => {
    expect(linesOfOurs(xml).length).toBeGreaterThan(1);
    expect(linesOfOurs(xml)).toEqual(await theirs(xml));
  });
});
