/** Parses expressions: precedence levels from disjunction down to the sign, and the forms that begin with a keyword. Operands are in parser-operand.ts. */

import type { Cursor } from './cursor.ts';
import type { Iterator, Node, Parameter } from './node.ts';
import { isPlainName, parseName, parseOperand } from './parser-operand.ts';
import { parseInTests } from './parser-test.ts';
import { parseType } from './parser-type.ts';

/** Parses one whole expression: a keyword form or a disjunction. */
export function parseExpression(cursor: Cursor): Node {
  return cursor.nested(() => {
    if (cursor.peek().kind === 'name' && !isPlainName(cursor)) {
      if (cursor.at('if')) return parseIf(cursor);
      if (cursor.at('for')) return parseFor(cursor);
      if (cursor.at('some')) return parseQuantified(cursor, 'some');
      if (cursor.at('every')) return parseQuantified(cursor, 'every');
      if (cursor.at('function') && cursor.at('(', 1)) return parseFunction(cursor);
    }
    return parseDisjunction(cursor);
  });
}

function parseIf(cursor: Cursor): Node {
  cursor.expect('if');
  const condition = parseExpression(cursor);
  cursor.expect('then');
  const then = parseExpression(cursor);
  cursor.expect('else');
  return { type: 'if', condition, then, otherwise: parseExpression(cursor) };
}

function parseFor(cursor: Cursor): Node {
  cursor.expect('for');
  const iterators = parseIterators(cursor);
  cursor.expect('return');
  return { type: 'for', iterators, body: parseExpression(cursor) };
}

function parseQuantified(cursor: Cursor, type: 'some' | 'every'): Node {
  cursor.expect(type);
  const iterators = parseIterators(cursor);
  cursor.expect('satisfies');
  return { type, iterators, body: parseExpression(cursor) };
}

function parseIterators(cursor: Cursor): readonly Iterator[] {
  const iterators: Iterator[] = [];
  do {
    const name = parseName(cursor);
    cursor.expect('in');
    iterators.push(parseIterator(cursor, name));
  } while (cursor.take(','));
  return iterators;
}

function parseIterator(cursor: Cursor, name: string): Iterator {
  const source = parseExpression(cursor);
  if (cursor.take('..')) return { name, source, to: parseExpression(cursor) };
  // `[1..3]` and `(1..3)` as what they say, which the reference refuses.
  if (source.type === 'range' && source.start !== undefined && source.startIncluded && source.endIncluded) {
    return { name, source: source.start, to: source.end };
  }
  if (source.type === 'range') cursor.stop("a range with both ends included, such as '1..3', in front");
  return { name, source, to: undefined };
}

function parseFunction(cursor: Cursor): Node {
  cursor.expect('function');
  cursor.expect('(');
  const parameters: Parameter[] = [];
  if (!cursor.at(')')) {
    do parameters.push({ name: parseName(cursor), type: cursor.take(':') ? parseType(cursor) : undefined });
    while (cursor.take(','));
  }
  cursor.expect(')');
  return { type: 'function', parameters, body: parseExpression(cursor) };
}

function parseDisjunction(cursor: Cursor): Node {
  let left = parseConjunction(cursor);
  while (cursor.take('or')) left = { type: 'or', left, right: parseConjunction(cursor) };
  return left;
}

function parseConjunction(cursor: Cursor): Node {
  let left = parseComparison(cursor);
  while (cursor.take('and')) left = { type: 'and', left, right: parseComparison(cursor) };
  return left;
}

function parseComparison(cursor: Cursor): Node {
  const left = parseSum(cursor);
  const operator = cursor.comparison();
  if (operator !== undefined) {
    cursor.next();
    return { type: 'comparison', operator, left, right: parseSum(cursor) };
  }
  if (cursor.take('between')) {
    const low = parseSum(cursor);
    cursor.expect('and');
    return { type: 'between', value: left, low, high: parseSum(cursor) };
  }
  if (cursor.at('instance') && cursor.at('of', 1)) {
    cursor.index += 2;
    return { type: 'instance', value: left, of: parseType(cursor) };
  }
  if (cursor.take('in')) return { type: 'in', value: left, tests: parseInTests(cursor) };
  return left;
}

/** Parses sums and differences. */
export function parseSum(cursor: Cursor): Node {
  let left = parseProduct(cursor);
  for (;;) {
    if (cursor.take('+')) left = { type: 'arithmetic', operator: '+', left, right: parseProduct(cursor) };
    else if (cursor.take('-')) left = { type: 'arithmetic', operator: '-', left, right: parseProduct(cursor) };
    else return left;
  }
}

function parseProduct(cursor: Cursor): Node {
  let left = parsePower(cursor);
  for (;;) {
    if (cursor.take('*')) left = { type: 'arithmetic', operator: '*', left, right: parsePower(cursor) };
    else if (cursor.take('/')) left = { type: 'arithmetic', operator: '/', left, right: parsePower(cursor) };
    else return left;
  }
}

function parsePower(cursor: Cursor): Node {
  let left = parseSigned(cursor);
  while (cursor.take('**')) left = { type: 'arithmetic', operator: '**', left, right: parseSigned(cursor) };
  return left;
}

function parseSigned(cursor: Cursor): Node {
  if (!cursor.take('-')) return parseOperand(cursor);
  return cursor.nested(() => ({ type: 'negate', operand: parseSigned(cursor) }));
}
