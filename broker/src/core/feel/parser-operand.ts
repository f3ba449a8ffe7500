/** Parses operands: literals, names, calls, brackets of every kind, and the paths, filters and calls behind them. */

import type { Cursor } from './cursor.ts';
import { unescapeString } from './lexer.ts';
import type { Arguments, ComparisonOperator, Entry, Node, RangeNode } from './node.ts';
import { parseNumber } from './number.ts';
import { parseTemporal } from './temporal-literal.ts';

const reservedWords = new Set([
  'null',
  'true',
  'false',
  'function',
  'if',
  'then',
  'else',
  'for',
  'between',
  'instance',
  'of',
  'and',
  'or',
  'in',
  'return',
  'some',
  'every',
  'satisfies',
]);

/** Keywords that are also plain names wherever a value or a name must stand, as in the reference. */
const wordsAndNames: ReadonlySet<string> = new Set(['every', 'some', 'for', 'if', 'between', 'instance', 'of']);

function isName(text: string): boolean {
  return !reservedWords.has(text) || wordsAndNames.has(text);
}

/** Names of functions that contain a reserved word; tried first and longest first. */
const reservedFunctionNames = [
  ['years', 'and', 'months', 'duration'],
  ['date', 'and', 'time'],
  ['get', 'or', 'else'],
  ['encode', 'for', 'URL'],
  ['and'],
  ['or'],
];

/** Parses a single name, plain or in backticks. */
export function parseName(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind === 'quoted-name' || (token.kind === 'name' && isName(token.text))) {
    cursor.next();
    return token.text;
  }
  return cursor.stop('a name');
}

/** Parses an operand with everything that is attached to it. */
export function parseOperand(cursor: Cursor): Node {
  let node = parsePrimary(cursor);
  for (;;) {
    if (cursor.at('.') && !cursor.at('.', 1)) {
      cursor.next();
      node = parseMember(cursor, node);
    } else if (cursor.at('[') && node.type !== 'range' && !closesRange(cursor)) {
      cursor.next();
      const condition = cursor.expression();
      cursor.expect(']');
      node = { type: 'filter', target: node, condition };
    } else if (cursor.at('(') && node.type !== 'range') {
      // A function that is not called by its name: the reference refuses it.
      node = { type: 'invoke', target: node, arguments: parseArguments(cursor) };
    } else return node;
  }
}

/** True if a keyword such as `if` or `every` is a plain name here: what follows it continues or ends an operand. */
export function isPlainName(cursor: Cursor): boolean {
  const after = cursor.peek(1);
  if (after.kind === 'end') return true;
  if (after.kind === 'mark') return !'-([{'.includes(after.text);
  return after.kind === 'name' && closingWords.has(after.text) && !cursor.at('in', 2);
}

const closingWords = new Set(['then', 'else', 'return', 'satisfies', 'and', 'or', 'in', 'between', 'instance']);

/** True if the square bracket is the open end of a range, as in `[1..3[`: what follows cannot begin a filter. */
function closesRange(cursor: Cursor): boolean {
  const after = cursor.peek(1);
  if (after.kind === 'end') return true;
  return after.kind === 'mark' ? !'-([{'.includes(after.text) : after.kind === 'name' && closingWords.has(after.text);
}

const spacedProperties: ReadonlyMap<string, string> = new Map([
  ['time', 'offset'],
  ['start', 'included'],
  ['end', 'included'],
]);

function parseMember(cursor: Cursor, target: Node): Node {
  const token = cursor.peek();
  if (token.kind !== 'name' && token.kind !== 'quoted-name') cursor.stop('a name');
  cursor.next();
  // The properties whose names have a blank.
  const second = spacedProperties.get(token.text);
  if (second !== undefined && cursor.take(second)) return { type: 'path', target, name: `${token.text} ${second}` };
  if (cursor.at('(')) return { type: 'method', target, name: token.text, arguments: parseArguments(cursor) };
  return { type: 'path', target, name: token.text };
}

function parsePrimary(cursor: Cursor): Node {
  const token = cursor.peek();
  switch (token.kind) {
    case 'number':
      cursor.next();
      return { type: 'literal', value: parseNumber(token.text) ?? null };
    case 'string':
      cursor.next();
      return { type: 'literal', value: unescapeString(token.text) };
    case 'temporal':
      cursor.next();
      return { type: 'literal', value: parseTemporal(token.text) ?? null };
    case 'quoted-name':
    case 'name':
      return parseNamed(cursor);
    case 'mark':
      if (token.text === '(') return parseParenthesis(cursor);
      if (token.text === '[' || token.text === ']') return parseBracket(cursor);
      if (token.text === '{') return parseContext(cursor);
      return cursor.stop('a value');
    case 'end':
      return cursor.stop('a value');
  }
}

function parseNamed(cursor: Cursor): Node {
  const words = functionNameAt(cursor);
  if (words !== undefined) {
    const name = wordsText(cursor, words);
    cursor.index += words;
    return { type: 'call', name, arguments: parseArguments(cursor) };
  }
  const token = cursor.peek();
  if (token.kind === 'name') {
    if (token.text === 'null' || token.text === 'true' || token.text === 'false') {
      cursor.next();
      return { type: 'literal', value: token.text === 'null' ? null : token.text === 'true' };
    }
    if (!isName(token.text)) cursor.stop('a value');
  }
  cursor.next();
  return { type: 'name', name: token.text };
}

function wordsText(cursor: Cursor, count: number): string {
  const words: string[] = [];
  for (let i = 0; i < count; i++) words.push(cursor.peek(i).text);
  return words.join(' ');
}

/** How many tokens make up the function name in front of a parenthesis; undefined if there is no call here. */
function functionNameAt(cursor: Cursor): number | undefined {
  for (const words of reservedFunctionNames) {
    if (cursor.at('(', words.length) && words.every((word, i) => cursor.at(word, i))) return words.length;
  }
  for (let count = 0; ; count++) {
    const token = cursor.peek(count);
    if (token.kind === 'mark') return token.text === '(' && count > 0 ? count : undefined;
    if (token.kind !== 'name' && token.kind !== 'quoted-name') return undefined;
    if (token.kind === 'name' && reservedWords.has(token.text) && !(token.text === 'of' && count > 0)) return undefined;
  }
}

/** The argument name in front of a colon, blanks included, and how many tokens it takes; undefined if there is none. */
function argumentNameAt(cursor: Cursor): { readonly name: string; readonly tokens: number } | undefined {
  for (let count = 0; ; count++) {
    if (count > 0 && cursor.at(':', count)) return { name: wordsText(cursor, count), tokens: count };
    const { kind } = cursor.peek(count);
    if (kind !== 'name' && kind !== 'quoted-name') return undefined;
  }
}

function parseArguments(cursor: Cursor): Arguments {
  cursor.expect('(');
  const names: string[] = [];
  const values: Node[] = [];
  if (cursor.take(')')) return { by: 'position', values };
  do {
    const named = argumentNameAt(cursor);
    if (named !== undefined) {
      if (names.length < values.length) cursor.stop('all arguments by position or all by name');
      names.push(named.name);
      cursor.index += named.tokens + 1;
    } else if (names.length > 0) cursor.stop('an argument name and a colon');
    values.push(cursor.expression());
  } while (cursor.take(','));
  cursor.expect(')');
  return names.length > 0 ? { by: 'name', names, values } : { by: 'position', values };
}

/** `(value)`, a range with its start left out, or one of which a comparison is all: `(< 10)`. */
function parseParenthesis(cursor: Cursor): Node {
  cursor.expect('(');
  const operator = cursor.comparison();
  if (operator !== undefined) {
    const range = parseOpenRange(cursor, operator);
    cursor.expect(')');
    return range;
  }
  const first = cursor.expression();
  if (cursor.take('..')) return parseRangeEnd(cursor, first, false);
  cursor.expect(')');
  return first;
}

/** DMN 1.5, table 41; of all but one value it says no more than that the value is not in it. */
function parseOpenRange(cursor: Cursor, operator: ComparisonOperator): RangeNode {
  cursor.next();
  const value = cursor.sum();
  return {
    type: 'range',
    start: operator.startsWith('<') ? undefined : value,
    end: operator.startsWith('>') ? undefined : value,
    startIncluded: operator === '>=' || operator === '=',
    endIncluded: operator === '<=' || operator === '=',
  };
}

/** A list, or a range that begins with a square bracket of either direction. */
function parseBracket(cursor: Cursor): Node {
  if (cursor.take(']')) {
    const start = cursor.expression();
    cursor.expect('..');
    return parseRangeEnd(cursor, start, false);
  }
  cursor.expect('[');
  const items: Node[] = [];
  if (cursor.take(']')) return { type: 'list', items };
  const first = parseItem(cursor);
  if (cursor.take('..')) return parseRangeEnd(cursor, first, true);
  items.push(first);
  while (cursor.take(',')) items.push(parseItem(cursor));
  cursor.expect(']');
  return { type: 'list', items };
}

/** As in the reference a comparison in a list is the range of its values, with or without parentheses; an equality is none. */
function parseItem(cursor: Cursor): Node {
  const operator = cursor.comparison();
  return operator === undefined || operator === '=' || operator === '!=' ? cursor.expression() : parseOpenRange(cursor, operator);
}

function parseRangeEnd(cursor: Cursor, start: Node, startIncluded: boolean): Node {
  const end = cursor.expression();
  const endIncluded = cursor.at(']');
  if (!cursor.take(']') && !cursor.take(')') && !cursor.take('[')) cursor.stop("']', ')' or '['");
  return { type: 'range', start, end, startIncluded, endIncluded };
}

function parseContext(cursor: Cursor): Node {
  cursor.expect('{');
  const entries: Entry[] = [];
  if (cursor.take('}')) return { type: 'context', entries };
  do {
    const name = parseKey(cursor);
    cursor.expect(':');
    entries.push({ name, value: cursor.expression() });
  } while (cursor.take(','));
  cursor.expect('}');
  return { type: 'context', entries };
}

/** A key is a string (its escapes stay as they are written), a name in backticks, or any words and signs before the colon. */
function parseKey(cursor: Cursor): string {
  const first = cursor.peek();
  if ((first.kind === 'string' || first.kind === 'quoted-name') && cursor.at(':', 1)) return cursor.next().text;
  if (first.kind !== 'name' && first.kind !== 'number') cursor.stop('a key');
  let last = first;
  while (!cursor.at(':')) {
    const token = cursor.peek();
    const fits = token.kind === 'name' || token.kind === 'number' || (token.kind === 'mark' && !'(){}[],:'.includes(token.text));
    if (!fits) cursor.stop("':'");
    last = cursor.next();
  }
  return cursor.text.slice(first.start, last.end).replace(/\s+/g, ' ');
}
