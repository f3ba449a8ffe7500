/** Parses tests of an input value: what stands right of `in`, and the input entries of decision tables. */

import type { Cursor } from './cursor.ts';
import type { Node, Test } from './node.ts';

/** What follows `in`: one test, or several in parentheses. */
export function parseInTests(cursor: Cursor): readonly Test[] {
  if (!cursor.at('(')) return [parseTest(cursor)];
  cursor.next();
  const first = parseTest(cursor);
  if (first.type === 'value' && cursor.take('..')) return [openRange(cursor, first.value)];
  const tests = [first];
  while (cursor.take(',')) tests.push(parseTest(cursor));
  cursor.expect(')');
  return tests.length === 1 ? [computed(first)] : tests;
}

/** A single test in parentheses counts as computed, also if it is a literal. */
function computed(test: Test): Test {
  return test.type === 'value' ? { ...test, isLiteral: false } : test;
}

function openRange(cursor: Cursor, start: Node): Test {
  const end = cursor.expression();
  const endIncluded = cursor.at(']');
  if (!cursor.take(']') && !cursor.take(')') && !cursor.take('[')) cursor.stop("']', ')' or '['");
  return { type: 'within', range: { type: 'range', start, end, startIncluded: false, endIncluded } };
}

/** A whole input entry: `-`, `not(...)`, or tests separated by commas. */
export function parseUnaryTests(cursor: Cursor): Node {
  if (cursor.at('-') && cursor.peek(1).kind === 'end') {
    cursor.next();
    return { type: 'tests', tests: [{ type: 'any' }] };
  }
  if (cursor.at('not') && cursor.at('(', 1)) {
    const negated = parseNot(cursor);
    if (negated !== undefined) return { type: 'tests', tests: [negated] };
  }
  return { type: 'tests', tests: parseTestList(cursor) };
}

function parseTestList(cursor: Cursor): readonly Test[] {
  const tests: Test[] = [];
  do tests.push(parseTest(cursor));
  while (cursor.take(','));
  return tests;
}

function parseTest(cursor: Cursor): Test {
  const operator = cursor.comparison();
  if (operator !== undefined) {
    cursor.next();
    return { type: 'compare', operator, operand: cursor.sum() };
  }
  const isParenthesized = cursor.at('(');
  const value = cursor.expression();
  return value.type === 'range'
    ? { type: 'within', range: value }
    : { type: 'value', value, isLiteral: value.type === 'literal' && !isParenthesized };
}

/** `not(test, ...)`; undefined, with the cursor where it was, if it is the beginning of a longer expression. */
function parseNot(cursor: Cursor): Test | undefined {
  const from = cursor.index;
  cursor.index += 2;
  const tests = parseTestList(cursor);
  if (cursor.take(')') && cursor.peek().kind === 'end') {
    const only = tests.length === 1 ? tests[0] : undefined;
    return { type: 'not', tests: only === undefined ? tests : [computed(only)] };
  }
  cursor.index = from;
  return undefined;
}
