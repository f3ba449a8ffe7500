/** Models of every kind of logic but tables. */
import { decisionXml as decision, literalXml as literal } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import { context, definition, innerTable, invocation, list, relation } from './boxed-xml.ts';
import { ask, type Question } from './question.ts';

function expression(name: string, text: string, variables: readonly string[] = ['{}']): Question {
  return ask(name, decision('d', literal(text)), variables);
}

/** Kinds of logic. */
export const logics: readonly Question[] = [
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
