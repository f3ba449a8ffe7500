// Which files are accepted, and what is said of those that are not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRAPH_DEPTH_MAX } from './dmn-limits.ts';
import { readDmn } from './read-dmn.ts';
import { splitValues } from './read-table.ts';
import { decisionXml, dmnXml, knowledgeXml, literalXml, tableXml } from './testing/dmn-xml.ts';

function problems(xml: string): readonly string[] {
  const model = readDmn(xml);
  return 'problems' in model ? model.problems.map(({ elementId, message }) => `${elementId}: ${message}`) : [];
}

const one = decisionXml('d', literalXml('1'));
const table = (draft: Parameters<typeof tableXml>[0]): string => dmnXml(decisionXml('d', tableXml(draft)));

describe('what is read', () => {
  it('decisions in file order with the type of their logic', () => {
    const model = readDmn(
      dmnXml(decisionXml('b', literalXml('1')) + decisionXml('a', tableXml({ inputs: [], outputs: ['r'], rules: [] }))),
    );
    expect('graph' in model && [...model.graph.decisions.values()].map(({ id, name, type }) => [id, name, type])).toEqual([
      ['b', 'Name of b', 'LITERAL_EXPRESSION'],
      ['a', 'Name of a', 'DECISION_TABLE'],
    ]);
    expect(model).toMatchObject({ graph: { id: 'graph', name: 'Graph', namespace: 'http://example.com/dmn' } });
  });

  it('the version tag', () => {
    const tag = '<extensionElements><z:versionTag xmlns:z="http://camunda.org/schema/zeebe/1.0" value="v2"/></extensionElements>';
    const model = readDmn(dmnXml(`<decision id="d" name="d">${tag}${literalXml('1')}</decision>`));
    expect('graph' in model && model.graph.decisions.get('d')?.versionTag).toBe('v2');
  });
});

describe('what is refused', () => {
  it.each([
    ['no XML', 'text', 'Expected'],
    ['another root', dmnXml(one).replaceAll('definitions', 'decisions'), '<definitions> of DMN'],
    ['an unknown version', dmnXml(one, 'http://example.com'), '<definitions> of DMN'],
    ['no namespace', dmnXml(one).replace(/namespace="[^"]*"/, ''), "attribute 'namespace'"],
    ['no name', dmnXml(one.replace('name="Name of d"', '')), "d: Expected attribute 'name'"],
    ['no id', dmnXml(one.replace('id="d"', '')), "graph: Expected attribute 'id'"],
    ['the same id twice', dmnXml(one + one), 'd: Expected an id to be unique'],
    ['an id with a blank', dmnXml(one.replace('id="d"', 'id="d e"')), 'without blanks'],
    ['an unknown element', dmnXml(`${one}<surprise/>`), 'an element that DMN knows'],
    ['no logic', dmnXml(decisionXml('d', '')), 'd: Expected an expression or a table within'],
    ['two logics', dmnXml(decisionXml('d', literalXml('1') + literalXml('2'))), 'there are several'],
    [
      'a function as a decision',
      dmnXml(decisionXml('d', `<functionDefinition>${literalXml('1')}</functionDefinition>`)),
      'it is a function definition',
    ],
    ['no FEEL', dmnXml(decisionXml('d', literalXml('1 +'))), "d: Expected FEEL, but '1 +' is not"],
    [
      'another language',
      dmnXml(decisionXml('d', '<literalExpression expressionLanguage="groovy"><text>1</text></literalExpression>')),
      "it is 'groovy'",
    ],
    ['an empty output', table({ inputs: ['n'], outputs: ['r', 's'], rules: ['1 => 1 | '] }), 'tr1o1: Expected FEEL'],
    ['an unknown hit policy', table({ policy: 'hitPolicy="BEST"', inputs: ['n'], outputs: ['r'], rules: [] }), "it is 'BEST'"],
    [
      'an unknown aggregation',
      table({ policy: 'hitPolicy="COLLECT" aggregation="MEAN"', inputs: ['n'], outputs: ['r'], rules: [] }),
      "it is 'MEAN'",
    ],
    [
      'an aggregation of two',
      table({ policy: 'hitPolicy="COLLECT" aggregation="SUM"', inputs: ['n'], outputs: ['r', 's'], rules: [] }),
      'one output',
    ],
    ['outputs without names', table({ inputs: ['n'], outputs: ['', ''], rules: [] }), 'tout0: Expected attribute'],
    ['a table without outputs', table({ inputs: ['n'], outputs: [], rules: [] }), 'at least one <output>'],
    ['an unknown decision', dmnXml(decisionXml('d', literalXml('1'), ['x'])), "none with id 'x'"],
    ['an unknown knowledge model', dmnXml(decisionXml('d', literalXml('1'), ['!x'])), "none with id 'x'"],
    ['a circle', dmnXml(decisionXml('a', literalXml('1'), ['d']) + decisionXml('d', literalXml('1'), ['a'])), 'without a circle'],
    ['a decision that requires itself', dmnXml(decisionXml('d', literalXml('1'), ['d'])), 'without a circle'],
    ['an invocation of nothing', dmnXml(decisionXml('d', `<invocation>${literalXml('f')}</invocation>`)), "none with name 'f'"],
    [
      'a knowledge model that is not required',
      dmnXml(knowledgeXml('f', [], literalXml('1')) + decisionXml('d', `<invocation>${literalXml('f')}</invocation>`)),
      "none with name 'f'",
    ],
  ])('%s', (_, xml, expected) => expect(problems(xml).join('\n')).toContain(expected));

  it('requirements deeper than evaluation goes', () => {
    const chain = Array.from({ length: GRAPH_DEPTH_MAX + 1 }, (_, i) =>
      decisionXml(`d${i}`, literalXml('1'), i === 0 ? [] : [`d${i - 1}`]),
    );
    expect(problems(dmnXml(chain.join('')))).toEqual([expect.stringContaining(`at most ${GRAPH_DEPTH_MAX} levels deep`)]);
    expect(problems(dmnXml(chain.slice(0, -1).join('')))).toEqual([]);
  });
});

it('values are split where no text, list or context is open', () => {
  expect(splitValues('"a,b", [1, 2] ,{x: 1, y: 2}, 3')).toEqual(['"a,b"', '[1, 2]', '{x: 1, y: 2}', '3']);
  expect(splitValues('')).toEqual([]);
});

it('any mixture of elements gives a graph or problems', () => {
  const names = [
    'decision',
    'decisionTable',
    'context',
    'contextEntry',
    'list',
    'relation',
    'row',
    'invocation',
    'binding',
    'input',
    'output',
    'rule',
    'for',
    'in',
  ];
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc
      .tuple(
        fc.constantFrom(...names),
        fc.oneof({ maxDepth: 5 }, fc.constant([]), fc.array(tie('element'), { maxLength: 3 })),
        fc.constantFrom('', ' id="a"', ' name="b"', ' href="#a"'),
      )
      .map(([name, inner, attributes]) => `<${name}${attributes}>${inner.join('')}</${name}>`),
  }));
  fc.assert(
    fc.property(fc.array(element, { maxLength: 4 }), (elements) => {
      const model = readDmn(dmnXml(elements.join('')));
      expect('graph' in model || model.problems.length > 0).toBe(true);
    }),
    { numRuns: 300 },
  );
});
