// What decisions come to: the kinds of logic, requirements, failures and bounds. Hit policies and many more cases are compared with a recorded reference in test/conformance/dmn.
import { describe, expect, it } from 'vitest';
import { fromJson } from '../feel/json.ts';
import { isContext } from '../feel/value.ts';
import { KNOWLEDGE_DEPTH_MAX } from './dmn-limits.ts';
import { type DecisionResult, evaluateDecision } from './evaluate-decision.ts';
import { readDmn } from './read-dmn.ts';
import { decisionXml, dmnXml, knowledgeXml, literalXml, tableXml } from './testing/dmn-xml.ts';

function evaluate(body: string, variables = '{}', id = 'd'): DecisionResult {
  const model = readDmn(dmnXml(body));
  if ('problems' in model) throw new Error(model.problems.map(({ message }) => message).join('\n'));
  const values = fromJson(variables);
  const scope = { lookup: (name: string) => (isContext(values) ? values.get(name) : undefined) };
  return evaluateDecision(model.graph, id, scope, { nowMs: 0, zone: 'Z', random: () => 0 });
}

function output(logic: string, variables = '{}'): string {
  const { output: json, failure } = evaluate(decisionXml('d', logic), variables);
  return failure?.message ?? json;
}

const overlapping = ['> 2 => "c"', '> 1 => "b"', '> 0 => "a"'];

describe('decision tables', () => {
  it.each([
    ['UNIQUE', '{"n":1}', '"a"'],
    ['FIRST', '{"n":3}', '"c"'],
    ['PRIORITY', '{"n":3}', '"a"'],
    ['RULE ORDER', '{"n":3}', '["c","b","a"]'],
    ['OUTPUT ORDER', '{"n":3}', '["a","b","c"]'],
    ['COLLECT', '{"n":2}', '["b","a"]'],
    ['COLLECT" aggregation="COUNT', '{"n":2}', '2'],
    ['COLLECT', '{"n":0}', 'null'],
  ])('%s of %s is %s', (policy, variables, expected) => {
    const table = tableXml({ policy: `hitPolicy="${policy}"`, inputs: ['n'], outputs: ['r:"a","b","c"'], rules: overlapping });
    expect(output(table, variables)).toBe(expected);
  });

  it.each([
    ['SUM', '102.5'],
    ['MIN', '2.5'],
    ['MAX', '100'],
    ['COUNT', '2'],
  ])('%s of two numbers is %s', (aggregation, expected) => {
    const policy = `hitPolicy="COLLECT" aggregation="${aggregation}"`;
    expect(output(tableXml({ policy, inputs: ['n'], outputs: ['r'], rules: ['- => 2.5', '- => 100', '5 => 1'] }))).toBe(expected);
  });

  it('lists inputs and matched rules', () => {
    const table = tableXml({
      policy: 'hitPolicy="RULE ORDER"',
      inputs: ['n', 'm'],
      outputs: ['r', 's'],
      rules: ['1 | - => 1 | 2', '2 | - => 3 | 4'],
    });
    expect(evaluate(decisionXml('d', table), '{"n":2}').evaluated).toEqual([
      {
        decisionId: 'd',
        decisionName: 'Name of d',
        decisionType: 'DECISION_TABLE',
        decisionOutput: '[{"r":3,"s":4}]',
        evaluatedInputs: [
          { inputId: 'tin0', inputName: 'n', inputValue: '2' },
          { inputId: 'tin1', inputName: 'm', inputValue: 'null' },
        ],
        matchedRules: [
          {
            ruleId: 'tr2',
            ruleIndex: 2,
            evaluatedOutputs: [
              { outputId: 'tout0', outputName: 'r', outputValue: '3' },
              { outputId: 'tout1', outputName: 's', outputValue: '4' },
            ],
          },
        ],
      },
    ]);
  });

  it('values listed with commas inside keep them', () => {
    const table = tableXml({
      policy: 'hitPolicy="PRIORITY"',
      inputs: ['n'],
      outputs: ['r:"b, c","a"'],
      rules: ['- => "a"', '- => "b, c"'],
    });
    expect(output(table)).toBe('"b, c"');
  });
});

describe('other logic', () => {
  const boxed = (name: string, parts: Readonly<Record<string, string>>, rest = ''): string =>
    `<${name}${rest}>${Object.entries(parts)
      .map(([part, text]) => `<${part}>${literalXml(text)}</${part}>`)
      .join('')}</${name}>`;

  it.each([
    [
      `<context><contextEntry><variable name="a"/>${literalXml('n')}</contextEntry><contextEntry>${literalXml('a + 1')}</contextEntry></context>`,
      '3',
    ],
    [`<list>${literalXml('n')}${literalXml('n + 1')}</list>`, '[2,3]'],
    [`<relation><column name="a"/><column name="b"/><row>${literalXml('n')}${literalXml('"x"')}</row></relation>`, '[{"a":2,"b":"x"}]'],
    [boxed('conditional', { if: 'n > 1', then: '"big"', else: '"small"' }), '"big"'],
    [boxed('for', { in: '[1, 2, 3]', return: 'i * n' }, ' iteratorVariable="i"'), '[2,4,6]'],
    [boxed('filter', { in: '[{a: 1}, {a: 5}]', match: 'a > n' }), '[{"a":5}]'],
    [boxed('every', { in: '[3, 4]', satisfies: 'i > n' }, ' iteratorVariable="i"'), 'true'],
    [boxed('some', { in: '[1, 2]', satisfies: 'i > n' }, ' iteratorVariable="i"'), 'false'],
  ])('%s is %s', (logic, expected) => expect(output(logic, '{"n":2}')).toBe(expected));

  it('checks the types of entries', () => {
    const entry = `<contextEntry><variable name="a" typeRef="string"/>${literalXml('1')}</contextEntry>`;
    expect(output(`<context>${entry}</context>`)).toContain("expected 'string' but found '1'");
  });
});

describe('requirements', () => {
  it('evaluates a shared decision once for each that requires it', () => {
    const body =
      decisionXml('a', literalXml('1')) +
      decisionXml('b', literalXml('a'), ['a']) +
      decisionXml('c', literalXml('a'), ['a']) +
      decisionXml('d', literalXml('b + c'), ['b', 'c']);
    const { evaluated } = evaluate(body);
    expect(evaluated.map(({ decisionId, decisionOutput }) => `${decisionId}=${decisionOutput}`)).toEqual([
      'a=1',
      'b=1',
      'a=1',
      'c=1',
      'd=2',
    ]);
  });

  it('says which decision failed and which one was asked for', () => {
    const body = decisionXml('a', literalXml('assert(n, n != null)')) + decisionXml('d', literalXml('a'), ['a']);
    const { output: json, failure, evaluated } = evaluate(body);
    expect([json, failure?.decisionId, evaluated.at(-1)?.decisionId]).toEqual(['null', 'a', 'a']);
    expect(failure?.message).toMatch(/^Expected to evaluate decision 'd', but Assertion failure on evaluate the expression 'assert/);
  });

  it('calls knowledge models by expression and by invocation', () => {
    const models = knowledgeXml('f', ['x'], literalXml('x * 10'));
    const invocation = `<invocation>${literalXml('f')}<binding><parameter name="x"/>${literalXml('2')}</binding></invocation>`;
    expect(evaluate(models + decisionXml('d', literalXml('f(1)'), ['!f'])).output).toBe('10');
    expect(evaluate(models + decisionXml('d', invocation, ['!f'])).evaluated.map(({ decisionId }) => decisionId)).toEqual(['f', 'd']);
  });

  it('an unknown decision is a bug', () => expect(() => evaluate(decisionXml('d', literalXml('1')), '{}', 'x')).toThrow("id 'x'"));
});

describe('what a file declares', () => {
  const input = '<inputData id="i" name="Full Name"><variable name="Full Name"/></inputData>';

  it('names of several words stand without backticks', () => {
    const { output: json } = evaluate(input + decisionXml('d', literalXml('"Hello " + Full Name')), '{"Full Name":"Ada"}');
    expect(json).toBe('"Hello Ada"');
  });

  it('single words with operators between them stay an expression', () => {
    const named = '<inputData id="i" name="a and b"><variable name="a and b"/></inputData>';
    const { output: json } = evaluate(named + decisionXml('d', literalXml('a and b')), '{"a":true,"b":false,"a and b":7}');
    expect(json).toBe('false');
  });

  it('types can be asked for', () => {
    const types = `<itemDefinition name="tPair"><itemComponent name="a"><typeRef>number</typeRef></itemComponent></itemDefinition>
      <itemDefinition name="tPairs" isCollection="true"><typeRef>tPair</typeRef></itemDefinition>`;
    const logic = literalXml('[[{a: 1}] instance of tPairs, [{b: 1}] instance of tPairs]');
    expect(evaluate(types + decisionXml('d', logic)).output).toBe('[true,false]');
  });
});

describe('bounds', () => {
  it('a ladder of diamonds does not double without end', () => {
    const steps = Array.from({ length: 40 }, (_, i) => decisionXml(`d${i + 1}`, literalXml('1'), [`d${i}`, `d${i}`])).join('');
    const { failure, evaluated } = evaluate(decisionXml('d0', literalXml('1')) + steps, '{}', 'd40');
    expect(failure?.message).toContain('more than 1000 decisions');
    expect(evaluated.length).toBeLessThanOrEqual(1_001);
  });

  it('all expressions together have a budget', () => {
    const rule = '- => count(for i in 1..1000000 return i)';
    const table = tableXml({ policy: 'hitPolicy="COLLECT"', inputs: ['1'], outputs: ['r'], rules: Array.from({ length: 20 }, () => rule) });
    expect(output(table)).toContain('within the steps');
  });

  it('a function that calls itself comes to an end', () => {
    const f =
      '<functionDefinition><formalParameter name="x"/><formalParameter name="g"/><literalExpression><text>g(x, g)</text></literalExpression></functionDefinition>';
    const logic = `<context><contextEntry><variable name="f"/>${f}</contextEntry><contextEntry>${literalXml('f(1, f)')}</contextEntry></context>`;
    expect(output(logic)).toContain(`more than ${KNOWLEDGE_DEPTH_MAX} calls inside each other`);
  });

  it('results that no record could hold fail', () => {
    const table = tableXml({
      policy: 'hitPolicy="COLLECT"',
      inputs: ['1'],
      outputs: ['r'],
      rules: Array.from({ length: 50 }, () => '- => for i in 1..20000 return 1234567'),
    });
    expect(output(table)).toContain('characters');
  });
});
