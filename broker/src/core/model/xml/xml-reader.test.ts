/** What XML is read, what is refused and where, and that hostile files are refused cheaply. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extensions, reference, type XmlElement } from './xml-element.ts';
import { XML_BYTES_MAX, XML_DEPTH_MAX, XML_ELEMENTS_MAX } from './xml-limits.ts';
import { readXml } from './xml-reader.ts';

function root(xml: string): XmlElement {
  const document = readXml(xml);
  if ('problem' in document) throw new Error(document.problem);
  return document.root;
}

function problem(xml: string): string {
  const document = readXml(xml);
  return 'problem' in document ? document.problem : 'none';
}

describe('what is read', () => {
  it('names and attributes by namespace, whatever the prefix', () => {
    const one = root('<a:x xmlns:a="urn:a" xmlns="urn:d" a:p="1" p="2"><y/><z xmlns=""/></a:x>');
    expect([one.namespace, one.name]).toEqual(['urn:a', 'x']);
    expect([...one.attributes]).toEqual([
      ['{urn:a}p', '1'],
      ['p', '2'],
    ]);
    expect(one.children.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual(['urn:d y', ' z']);
  });

  it('a prefix only below its declaration', () => {
    expect(problem('<x><a:y xmlns:a="urn:a"/><a:z/></x>')).toContain("'a' of <a:z> is none");
    expect(
      root('<x xmlns:a="urn:a"><y xmlns:a="urn:b"><a:z/></y><a:z/></x>').children.map(
        ({ children, namespace }) => children[0]?.namespace ?? namespace,
      ),
    ).toEqual(['urn:b', 'urn:a']);
  });

  it('predefined and numeric references, and CDATA as it stands', () => {
    expect(root('<x a="&lt;&amp;&quot;&apos;&gt;">&#65;&#x1F600;<![CDATA[&lt;<y>]]></x>')).toMatchObject({ text: 'A\u{1F600}&lt;<y>' });
    expect(root('<x a="&lt;&amp;&quot;&apos;&gt;"/>').attributes.get('a')).toBe('<&"\'>');
  });

  it('line ends in text as one, in attributes as blanks', () => {
    const one = root('<x a="1\r\n2\t3&#10;4">a\r\nb\rc</x>');
    expect(one.text).toBe('a\nb\nc');
    expect(one.attributes.get('a')).toBe('1 2 3\n4');
  });

  it('a byte order mark, a declaration, comments and instructions around', () => {
    expect(root('\uFEFF<?xml version="1.0"?><!-- a --><?b c?><x><!-- <y/> --></x>\n').children).toEqual([]);
  });

  it('text split by elements as one', () => expect(root('<x>a<y/>b</x>').text).toBe('ab'));

  it('names that objects have by nature', () => {
    expect(root('<x constructor="1" toString="2"><hasOwnProperty/></x>').attributes.get('constructor')).toBe('1');
  });
});

describe('references of the model', () => {
  it('lose their prefix', () => expect(reference(root('<x r="ns:a"/>'), 'r')).toBe('a'));
  it('to extension elements are by namespace', () => {
    const model = `<m:x xmlns:m="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:q="http://camunda.org/schema/zeebe/1.0"><m:extensionElements><q:a/><a/></m:extensionElements></m:x>`;
    expect(extensions(root(model), 'a')).toHaveLength(1);
  });
});

describe('what is refused', () => {
  it.each([
    ['', 'Expected'],
    ['   ', 'Expected'],
    ['text', 'Expected'],
    ['<x>', 'end of file'],
    ['<x', 'unclosed tag'],
    ['<x></y>', 'mismatch'],
    ['</x>', 'missing open tag'],
    ['<x/><y/>', 'one root element'],
    ['<x/>text', 'outside'],
    ['text<x/>', 'outside'],
    ['<x/><![CDATA[a]]>', 'outside'],
    ['<x a="1" a="2"/>', 'already defined'],
    ['<x a=1/>', 'quotes'],
    ['<x a/>', 'Expected'],
    ['<x a="1/>', 'Expected'],
    ['<x a="<"/>', "no '<'"],
    ['<x a="&nope;"/>', "'&nope;"],
    ['<x>&nope;</x>', "'&nope;"],
    ['<x>&#0;</x>', "'&#0;"],
    ['<x>&#xD800;</x>', "'&#xD800;"],
    ['<x>a & b</x>', "'& b"],
    ['<x>]]></x>', ']]>'],
    ['<x><!-- a </x>', 'unclosed comment'],
    ['<x><![CDATA[ a </x>', 'unclosed cdata'],
    ['<x><?a </x>', 'unclosed question'],
    ['<x>\u0001</x>', 'characters that XML allows'],
    ['<x>\uD800</x>', 'characters that XML allows'],
    ['<x/>\uFFFE', 'characters that XML allows'],
    [' <?xml version="1.0"?><x/>', 'very beginning'],
    ['<a:x/>', "'a' of <a:x>"],
    ['<x a:b="1"/>', "'a' of <a:b>"],
    ['<1/>', 'Expected'],
    ['<!DOCTYPE x><x/>', 'no document type'],
    ['<x><!ENTITY a "b"></x>', 'no document type'],
  ])('%j', (xml, expected) => expect(problem(xml)).toContain(expected));

  it('says where, counted from 1; for text, where it ends', () => {
    expect(problem('<x>\n <y>\n  &nope;\n </y>\n</x>')).toContain('(line 4, column 2)');
    expect(problem('<x>\n\u0000</x>')).toContain('line 2');
  });
});

describe('hostile files', () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, at) => `<!ENTITY a${at + 1} "${`&a${at};`.repeat(10)}">`).join('')}]><x>&a30;</x>`;

  it.each([
    ['entities that grow', laughs, 'no document type'],
    ['10 MB of nesting', '<a>'.repeat(3_500_000), `${XML_BYTES_MAX}`],
    ['4 MB of nesting', '<a>'.repeat(1_390_000), `${XML_DEPTH_MAX} nested`],
    ['many elements', `<x>${'<a/>'.repeat(1_000_000)}</x>`, `${XML_ELEMENTS_MAX} elements`],
    ['many attributes', `<x ${Array.from({ length: 300_000 }, (_, at) => `a${at}=""`).join(' ')}/>`, 'attributes'],
    ['a long wrong name', `<x ${'\u00e4'.repeat(2_000_000)}="1"/>`, 'Expected'],
    ['many quotes', `<x ${'"'.repeat(4_000_000)}`, 'Expected'],
    ['many wide characters', `<x>${'\u20ac'.repeat(1_500_000)}</x>`, `${XML_BYTES_MAX} bytes`],
    ['many references', `<x>${'&amp;'.repeat(800_000)}&</x>`, 'reference'],
    ['namespaces at every level', nestedNamespaces(), 'namespaces'],
  ])('%s', (_name, xml, expected) => expect(problem(xml)).toContain(expected), 5_000);

  function nestedNamespaces(): string {
    return Array.from({ length: 190 }, (_, at) => `<a ${Array.from({ length: 2 }, (_, n) => `xmlns:p${at}n${n}="u"`).join(' ')}>`).join('');
  }
});

describe('any text', () => {
  const pieces = [
    '<',
    '>',
    '/',
    'a',
    ':',
    '=',
    '"',
    "'",
    '&',
    ';',
    ' ',
    '!--',
    '--',
    '[CDATA[',
    ']]',
    '?',
    'xmlns',
    '\n',
    '\u00e4',
    '#x41',
  ];
  it('gives a tree or a problem', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const document = readXml(parts.join(''));
        expect('root' in document || /^Expected .+, but .+/.test(document.problem)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
