// Expressions from text to result, refusals, failures, bounds and warnings; results of the reference are in test/conformance/feel.
import { describe, expect, test } from 'vitest';
import { compileExpression, compileUnaryTests, type FeelClock, type Scope } from './expression.ts';
import { fromJson, toJson } from './json.ts';
import { evaluationStepsMax, expressionLengthMax, warningsMax } from './limits.ts';
import type { FeelType } from './type.ts';
import { contextOf, type FeelValue } from './value.ts';

const clock: FeelClock = { nowMs: Date.UTC(2024, 4, 6, 7, 8, 9, 10), zone: 'Europe/Berlin', random: () => 0.25 };
const variables = new Map<string, FeelValue>([
  ['x', 5],
  ['name', 'Ada'],
  ['list', fromJson('[1,2,3]')],
  ['people', fromJson('[{"name":"Ada","age":36},{"name":"Bob","age":17}]')],
  ['huge', fromJson('9223372036854775808')],
  ['nested', fromJson('{"huge":18446744073709551615}')],
]);
const scope: Scope = { lookup: (name) => variables.get(name) };

function evaluate(text: string) {
  const compiled = compileExpression(text);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return compiled.expression.evaluate(scope, clock);
}

function jsonOf(text: string): string {
  const evaluation = evaluate(text);
  return evaluation.ok ? toJson(evaluation.value) : `${evaluation.kind}: ${evaluation.failure}`;
}

function problemOf(text: string): string {
  const compiled = compileExpression(text);
  return 'problem' in compiled ? compiled.problem : 'accepted';
}

describe('results', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['0.1 + 0.2 = 0.3', 'true'],
    ['(1 + 2) * 3 ** 2', '27'],
    ['10 / 4', '2.5'],
    ['if x > 3 then "big" else "small"', '"big"'],
    ['for p in people return p.name', '["Ada","Bob"]'],
    ['people[age >= 18].name', '["Ada"]'],
    ['people[name = "Bob"][1].age', '17'],
    ['some p in people satisfies p.age < 18', 'true'],
    ['every p in people satisfies p.age < 18', 'false'],
    ['for i in 1..4 return if i > 2 then partial[-1] + i else 1', '[1,1,4,8]'],
    ['{a: 1, b: a + 1, c: {d: b}}.c.d', '2'],
    ['x in [1..5]', 'true'],
    ['x in (< 3, > 4)', 'true'],
    ['x between 1 and 4', 'false'],
    ['null and false', 'false'],
    ['null or true', 'true'],
    ['missing.part', 'null'],
    ['string(1.50)', '"1.50"'],
    ['date("2024-01-31") + duration("P1M")', '"2024-02-29"'],
    ['date and time("2024-03-30T12:00:00@Europe/Berlin") + duration("P1D")', '"2024-03-31T13:00+02:00[Europe/Berlin]"'],
    ['now()', '"2024-05-06T09:08:09.010+02:00[Europe/Berlin]"'],
    ['today()', '"2024-05-06"'],
    ['random number()', '0.25'],
    ['uuid() = uuid()', 'true'],
    ['`name` + "!"', '"Ada!"'],
    ['{full name: "Ada L", short: full}', '{"full name":"Ada L","short":null}'],
    ['get or else(missing, "none")', '"none"'],
    ['sort(list, function(a, b) a > b)', '[3,2,1]'],
    ['/* sum */ sum(list) // of all', '6'],
  ])('%s is %s', (text, json) => {
    expect(jsonOf(text)).toBe(json);
  });
});

describe('more than the reference accepts', () => {
  test.each([
    ['for i in [1..3] return i * 2', '[2,4,6]'],
    ['for row in [[1,2],[3]], cell in row return cell', '[1,2,3]'],
    ['[1..3].end', '3'],
    ['{f: function(g, n) if n < 2 then 1 else n * g(g, n - 1), r: f(f, 5)}.r', '120'],
    ['{f: function(a) a + 1}.f(2)', '3'],
    ['is blank("  ")', 'true'],
    ['from base64(to base64("Grüße 😀"))', '"Grüße 😀"'],
    ['from base64("!")', 'null'],
    ['encode for URL("a b/ü")', '"a%20b%2F%C3%BC"'],
    ['from json("{\\"a\\": [1, 2.5, null]}")', '{"a":[1,2.5,null]}'],
    ['from json("{")', 'null'],
    ['to json({a: [1, "b"]})', '"{\\"a\\":[1,\\"b\\"]}"'],
    ['partition([1,2,3,4,5], 2)', '[[1,2],[3,4],[5]]'],
    ['partition([1], 0)', 'null'],
    ['list replace([1,2,3], 2, 9)', '[1,9,3]'],
    ['list replace([1,2,3], -1, 9)', '[1,2,9]'],
    ['list replace([1,2,3], function(old, new) old < 3, 9)', '[9,9,3]'],
    ['remove([1,2,3], 0)', '[1,2,3]'],
    ['list contains([{a:1}], {a:1})', 'true'],
    ['@"09:00:00Z" - @"10:00:00Z"', '"PT-1H"'],
    ['list instance of list<number>', 'true'],
    ['[1, null] instance of list<number>', 'true'],
    ['[1, "a"] instance of list<number>', 'false'],
    ['[[1], []] instance of list<list<number>>', 'true'],
    ['people[1] instance of context<name: string, age: number>', 'true'],
    ['people[1] instance of context<name: string, height: number>', 'false'],
    ['[1..3] instance of range<number>', 'true'],
    ['["a".."b"] instance of range<number>', 'false'],
    ['(function(a) a) instance of function<number>->string', 'true'],
    ['(function(a: string) 1) instance of function<number>->number', 'false'],
    ['(function(a: Any) {b: 1, c: 2}) instance of function<number>->context<b: number>', 'true'],
    ['(function() "a") instance of function<>->number', 'false'],
    ['(function(a: number) a)(1)', '1'],
    ['(function(a: number) a)("x")', 'null'],
    ['(function(a: number) a)([7])', '7'],
    ['(function(a: list<number>) a)(7)', '[7]'],
    ['null()', 'null'],
    ['[1..3[.start included', 'true'],
    ['[1..3[.end included', 'false'],
    ['(<10).end', '10'],
    ['(<10).start', 'null'],
    ['9 in (<10)', 'true'],
    ['10 in [(<10), (>20)]', 'false'],
    ['range("[1..3]") = [1..3]', 'true'],
    ['range(" ] -1.5 .. 3 ) ").start included', 'false'],
    ['range("[@\\"P1D\\"..duration(\\"P2D\\")]") = [@"P1D"..@"P2D"]', 'true'],
    ['range("[\\"a..b\\"..\\"c\\"]").start', '"a..b"'],
    ['range("[3..1]")', 'null'],
    ['range("[1..\\"b\\"]")', 'null'],
    ['range("[date(x)..3]")', 'null'],
    ['date and time("2024-01-01T00:00+01:00[Europe/Berlin]")', 'null'],
    ['[>0, 1]', '[null,1]'],
    ['1 in [>3, 1]', 'true'],
    ['5 in [>3, 1]', 'false'],
  ])('%s is %s', (text, json) => {
    expect(jsonOf(text)).toBe(json);
  });
});

describe('what a model declares around an expression', () => {
  const around = {
    functions: new Set<string>(),
    spacedNames: new Set(['Full Name', 'Full Name 2', 'to hex']),
    types: new Map<string, FeelType>([
      ['tNumbers', { kind: 'list', item: { kind: 'named', name: 'number' } }],
      ['tRound', { kind: 'named', name: 'tRound' }],
    ]),
  };
  const values = new Map<string, FeelValue>([
    ['Full Name', 'Ada L'],
    ['Full Name 2', 'Bob M'],
    ['Full', 1],
  ]);

  test.each([
    ['"Hi " + Full Name', '"Hi Ada L"'],
    ['Full  Name 2', '"Bob M"'],
    ['Full', '1'],
    ['{Full Name: 1, b: Full Name}', '{"Full Name":1,"b":1}'],
    ['for Full Name in [1] return Full Name', '[1]'],
    ['[1, 2] instance of tNumbers', 'true'],
    ['1 instance of tNumbers', 'false'],
    ['1 instance of tRound', 'false'],
    ['(function(a: tNumbers) a)(1)', '[1]'],
  ])('%s is %s', (text, json) => {
    const compiled = compileExpression(text, around);
    if ('problem' in compiled) throw new Error(compiled.problem);
    const evaluation = compiled.expression.evaluate({ lookup: (name) => values.get(name) }, clock);
    expect(evaluation.ok ? toJson(evaluation.value) : evaluation.failure).toBe(json);
  });

  test('words that nobody declared are no name', () => {
    expect('problem' in compileExpression('Full Nam', around)).toBe(true);
  });
});

describe('keywords as plain names', () => {
  const named: Scope = { lookup: (name) => (['every', 'some', 'for', 'if', 'between', 'instance', 'of'].includes(name) ? 4 : undefined) };

  test.each([
    ['every', '4'],
    ['some + for', '8'],
    ['if * 2', '8'],
    ['between between 1 and of', 'true'],
    ['instance instance of number', 'true'],
    ['if if > 3 then every else some', '4'],
    ['for for in [1, 2] return for + of', '[5,6]'],
    ['every every in [1, 2] satisfies every < 3', 'true'],
    ['[some, every]', '[4,4]'],
    ['every in [1..5]', 'true'],
  ])('%s is %s', (text, json) => {
    const compiled = compileExpression(text);
    if ('problem' in compiled) throw new Error(compiled.problem);
    const evaluation = compiled.expression.evaluate(named, clock);
    expect(evaluation.ok ? toJson(evaluation.value) : evaluation.failure).toBe(json);
  });

  test.each(['then', 'else', 'and', 'in', 'return', 'satisfies', 'function'])('%s is none', (text) => {
    expect(problemOf(text)).toContain('Expected a value');
  });
});

describe('refusals', () => {
  test.each([
    ['', 'Expected a value, but the expression ended, at line 1, column 1'],
    ['1 +', 'Expected a value, but the expression ended, at line 1, column 4'],
    ['1 2', "Expected an operator or the end of the expression, but found '2', at line 1, column 3"],
    ['if x then 1', "Expected 'else', but the expression ended, at line 1, column 12"],
    ['1 +\n  "open', "Expected a text ended by a double quote, but found '\"open', at line 2, column 3"],
    ['1 < 2 < 3', "Expected an operator or the end of the expression, but found '<', at line 1, column 7"],
    ['f(a: 1, 2)', "Expected an argument name and a colon, but found '2', at line 1, column 9"],
    ['for then in list return 1', "Expected a name, but found 'then', at line 1, column 5"],
    ['x # y', "Expected a value, a name or an operator, but found '# y', at line 1, column 3"],
  ])('%s', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test('texts that are too long or nested too deep', () => {
    expect(problemOf(' '.repeat(expressionLengthMax + 1))).toMatch(/^Expected an expression of at most/);
    expect(problemOf('('.repeat(5_000) + '1' + ')'.repeat(5_000))).toMatch(/^Expected an expression nested at most/);
    expect(problemOf(`1${' in (1'.repeat(5_000)}`)).toMatch(/^Expected an expression nested at most/);
    expect(problemOf('not('.repeat(5_000))).toMatch(/^Expected an expression nested at most/);
    expect(problemOf('-'.repeat(5_000))).toMatch(/^Expected an expression nested at most/);
    expect(problemOf(`${'1+'.repeat(20_000)}1`)).toMatch(/^Expected an expression of at most 1000 operations inside each other/);
    expect(jsonOf(`${'1+'.repeat(900)}1`)).toBe('901');
  });
});

describe('failures and bounds', () => {
  test.each([
    ['assert(x, x > 10, "too small")', 'assert: too small'],
    ['get or else(assert(null, false), 1)', 'assert: The condition is not fulfilled'],
    ['modulo(1, 0)', "error: Expected a divisor other than zero in 'modulo(1, 0)', but it is zero"],
    ['0 ** -1', "error: Expected '0 ** -1' to be a number, but it is none"],
    ['[1] < [2]', "error: Expected values with an order, but '[1]' can not be compared to '[2]'"],
    ['x.f()', "error: Expected context but found '5'"],
    ['?', "error: Expected an input value for '?', but there is none"],
    ['huge', "error: Expected variable 'huge' to fit into 64 bits, but it does not"],
    ['nested.huge', "error: Expected entry 'huge' to fit into 64 bits, but it does not"],
    ['date and time(@"2024-01-01T00:00:00", "Nowhere")', "error: Expected a time zone, but 'Nowhere' is none"],
  ])('%s', (text, failure) => {
    expect(jsonOf(text)).toBe(failure);
  });

  test.each([
    ['for a in 1..10000, b in 1..10000 return a'],
    ['for i in 1..1000000000000 return i'],
    ['{f: function(g, n) g(g, n + 1), r: f(f, 1)}'],
    [`{a: "${'x'.repeat(1000)}", ${Array.from({ length: 20 }, (_, i) => `a${i + 1}: a${i || ''} + a${i || ''}`).join(', ')}}`],
    ['matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a+)+b")'],
    [`matches("a", "${'a'.repeat(2000)}")`],
    ['{a: for i in 1..20000 return [partial[-1]], b: string(a)}'],
    ['some i in 1..10 satisfies every j in 1..1000000 satisfies j < i + 1000001'],
    ['{a: [1,2,3,4,5,6,7,8,9,10], b: for i in a, j in a, k in a return 1, c: for i in b, j in b return 1, d: concatenate(c, c)}'],
  ])('%s is stopped by a limit', (text) => {
    const evaluation = evaluate(text);
    expect(evaluation.ok ? 'ok' : evaluation.kind).toBe('limit');
  });

  test('a limit is far away from ordinary work', () => {
    expect(jsonOf(`count(for i in 1..${evaluationStepsMax / 10} return i + 1)`)).toBe(String(evaluationStepsMax / 10));
  });
});

describe('warnings', () => {
  test.each([
    ['missing', ["[NO_VARIABLE_FOUND] No variable found with name 'missing'"]],
    ['1 + "a"', ["[INVALID_TYPE] Can't add '\"a\"' to '1'"]],
    ['1 = "a"', ["[NOT_COMPARABLE] Can't compare '1' with '\"a\"'"]],
    ['{a: 1}.b', ["[NO_CONTEXT_ENTRY_FOUND] No context entry found with key 'b'. Available keys: 'a'"]],
    ['foo(1)', ["[NO_FUNCTION_FOUND] No function found with name 'foo' and 1 parameters"]],
    ['abs("a")', ["[FUNCTION_INVOCATION_FAILURE] Failed to invoke function 'abs': Illegal arguments: '\"a\"'"]],
    ['x > 1', []],
  ])('%s', (text, warnings) => {
    const evaluation = evaluate(text);
    expect(evaluation.ok && evaluation.warnings).toEqual(warnings);
  });

  test('only so many are kept', () => {
    const evaluation = evaluate('for i in 1..1000 return missing');
    expect(evaluation.ok && evaluation.warnings.length).toBe(warningsMax);
  });
});

describe('names an expression may read', () => {
  test.each([
    ['a + b.c', ['a', 'b']],
    ['{a: 1, b: a + c}', ['c']],
    ['for i in list return i + k', ['list', 'k']],
    ['some i in list, j in i satisfies j > partial', ['list', 'partial']],
    ['function(a) a + b', ['b']],
    ['list[item > limit]', ['list', 'limit']],
    ['x in (? > low)', ['x', 'low']],
    ['`with blank` + f(n: arg)', ['with blank', 'arg']],
    ['if a then b else null', ['a', 'b']],
  ])('%s', (text, names) => {
    const compiled = compileExpression(text);
    expect('expression' in compiled && [...compiled.expression.names].sort()).toEqual([...names].sort());
  });
});

describe('tests of an input value', () => {
  function testInput(tests: string, input: FeelValue): string {
    const compiled = compileUnaryTests(tests);
    if ('problem' in compiled) return compiled.problem;
    const evaluation = compiled.expression.evaluate({ lookup: (name) => (name === '?' ? input : variables.get(name)) }, clock);
    return evaluation.ok ? toJson(evaluation.value) : evaluation.failure;
  }

  test.each([
    ['-', 5, 'true'],
    ['-', null, 'true'],
    ['5', 5, 'true'],
    ['4, 5', 5, 'true'],
    ['x', 5, 'true'],
    ['< 6', 5, 'true'],
    ['> 6, [4..5]', 5, 'true'],
    [']5..10]', 5, 'false'],
    ['[1..5[', 5, 'false'],
    ['not(4, 5)', 5, 'false'],
    ['not(4)', 5, 'true'],
    ['not("a")', 5, 'null'],
    ['"a"', 'a', 'true'],
    ['"a", null', null, 'true'],
    ['null', 5, 'false'],
    ['true', true, 'true'],
    ['false', false, 'true'],
    ['true', false, 'false'],
    ['list', 2, 'true'],
    ['not(list)', 2, 'false'],
    ['? > 3 and ? < 10', 5, 'true'],
    ['? < 3', 5, 'false'],
    ['odd(?), 6', 6, 'true'],
    ['contains(?, "d")', 'Ada', 'true'],
    ['? = false', false, 'true'],
    ['is defined(?)', null, 'true'],
    ['not(is defined(?))', null, 'false'],
    ['is defined(missing)', null, 'false'],
    ['-5', -5, 'true'],
    ['5,', 5, 'Expected'],
  ])('%s of %s is %s', (tests, input, json) => {
    if (json === 'Expected') expect(testInput(tests, input)).toMatch(/^Expected a value/);
    else expect(testInput(tests, input)).toBe(json);
  });
});

describe('evaluation', () => {
  test('an expression can be evaluated again with other variables', () => {
    const compiled = compileExpression('a + 1');
    if ('problem' in compiled) throw new Error(compiled.problem);
    const results = [1, 2].map((a) => compiled.expression.evaluate({ lookup: () => a }, clock));
    expect(results.map((result) => result.ok && result.value)).toEqual([2, 3]);
  });

  test('contexts of the caller are asked only for what is read', () => {
    const asked: string[] = [];
    const context = contextOf(new Map([['a', 1]]));
    const lazy = {
      kind: 'context' as const,
      get: (name: string) => {
        asked.push(name);
        return context.get(name);
      },
      names: () => context.names(),
    };
    const compiled = compileExpression('v.a + 1');
    if ('problem' in compiled) throw new Error(compiled.problem);
    const evaluation = compiled.expression.evaluate({ lookup: () => lazy }, clock);
    expect(evaluation.ok && evaluation.value).toBe(2);
    expect(asked).toEqual(['a']);
  });
});
