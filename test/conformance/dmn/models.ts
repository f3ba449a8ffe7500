/** The decision models that both brokers are asked about, each with the questions. Written by hand; what comes of them is in traces/decisions.json. */
import {
  decisionXml as decision,
  dmnXml,
  knowledgeXml as knowledge,
  literalXml as literal,
  type TableDraft,
  tableXml,
} from '../../../broker/src/core/dmn/testing/dmn-xml.ts';

/** A file with what is asked of it: decision id and variables. */
export interface Question {
  readonly name: string;
  readonly xml: string;
  readonly asked: readonly (readonly [string, string])[];
}

const someNumbers = ['{}', '{"n":0}', '{"n":1}', '{"n":2}', '{"n":3}', '{"n":"a"}', '{"n":null}'];

function ask(name: string, body: string, variables: readonly string[] = ['{}'], id = 'd'): Question {
  return { name, xml: dmnXml(body), asked: variables.map((json) => [id, json]) };
}

function table(name: string, draft: TableDraft, variables: readonly string[] = someNumbers, variable = ''): Question {
  return ask(name, decision('d', tableXml(draft), [], variable), variables);
}

function expression(name: string, text: string, variables: readonly string[] = ['{}']): Question {
  return ask(name, decision('d', literal(text)), variables);
}

const overlapping = ['> 2 => "c"', '> 1 => "b"', '> 0 => "a"'];
const numbers = ['> 2 => 30', '> 1 => 2.5', '> 0 => 100'];
const twoColumns = ['> 2 => "c" | 1', '> 1 => "b" | 2', '> 0 => "a" | 2'];
const policies = ['UNIQUE', 'ANY', 'FIRST', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT'];
const aggregators = ['SUM', 'MIN', 'MAX', 'COUNT'];
const attribute = (policy: string): string => (policy === '' ? '' : `hitPolicy="${policy}"`);
const collect = (aggregator: string): string => `hitPolicy="COLLECT" aggregation="${aggregator}"`;

/** A table asked with no input, and with inputs that fit one, two and three rules. */
function policy(name: string, draft: TableDraft): Question {
  return table(name, draft, ['{}', '{"n":1}', '{"n":2}', '{"n":3}']);
}

const hitPolicies: readonly Question[] = [
  ...['', ...policies].flatMap((name) => [
    policy(`${name} one column`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: overlapping }),
    policy(`${name} one column, default`, { policy: attribute(name), inputs: ['n'], outputs: ['r="none"'], rules: overlapping }),
    policy(`${name} same results`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => 7', '> 0 => 7.0'] }),
    policy(`${name} two columns`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's'], rules: twoColumns }),
    policy(`${name} two columns, defaults`, { policy: attribute(name), inputs: ['n'], outputs: ['r="none"', 's=0'], rules: twoColumns }),
    policy(`${name} two columns, one default`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's=0'], rules: twoColumns }),
    policy(`${name} values`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"a","b","c"'], rules: overlapping }),
    policy(`${name} values, not all`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"b"'], rules: overlapping }),
    policy(`${name} values of two`, { policy: attribute(name), inputs: ['n'], outputs: ['r:"a","b","c"', 's:2,1'], rules: twoColumns }),
    policy(`${name} values of the second`, { policy: attribute(name), inputs: ['n'], outputs: ['r', 's:2,1'], rules: twoColumns }),
    policy(`${name} numbers`, { policy: attribute(name), inputs: ['n'], outputs: ['r:100,30,2.5'], rules: numbers }),
    policy(`${name} null results`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => null', '> 0 => 1'] }),
    policy(`${name} no output name`, { policy: attribute(name), inputs: ['n'], outputs: [''], rules: ['> 1 => 1', '> 2 => 2'] }),
    policy(`${name} lists`, { policy: attribute(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => [1,2]', '> 2 => [3]'] }),
  ]),
  ...aggregators.flatMap((name) => [
    policy(`${name} numbers`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: numbers }),
    policy(`${name} numbers, default`, { policy: collect(name), inputs: ['n'], outputs: ['r=-1'], rules: numbers }),
    policy(`${name} texts`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: overlapping }),
    policy(`${name} null`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => null', '> 0 => 1'] }),
    policy(`${name} durations`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => @"P1D"', '> 0 => @"P2D"'] }),
    policy(`${name} dates`, {
      policy: collect(name),
      inputs: ['n'],
      outputs: ['r'],
      rules: ['> 1 => @"2024-01-02"', '> 0 => @"2024-01-03"'],
    }),
    policy(`${name} lists`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => [1,2]', '> 0 => [3]'] }),
    policy(`${name} same`, { policy: collect(name), inputs: ['n'], outputs: ['r'], rules: ['> 1 => 5', '> 0 => 5'] }),
    policy(`${name} two columns`, { policy: collect(name), inputs: ['n'], outputs: ['r', 's'], rules: twoColumns }),
    policy(`${name} values`, { policy: collect(name), inputs: ['n'], outputs: ['r:100,30,2.5'], rules: numbers }),
    policy(`${name} with another policy`, {
      policy: `hitPolicy="FIRST" aggregation="${name}"`,
      inputs: ['n'],
      outputs: ['r'],
      rules: numbers,
    }),
  ]),
  policy('unknown policy', { policy: 'hitPolicy="BEST"', inputs: ['n'], outputs: ['r'], rules: numbers }),
  policy('unknown aggregation', { policy: collect('MEAN'), inputs: ['n'], outputs: ['r'], rules: numbers }),
];

const tests = [
  '1',
  '"a"',
  '-',
  '',
  ' ',
  '< 2',
  '[1..3]',
  ']1..3[',
  '(1..3]',
  '1,2',
  'not(1)',
  'not(1,2)',
  'null',
  'n',
  'm',
  '? > 1',
  'cellInput > 1',
  '[1,2]',
  'list contains([2,3], ?)',
  'true',
  'false',
  'n = 2',
  '= 2',
  '!= 2',
  '1 + 1',
  'assert(false, false)',
  'max([[1],[2]])',
  'unknown',
  '> "a"',
  'not(> 1)',
  'if ? = 2 then true else false',
  '@"2024-01-01"',
  'some x in [1,2] satisfies x = ?',
  '[',
  '1 2',
  '-1',
  'not(-)',
  '- , 1',
  'r',
  'in0',
];

const inputsOfTables: readonly Question[] = [
  ...tests.map((test) =>
    table(`test ${test}`, { inputs: ['n'], outputs: ['r'], rules: [`${test} => "hit"`] }, [
      ...someNumbers,
      '{"n":2,"m":2}',
      '{"n":[1,2]}',
      '{"n":true}',
    ]),
  ),
  ...['n + 1', 'm', 'assert(n, n > 1)', '', 'n +', '[n]', '{a: n}', '"text"', 'n > 1', 'date("2024-01-01")', 'x.y', '= n', 'n // x'].map(
    (text) => table(`input ${text}`, { inputs: [text], outputs: ['r'], rules: ['- => 1'] }, ['{}', '{"n":1}', '{"n":2}']),
  ),
  table(
    'two inputs',
    { inputs: ['n', 'm'], outputs: ['r'], rules: ['> 1 | > 1 => "both"', '- | > 1 => "m"', '> 1 | - => "n"'], policy: 'hitPolicy="FIRST"' },
    ['{}', '{"n":2}', '{"m":2}', '{"n":2,"m":2}', '{"n":"a","m":2}'],
  ),
  table(
    'first test fails, second would',
    { inputs: ['n', 'm'], outputs: ['r'], rules: ['1 | assert(false, false) => "x"', '- | 2 => "y"'], policy: 'hitPolicy="FIRST"' },
    ['{"n":1,"m":2}', '{"n":2,"m":2}'],
  ),
  table(
    'after the first hit',
    { inputs: ['n'], outputs: ['r'], rules: ['1 => "x"', 'assert(false, false) => "y"'], policy: 'hitPolicy="FIRST"' },
    ['{"n":1}', '{"n":2}'],
  ),
  table(
    'output after the first hit',
    { inputs: ['n'], outputs: ['r'], rules: ['1 => "x"', '- => assert(false, false)'], policy: 'hitPolicy="FIRST"' },
    ['{"n":1}', '{"n":2}'],
  ),
  table('outputs of two columns that fail', { inputs: ['n'], outputs: ['r', 's'], rules: ['1 => "x" | assert(false, false)'] }, [
    '{"n":1}',
    '{"n":2}',
  ]),
  table('no inputs', { inputs: [], outputs: ['r'], rules: [' => 1'] }, ['{}']),
  table('no rules', { inputs: ['n'], outputs: ['r'], rules: [] }, ['{}']),
  table('no rules, default', { inputs: ['n'], outputs: ['r=5'], rules: [] }, ['{}']),
  table('no outputs', { inputs: ['n'], outputs: [], rules: ['1 => '] }, ['{"n":1}']),
  table('too few tests', { inputs: ['n', 'm'], outputs: ['r'], rules: ['1 => 1'] }, ['{"n":1}', '{"n":1,"m":2}']),
  table('too many tests', { inputs: ['n'], outputs: ['r'], rules: ['1 | 2 => 1'] }, ['{"n":1}']),
  table('too few results', { inputs: ['n'], outputs: ['r', 's'], rules: ['1 => 1'] }, ['{"n":1}']),
  table('too many results', { inputs: ['n'], outputs: ['r'], rules: ['1 => 1 | 2'] }, ['{"n":1}']),
  table('empty result', { inputs: ['n'], outputs: ['r', 's'], rules: ['1 => 1 | '] }, ['{"n":1}']),
  table('the same output name', { inputs: ['n'], outputs: ['r', 'r'], rules: ['1 => 1 | 2'] }, ['{"n":1}']),
  table('two columns without names', { inputs: ['n'], outputs: ['', ''], rules: ['1 => 1 | 2'] }, ['{"n":1}']),
  table('five columns', { inputs: ['n'], outputs: ['a', 'b', 'c', 'd', 'e'], rules: ['1 => 1 | 2 | 3 | 4 | 5'] }, ['{"n":1}', '{}']),
  table('five columns, default of the last', { inputs: ['n'], outputs: ['a', 'b', 'c', 'd', 'e=1'], rules: ['1 => 1 | 2 | 3 | 4 | 5'] }, [
    '{}',
  ]),
  table('default that fails', { inputs: ['n'], outputs: ['r=assert(n, n > 1)'], rules: ['1 => 1'] }, ['{}', '{"n":2}', '{"n":1}']),
  table('default that reads', { inputs: ['n'], outputs: ['r=n + 1'], rules: ['1 => 1'] }, ['{"n":2}']),
  table('default that is no expression', { inputs: ['n'], outputs: ['r=+'], rules: ['1 => 1'] }, ['{"n":2}']),
  table('empty default', { inputs: ['n'], outputs: ['r= '], rules: ['1 => 1'] }, ['{"n":2}']),
  table('values that are no expressions', { inputs: ['n'], outputs: ['r:+'], rules: ['1 => 1'] }, ['{"n":1}']),
  table('values computed', { policy: 'hitPolicy="PRIORITY"', inputs: ['n'], outputs: ['r:n,1'], rules: ['2 => 1', '- => 2'] }, ['{"n":2}']),
  table(
    'results of types',
    {
      policy: 'hitPolicy="RULE ORDER"',
      inputs: ['n'],
      outputs: ['r'],
      rules: [
        '- => 1.0',
        '- => @"P1D"',
        '- => function(x) x',
        '- => [1..3]',
        '- => {a: function() 1, b: 2}',
        '- => 1/3',
        '- => time("10:00:00Z")',
      ],
    },
    ['{}'],
  ),
  ask(
    'labels',
    decision(
      'd',
      '<decisionTable id="t"><input id="i" label="In"><inputExpression><text>n</text></inputExpression></input><output id="o" label="Out" name="r"/><rule id="r1"><description>x</description><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>',
    ),
    ['{"n":1}'],
  ),
  ask(
    'label of the table',
    decision(
      'd',
      '<decisionTable id="t" outputLabel="Out"><input id="i"><inputExpression><text>n</text></inputExpression></input><output id="o"/><rule id="u"><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>',
    ),
    ['{"n":1}'],
  ),
  ask(
    'no ids',
    decision(
      'd',
      '<decisionTable><input><inputExpression><text>n</text></inputExpression></input><output name="r"/><rule><inputEntry><text>-</text></inputEntry><outputEntry><text>n</text></outputEntry></rule></decisionTable>',
    ),
  ),
  ask(
    'input types',
    decision(
      'd',
      '<decisionTable id="t"><input id="i"><inputExpression typeRef="number"><text>n</text></inputExpression></input><output id="o" name="r" typeRef="string"/><rule id="u"><inputEntry><text>-</text></inputEntry><outputEntry><text>n</text></outputEntry></rule></decisionTable>',
    ),
    someNumbers,
  ),
  ask(
    'input values',
    decision(
      'd',
      '<decisionTable id="t"><input id="i"><inputExpression typeRef="number"><text>n</text></inputExpression><inputValues><text>1,2</text></inputValues></input><output id="o" name="r"/><rule id="u"><inputEntry><text>-</text></inputEntry><outputEntry><text>n</text></outputEntry></rule></decisionTable>',
    ),
    someNumbers,
  ),
  ask(
    'no input expression',
    decision(
      'd',
      '<decisionTable id="t"><input id="i" label="x"/><output id="o" name="r"/><rule id="u"><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>',
    ),
    someNumbers,
  ),
  ask(
    'rule annotations',
    decision(
      'd',
      '<decisionTable id="t"><input id="i"><inputExpression><text>n</text></inputExpression></input><output id="o" name="r"/><annotation name="x"/><rule id="u"><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry><annotationEntry><text>why</text></annotationEntry></rule></decisionTable>',
    ),
  ),
  ask(
    'crosstab',
    decision(
      'd',
      '<decisionTable id="t" preferredOrientation="CrossTable"><input id="i"><inputExpression><text>n</text></inputExpression></input><output id="o" name="r"/><rule id="u"><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule></decisionTable>',
    ),
  ),
];

const typeNames = [
  'string',
  'number',
  'boolean',
  'date',
  'time',
  'dateTime',
  'date and time',
  'dayTimeDuration',
  'yearMonthDuration',
  'days and time duration',
  'Any',
  'integer',
  'double',
  'long',
  'String',
  'feel:number',
  'list',
  'context',
  'tOwn',
  '',
];
const valuesOfTypes = [
  '1',
  '"a"',
  'true',
  'null',
  '1.5',
  'date("2024-01-01")',
  'time("10:00:00")',
  'date and time("2024-01-01T10:00:00")',
  'duration("P1D")',
  'duration("P1M")',
  '[1]',
  '{a:1}',
  'time("10:00:00Z")',
  'date and time("2024-01-01T10:00:00Z")',
];

const types: readonly Question[] = typeNames.map((typeRef) => ({
  name: `type ${typeRef}`,
  xml: dmnXml(
    `<itemDefinition name="tOwn"><typeRef>string</typeRef></itemDefinition>${valuesOfTypes.map((text, i) => decision(`d${i}`, literal(text), [], `<variable name="v" typeRef="${typeRef}"/>`)).join('')}`,
  ),
  asked: valuesOfTypes.map((_, i): readonly [string, string] => [`d${i}`, '{}']),
}));

const context = (entries: readonly (readonly [string, string])[], result = ''): string =>
  `<context>${entries.map(([name, logic]) => `<contextEntry><variable name="${name}"/>${logic}</contextEntry>`).join('')}${result === '' ? '' : `<contextEntry>${result}</contextEntry>`}</context>`;
const list = (...logics: readonly string[]): string => `<list>${logics.join('')}</list>`;
const relation = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<relation>${columns.map((name) => `<column name="${name}"/>`).join('')}${rows.map((row) => `<row>${row.map(literal).join('')}</row>`).join('')}</relation>`;
const invocation = (called: string, bindings: readonly (readonly [string, string])[]): string =>
  `<invocation>${literal(called)}${bindings.map(([name, logic]) => `<binding><parameter name="${name}"/>${logic}</binding>`).join('')}</invocation>`;
const definition = (parameters: readonly string[], logic: string, kind = ''): string =>
  `<functionDefinition ${kind}>${parameters.map((name) => `<formalParameter name="${name}"/>`).join('')}${logic}</functionDefinition>`;
const innerTable = tableXml({ policy: 'hitPolicy="FIRST"', inputs: ['n'], outputs: ['r'], rules: ['> 1 => "big"', '- => "small"'] });

const logics: readonly Question[] = [
  ...[
    '1',
    'n',
    'm',
    '1 +',
    '',
    'assert(n, n > 1)',
    '= 1',
    'function(x) x',
    '[1..3]',
    'max([[1],[2]])',
    '{a: n}',
    'unknown(1)',
    '"a" + 1',
    'if n > 1 then "x" else "y"',
    '? + 1',
  ].map((text) => expression(`expression ${text}`, text, ['{}', '{"n":1}', '{"n":2}'])),
  ...['feel', 'FEEL', 'http://www.omg.org/spec/FEEL/20140401', 'https://www.omg.org/spec/DMN/20191111/FEEL/', 'javascript', 'groovy'].map(
    (language) =>
      ask(
        `language ${language}`,
        decision('d', `<literalExpression expressionLanguage="${language}"><text>1 + 1</text></literalExpression>`),
      ),
  ),
  ask('language of the file', decision('d', literal('1 + 1'))),
  ask('literal without text', decision('d', '<literalExpression/>')),
  ask('literal with a type', decision('d', '<literalExpression typeRef="string"><text>1</text></literalExpression>')),
  ask('no logic', decision('d', '')),
  ask(
    'context',
    decision(
      'd',
      context([
        ['a', literal('n')],
        ['b', literal('a + 1')],
      ]),
    ),
    ['{"n":1}', '{}'],
  ),
  ask('context with result', decision('d', context([['a', literal('n')]], literal('a * 2'))), ['{"n":1}', '{}']),
  ask(
    'context with the same name twice',
    decision(
      'd',
      context([
        ['a', literal('1')],
        ['a', literal('a + 1')],
      ]),
    ),
  ),
  ask('empty context', decision('d', '<context/>')),
  ask(
    'context of a function',
    decision(
      'd',
      context([
        ['f', definition(['x'], literal('x + n'))],
        ['r', literal('f(1)')],
      ]),
    ),
    ['{"n":1}', '{}'],
  ),
  ask('context of a function, result', decision('d', context([['f', definition(['x', 'y'], literal('x - y'))]], literal('f(y: 1, x: 5)')))),
  ask(
    'context of a function by invocation',
    decision(
      'd',
      context([
        ['f', definition(['x'], literal('x + 1'))],
        ['r', invocation('f', [['x', literal('2')]])],
      ]),
    ),
  ),
  ask(
    'context of a function with a context',
    decision(
      'd',
      context([
        ['f', definition(['x'], context([['a', literal('x')]], literal('a + 1')))],
        ['r', literal('f(1)')],
      ]),
    ),
  ),
  ask(
    'context of a function with a table',
    decision(
      'd',
      context([
        ['f', definition(['n'], innerTable)],
        ['r', literal('f(2)')],
      ]),
    ),
  ),
  ask(
    'context of a Java function',
    decision(
      'd',
      context([
        ['f', definition(['x'], literal('x'), 'kind="Java"')],
        ['r', literal('1')],
      ]),
    ),
  ),
  ask(
    'context of a table',
    decision(
      'd',
      context([
        ['a', innerTable],
        ['b', literal('a')],
      ]),
    ),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'context that fails',
    decision(
      'd',
      context([
        ['a', literal('assert(n, n > 1)')],
        ['b', literal('1')],
      ]),
    ),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'context entry without a name',
    decision(
      'd',
      '<context><contextEntry><literalExpression><text>1</text></literalExpression></contextEntry><contextEntry><variable name="b"/><literalExpression><text>1</text></literalExpression></contextEntry></context>',
    ),
  ),
  ask(
    'context in a context',
    decision(
      'd',
      context([
        ['a', context([['b', literal('1')]])],
        ['c', literal('a.b + 1')],
      ]),
    ),
  ),
  ask('list', decision('d', list(literal('1'), literal('n'), literal('n + 1'))), ['{"n":1}', '{}']),
  ask('empty list', decision('d', '<list/>')),
  ask('list of logic', decision('d', list(innerTable, context([['a', literal('n')]]), list(literal('n')))), ['{"n":2}']),
  ask('list that fails', decision('d', list(literal('assert(n, n > 1)'), literal('1'))), ['{"n":1}']),
  ask(
    'relation',
    decision(
      'd',
      relation(
        ['a', 'b'],
        [
          ['1', 'n'],
          ['3', '"x"'],
        ],
      ),
    ),
    ['{"n":1}', '{}'],
  ),
  ask('relation that fails', decision('d', relation(['a', 'b'], [['1', 'assert(n, n > 1)']])), ['{"n":1}']),
  ask('relation with a short row', decision('d', relation(['a', 'b'], [['1']]))),
  ask('relation with a long row', decision('d', relation(['a'], [['1', '2']]))),
  ask('relation without columns', decision('d', '<relation/>')),
  ask('relation of tables', decision('d', `<relation><column name="a"/><row>${innerTable}</row></relation>`), ['{"n":1}', '{"n":2}']),
  ask('relation with the same column twice', decision('d', relation(['a', 'a'], [['1', '2']]))),
  ask('function as a decision', decision('d', definition(['x'], literal('x')))),
  ...['if', 'for', 'conditional', 'filter', 'every', 'some'].map((kind) =>
    ask(`boxed ${kind}`, decision('d', `<${kind}><in>${literal('[1,2]')}</in></${kind}>`)),
  ),
];

const calls: readonly Question[] = [
  ask('knowledge by expression', knowledge('f', ['x'], literal('x + 1')) + decision('d', literal('f(n)'), ['!f']), ['{"n":1}', '{}']),
  ask('knowledge by names', knowledge('f', ['x', 'y'], literal('x - y')) + decision('d', literal('f(y: 1, x: n)'), ['!f']), [
    '{"n":1}',
    '{}',
  ]),
  ask('knowledge, too few arguments', knowledge('f', ['x', 'y'], literal('x - y')) + decision('d', literal('f(1)'), ['!f'])),
  ask('knowledge not called', knowledge('f', ['x'], literal('x + 1')) + decision('d', literal('n'), ['!f']), ['{"n":1}']),
  ask('knowledge called twice', knowledge('f', ['x'], literal('x + 1')) + decision('d', literal('f(1) + f(2)'), ['!f'])),
  ask('knowledge not required', knowledge('f', ['x'], literal('x + 1')) + decision('d', literal('f(1)'))),
  ask('knowledge sees variables', knowledge('f', ['x'], literal('x + m')) + decision('d', literal('f(n)'), ['!f']), [
    '{"n":1,"m":2}',
    '{"n":1}',
  ]),
  ask('knowledge with a table', knowledge('f', ['n'], innerTable) + decision('d', literal('f(2)'), ['!f'])),
  ask(
    'knowledge with a context',
    knowledge('f', ['n'], context([['a', literal('n')]], literal('a'))) + decision('d', literal('f(2)'), ['!f']),
  ),
  ask('knowledge that fails', knowledge('f', ['x'], literal('assert(x, x > 1)')) + decision('d', literal('f(n)'), ['!f']), [
    '{"n":1}',
    '{"n":2}',
  ]),
  ask('invocation', knowledge('f', ['x'], literal('x + 1')) + decision('d', invocation('f', [['x', literal('n')]]), ['!f']), [
    '{"n":1}',
    '{}',
  ]),
  ask('invocation of a table', knowledge('f', ['n'], innerTable) + decision('d', invocation('f', [['n', literal('m')]]), ['!f']), [
    '{"n":1,"m":2}',
    '{}',
  ]),
  ask(
    'invocation, missing argument',
    knowledge('f', ['x', 'y'], literal('[x, y]')) + decision('d', invocation('f', [['x', literal('1')]]), ['!f']),
  ),
  ask(
    'invocation, unknown argument',
    knowledge('f', ['x'], literal('[x, y]')) +
      decision(
        'd',
        invocation('f', [
          ['x', literal('1')],
          ['y', literal('2')],
        ]),
        ['!f'],
      ),
  ),
  ask('invocation of the unknown', decision('d', invocation('g', [['x', literal('1')]]))),
  ask('invocation of a built-in', decision('d', invocation('abs', [['n', literal('-1')]]))),
  ask('invocation of a number', decision('d', invocation('n', [])), ['{"n":1}']),
  ask(
    'invocation that fails',
    knowledge('f', ['x'], literal('assert(x, x > 1)')) + decision('d', invocation('f', [['x', literal('n')]]), ['!f']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'invocation with an argument that fails',
    knowledge('f', ['x'], literal('x')) + decision('d', invocation('f', [['x', literal('assert(n, n > 1)')]]), ['!f']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'invocation sees variables',
    knowledge('f', ['x'], literal('x + m')) + decision('d', invocation('f', [['x', literal('n')]]), ['!f']),
    ['{"n":1,"m":2}'],
  ),
  ask(
    'invocation with a binding from a context',
    knowledge('f', ['x'], literal('x')) + decision('d', invocation('f', [['x', context([['a', literal('n')]])]]), ['!f']),
    ['{"n":1}'],
  ),
  ask(
    'parameter types',
    `<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="x" typeRef="number"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', invocation('f', [['x', literal('n')]]), ['!f'])}${decision('e', literal('f(n)'), ['!f'])}`,
    ['{"n":1}', '{"n":"a"}', '{}'],
  ),
  ask(
    'parameter types, by expression',
    `<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic><formalParameter name="x" typeRef="number"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('e', literal('f(n)'), ['!f'])}`,
    ['{"n":1}', '{"n":"a"}', '{}'],
    'e',
  ),
  ask(
    'knowledge requires knowledge',
    knowledge('f', ['x'], literal('g(x) + 1'), '<knowledgeRequirement><requiredKnowledge href="#g"/></knowledgeRequirement>') +
      knowledge('g', ['x'], literal('x * 10')) +
      decision('d', literal('f(n)'), ['!f']),
    ['{"n":1}'],
  ),
  ask(
    'knowledge of knowledge is seen',
    knowledge('f', ['x'], literal('g(x) + 1'), '<knowledgeRequirement><requiredKnowledge href="#g"/></knowledgeRequirement>') +
      knowledge('g', ['x'], literal('x * 10')) +
      decision('d', literal('g(1)'), ['!f']),
  ),
  ask(
    'knowledge requires knowledge, by invocation',
    knowledge(
      'f',
      ['x'],
      invocation('g', [['x', literal('x + 1')]]),
      '<knowledgeRequirement><requiredKnowledge href="#g"/></knowledgeRequirement>',
    ) +
      knowledge('g', ['x'], literal('x * 10')) +
      decision('d', invocation('f', [['x', literal('n')]]), ['!f']),
    ['{"n":1}'],
  ),
  ask(
    'knowledge in a circle',
    knowledge('f', ['x'], literal('g(x)'), '<knowledgeRequirement><requiredKnowledge href="#g"/></knowledgeRequirement>') +
      knowledge('g', ['x'], literal('f(x)'), '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>') +
      decision('d', literal('f(1)'), ['!f']),
  ),
  ask(
    'knowledge that calls itself',
    knowledge(
      'f',
      ['x'],
      literal('if x < 1 then 0 else f(x - 1)'),
      '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>',
    ) + decision('d', literal('f(1)'), ['!f']),
  ),
  ask(
    'knowledge that calls itself unsaid',
    knowledge('f', ['x'], literal('if x < 1 then 0 else f(x - 1)')) + decision('d', literal('f(1)'), ['!f']),
  ),
  ask(
    'knowledge by its name',
    `<businessKnowledgeModel id="f" name="other"><variable name="seen"/><encapsulatedLogic><formalParameter name="x"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', literal('[f(1), other(2), seen(3)]'), ['!f'])}`,
  ),
  ask(
    'knowledge by its name, no variable',
    `<businessKnowledgeModel id="f" name="other"><encapsulatedLogic><formalParameter name="x"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', literal('[f(1), other(2)]'), ['!f'])}`,
  ),
  ask('knowledge like a built-in', knowledge('abs', ['n'], literal('n + 100')) + decision('d', literal('abs(-1)'), ['!abs'])),
  ask(
    'knowledge like a built-in, other count',
    knowledge('abs', ['x', 'y'], literal('x + y')) + decision('d', literal('[abs(-1), abs(1, 2)]'), ['!abs']),
  ),
  ask(
    'knowledge in a table',
    knowledge('f', ['x'], literal('x + 1')) +
      decision('d', tableXml({ inputs: ['f(n)'], outputs: ['r'], rules: ['f(1) => f(10)'] }), ['!f']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask('knowledge without logic', `<businessKnowledgeModel id="f" name="f"/>${decision('d', literal('1'), ['!f'])}`),
  ask(
    'knowledge with empty logic',
    `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic/></businessKnowledgeModel>${decision('d', literal('1'), ['!f'])}`,
  ),
  ask('knowledge without parameters', knowledge('f', [], literal('n + 1')) + decision('d', literal('f()'), ['!f']), ['{"n":1}']),
  ask('knowledge unused without parameters', knowledge('f', [], literal('n + 1')) + decision('d', literal('f'), ['!f']), ['{"n":1}']),
  ask(
    'knowledge of a Java function',
    `<businessKnowledgeModel id="f" name="f"><encapsulatedLogic kind="Java"><formalParameter name="x"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', literal('f(1)'), ['!f'])}`,
  ),
  ask(
    'knowledge type',
    `<businessKnowledgeModel id="f" name="f"><variable name="f" typeRef="string"/><encapsulatedLogic><formalParameter name="x"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', literal('f(1)'), ['!f'])}`,
  ),
  ask('invocation of knowledge not required', knowledge('f', ['x'], literal('x')) + decision('d', invocation('f', [['x', literal('1')]]))),
  ask(
    'invocation by the variable',
    `<businessKnowledgeModel id="f" name="other"><variable name="seen"/><encapsulatedLogic><formalParameter name="x"/>${literal('x')}</encapsulatedLogic></businessKnowledgeModel>${decision('d', invocation('seen', [['x', literal('1')]]), ['!f'])}`,
  ),
  ask(
    'invocation with a type',
    knowledge('f', ['x'], literal('x')) +
      decision('d', invocation('f', [['x', literal('1')]]).replace('<invocation>', '<invocation typeRef="string">'), ['!f']),
  ),
  ask('knowledge and a variable of one name', knowledge('f', ['x'], literal('x')) + decision('d', literal('[f, f(1)]'), ['!f']), [
    '{"f":7}',
  ]),
  ask(
    'knowledge that fails in a table',
    knowledge('f', ['x'], literal('assert(x, x > 1)')) +
      decision('d', tableXml({ inputs: ['n'], outputs: ['r'], rules: ['- => f(n)'] }), ['!f']),
    ['{"n":1}', '{"n":2}'],
  ),
  ask(
    'knowledge, function given to knowledge',
    knowledge('f', ['x', 'g'], literal('g(x)')) + decision('d', literal('f(1, function(y) y + 1)'), ['!f']),
  ),
  ask(
    'knowledge, knowledge given to knowledge',
    knowledge('f', ['x', 'h'], literal('h(x)')) +
      knowledge('g', ['x'], literal('x * 10')) +
      decision('d', literal('f(1, g)'), ['!f', '!g']),
  ),
  ask(
    'decision requires an invocation',
    knowledge('f', ['x'], literal('x + 1')) +
      decision('a', invocation('f', [['x', literal('n')]]), ['!f']) +
      decision('d', literal('a + 1'), ['a']),
    ['{"n":1}'],
  ),
  ask(
    'knowledge of a required is seen',
    knowledge('f', ['x'], literal('x + 1')) + decision('a', literal('f(1)'), ['!f']) + decision('d', literal('f(a)'), ['a']),
  ),
  ask('required unknown knowledge', decision('d', literal('1'), ['!g'])),
];

const named = (id: string, variable: string, logic: string, needs = ''): string =>
  `<decision id="${id}" name="Name of ${id}">${variable}${needs}${logic}</decision>`;
const need = (id: string): string => `<informationRequirement><requiredDecision href="#${id}"/></informationRequirement>`;

const requirements: readonly Question[] = [
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
const files: readonly Question[] = [
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

/** Every model. */
export const questions: readonly Question[] = [...hitPolicies, ...inputsOfTables, ...types, ...logics, ...calls, ...requirements, ...files];
