// Ours against another implementation of the language, `feelin`, on the part where doubles and decimals agree: small integers, texts, logic, lists, loops.
import fc from 'fast-check';
import { evaluate } from 'feelin';
import { expect, test } from 'vitest';
import { evaluateOurs, outcomeOf } from './outcome.ts';

const { number, boolean, list, text } = fc.letrec<{ number: string; boolean: string; list: string; text: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: 0, max: 20 }).map(String),
    fc.tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('boolean'), tie('number'), tie('number')).map(([c, a, b]) => `(if ${c} then ${a} else ${b})`),
    tie('list').map((items) => `count(${items})`),
    fc.tuple(tie('list'), tie('number')).map(([items, n]) => `sum(append(${items}, ${n}))`),
    tie('text').map((value) => `string length(${value})`),
  ),
  boolean: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('true', 'false'),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '=', '!=', '>', '>='), tie('number'))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc.tuple(tie('boolean'), fc.constantFrom('and', 'or'), tie('boolean')).map(([a, operator, b]) => `(${a} ${operator} ${b})`),
    fc
      .tuple(fc.constantFrom('some', 'every'), tie('list'), tie('number'))
      .map(([kind, items, n]) => `(${kind} i in ${items} satisfies i > ${n})`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `starts with(${a}, ${b})`),
  ),
  list: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('list'), tie('number')).map(([items, n]) => `(for i in ${items} return i + ${n})`),
    fc.tuple(tie('list'), tie('number')).map(([items, n]) => `(${items})[item >= ${n}]`),
    fc.tuple(tie('list'), tie('list')).map(([a, b]) => `concatenate(${a}, ${b})`),
    tie('list').map((items) => `reverse(${items})`),
    tie('list').map((items) => `distinct values(${items})`),
  ),
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é'), maxLength: 4 }).map((value) => `"${value}"`),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
    tie('text').map((value) => `upper case(${value})`),
    tie('number').map((n) => `string(${n})`),
  ),
}));

test('random expressions of the common part have the same value', () => {
  fc.assert(
    fc.property(fc.oneof(number, boolean, list, text), (expression) => {
      expect(outcomeOf(evaluateOurs(expression))).toBe(JSON.stringify(evaluate(expression, {}).value));
    }),
    { numRuns: 300 },
  );
});
