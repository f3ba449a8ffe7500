/** Models of required decisions, and of files as a whole. */
import {
  decisionXml as decision,
  dmnXml,
  knowledgeXml as knowledge,
  literalXml as literal,
  tableXml,
} from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import { innerTable } from './boxed-xml.ts';
import { ask, type Question } from './question.ts';

const named = (id: string, variable: string, logic: string, needs = ''): string =>
  `<decision id="${id}" name="Name of ${id}">${variable}${needs}${logic}</decision>`;

/** Required decisions. */
export const requirements: readonly Question[] = [
  ask('required by id', decision('a', literal('n + 1')) + decision('d', literal('a * 2'), ['a']), ['{"n":1}', '{}', '{"n":1,"a":50}']),
  ask('required by variable', named('a', '<variable name="v"/>', literal('n + 1')) + decision('d', literal('[a, v]'), ['a']), [
    '{"n":1}',
    '{"n":1,"a":50,"v":50}',
  ]),
  ask('required by an empty variable', named('a', '<variable name=""/>', literal('n + 1')) + decision('d', literal('a'), ['a']), [
    '{"n":1}',
  ]),
  ask('required, not asked for', decision('a', literal('n + 1')) + decision('d', literal('1'), ['a']), ['{"n":1}']),
  ask('not required', decision('a', literal('n + 1')) + decision('d', literal('a')), ['{"n":1}']),
  ask(
    'diamond',
    decision('a', literal('n')) +
      decision('b', literal('a + 1'), ['a']) +
      decision('c', literal('a + 2'), ['a']) +
      decision('d', literal('[a, b, c]'), ['b', 'c']),
    ['{"n":1}', '{}'],
  ),
  ask(
    'a required of a required is not seen',
    decision('a', literal('1')) + decision('b', literal('a'), ['a']) + decision('d', literal('[a, b]'), ['b']),
  ),
  ask(
    'required that fails',
    decision('a', literal('assert(n, n > 1)')) + decision('b', literal('1')) + decision('d', literal('a'), ['b', 'a']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'required that fails first',
    decision('a', literal('assert(n, n > 1)')) + decision('b', literal('1')) + decision('d', literal('a'), ['a', 'b']),
    ['{"n":1}'],
  ),
  ask('required table', decision('a', innerTable) + decision('d', literal('a'), ['a']), ['{"n":1}', '{"n":2}']),
  ask(
    'required table of two columns',
    decision('a', tableXml({ inputs: ['n'], outputs: ['r', 's'], rules: ['1 => 1 | 2'] })) + decision('d', literal('a.r + a.s'), ['a']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'table of required',
    decision('a', literal('n + 1')) +
      decision('d', tableXml({ inputs: ['a'], outputs: ['r'], rules: ['2 => a', 'a => 5'], policy: 'hitPolicy="FIRST"' }), ['a']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask('required of a type', named('a', '<variable name="a" typeRef="string"/>', literal('n')) + decision('d', literal('a'), ['a']), [
    '{"n":1}',
    '{"n":"x"}',
  ]),
  ask('circle', decision('a', literal('1'), ['d']) + decision('d', literal('1'), ['a'])),
  ask('requires itself', decision('d', literal('1'), ['d'])),
  ask('requires the unknown', decision('d', literal('1'), ['x'])),
  ask('requires a knowledge model as decision', knowledge('f', ['x'], literal('x')) + decision('d', literal('1'), ['f'])),
  ask('requires the same twice', decision('a', literal('1')) + decision('d', literal('a'), ['a', 'a'])),
  ask(
    'input data',
    `<inputData id="i" name="n"/>${named('d', '', literal('n'), '<informationRequirement><requiredInput href="#i"/></informationRequirement>')}`,
    ['{"n":1}'],
  ),
  ask(
    'input data with a type',
    `<inputData id="i" name="n"><variable name="n" typeRef="number"/></inputData>${named('d', '', literal('n'), '<informationRequirement><requiredInput href="#i"/></informationRequirement>')}`,
    ['{"n":"a"}'],
  ),
  ask('unknown input data', named('d', '', literal('1'), '<informationRequirement><requiredInput href="#i"/></informationRequirement>')),
  ask(
    'requirement of another file',
    named('d', '', literal('1'), '<informationRequirement><requiredDecision href="other.dmn#i"/></informationRequirement>'),
  ),
  ask(
    'two of one name',
    decision('a', literal('1'), [], '<variable name="v"/>') +
      decision('b', literal('2'), [], '<variable name="v"/>') +
      decision('d', literal('v'), ['a', 'b']),
  ),
  ask('decision called like a variable', decision('a', literal('if n = 1 then null else n')) + decision('d', literal('a'), ['a']), [
    '{"n":1,"a":7}',
    '{"n":2,"a":7}',
  ]),
  ask(
    'knowledge and requirements',
    knowledge('f', ['x'], literal('x + a')) + decision('a', literal('10')) + decision('d', literal('f(1)'), ['a', '!f']),
  ),
  ask('asking for the required', decision('a', literal('n + 1')) + decision('d', literal('a * 2'), ['a']), ['{"n":1}'], 'a'),
  ask('date of a required', decision('a', literal('date("2024-01-01")')) + decision('d', literal('a.year'), ['a'])),
  ask('function of a required', decision('a', literal('function(x) x + 1')) + decision('d', literal('a(1)'), ['a'])),
];

const one = decision('d', literal('1'));
const file = (name: string, xml: string): Question => ({ name, xml, asked: [['d', '{}']] });
/** Files. */
export const files: readonly Question[] = [
  ...[
    'http://www.omg.org/spec/DMN/20151101/dmn.xsd',
    'http://www.omg.org/spec/DMN/20151130',
    'http://www.omg.org/spec/DMN/20180521/MODEL/',
    'https://www.omg.org/spec/DMN/20191111/MODEL/',
    'https://www.omg.org/spec/DMN/20211108/MODEL/',
    'https://www.omg.org/spec/DMN/20230324/MODEL/',
    'https://www.omg.org/spec/DMN/20240513/MODEL/',
    'http://example.com/none',
  ].map((namespace) => file(`namespace ${namespace}`, dmnXml(one, namespace))),
  { name: 'no decisions', xml: dmnXml(''), asked: [] },
  file('broken', '<definitions'),
  file('not XML', 'hello'),
  file('another root', dmnXml(one).replaceAll('definitions', 'decisions')),
  file('no id', dmnXml(one).replace('id="graph"', '')),
  file('no name', dmnXml(one).replace('name="Graph"', '')),
  file('no namespace', dmnXml(one).replace(/namespace="[^"]*"/, '')),
  file('decision without id', dmnXml(one.replace('id="d"', ''))),
  file('decision without name', dmnXml(one.replace('name="Name of d"', ''))),
  file('decision with empty id', dmnXml(one.replace('id="d"', 'id=""'))),
  file('decision with empty name', dmnXml(one.replace('name="Name of d"', 'name=""'))),
  file('decision twice', dmnXml(one + one)),
  file('decision like the graph', dmnXml(one.replace('id="d"', 'id="graph"'))),
  file('id with a blank', dmnXml(one.replace('id="d"', 'id="d e"'))),
  file('unknown element', dmnXml(`${one}<surprise/>`)),
  file('unknown element in a decision', dmnXml(decision('d', `${literal('1')}<surprise/>`))),
  file('unknown attribute', dmnXml(one.replace('<decision ', '<decision surprise="1" '))),
  file('extension elements', dmnXml(decision('d', `<extensionElements><x:y xmlns:x="urn:x"/></extensionElements>${literal('1')}`))),
  file(
    'extension elements first',
    dmnXml(
      `<decision id="d" name="d"><description>x</description><extensionElements><x:y xmlns:x="urn:x"/></extensionElements><question>x</question><allowedAnswers>y</allowedAnswers>${literal('1')}</decision>`,
    ),
  ),
  file('attribute of another namespace', dmnXml(one.replace('<decision ', '<decision xmlns:x="urn:x" x:y="1" '))),
  file('two logics', dmnXml(decision('d', literal('1') + literal('2')))),
  file('logic before the variable', dmnXml(`<decision id="d" name="d">${literal('1')}<variable name="v"/></decision>`)),
  file(
    'text annotation',
    dmnXml(
      `${one}<textAnnotation id="t"><text>x</text></textAnnotation><association id="as"><sourceRef href="#t"/><targetRef href="#d"/></association>`,
    ),
  ),
  file('knowledge source', dmnXml(`${one}<knowledgeSource id="k" name="k"/>`)),
  file(
    'knowledge source required',
    dmnXml(
      `<knowledgeSource id="k" name="k"/>${named('d', '', literal('1'), '<authorityRequirement><requiredAuthority href="#k"/></authorityRequirement>')}`,
    ),
  ),
  file('decision service', dmnXml(`${one}<decisionService id="s" name="s"><outputDecision href="#d"/></decisionService>`)),
  file(
    'import',
    dmnXml(`<import namespace="http://example.com/other" importType="https://www.omg.org/spec/DMN/20191111/MODEL/" name="o"/>${one}`),
  ),
  file('variable without a name', dmnXml(decision('d', literal('1'), [], '<variable/>'))),
  file('variable of another name', dmnXml(decision('d', literal('1'), [], '<variable name="v"/>'))),
];
