/** Models of calls of knowledge models, by expression and by invocation. */
import {
  decisionXml as decision,
  knowledgeXml as knowledge,
  literalXml as literal,
  tableXml,
} from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import { context, innerTable, invocation } from './boxed-xml.ts';
import { ask, type Question } from './question.ts';

/** Calls of knowledge models. */
export const calls: readonly Question[] = [
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
