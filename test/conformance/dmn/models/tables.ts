/** Models of tests, inputs, outputs and broken shapes of tables. */
import { decisionXml as decision } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import { ask, type Question, someNumbers, table } from './question.ts';

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
  'is defined(?)',
  'not(is defined(?))',
  '? = null',
];

/** Tables by tests and inputs. */
export const tables: readonly Question[] = [
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
