/** Cuts an expression into tokens; knows nothing of their order. */

/** The kinds of token; `end` comes once, last. */
export type TokenKind = 'number' | 'string' | 'temporal' | 'name' | 'quoted-name' | 'mark' | 'end';

/** A piece of the text. `text` is what it means: a name without its backticks, a string's inside as it is written. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The place where a text stops being tokens. */
export interface LexicalProblem {
  readonly position: number;
  readonly expected: string;
}

const blank = /(?:[\s\u00a0\ufeff]|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)+/y;
const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  ['number', /\d+(?:\.\d+)?|\.\d+/y],
  ['name', /[\p{L}\p{Nl}_$?\u{10000}-\u{EFFFF}][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_$\u{10000}-\u{EFFFF}]*/uy],
  ['string', /"((?:[^"\\]|\\[\s\S])*)"/y],
  ['temporal', /@"([^"]*)"/y],
  ['quoted-name', /`([^`]*)`/y],
  ['mark', /\*\*|\.\.|<=|>=|!=|[-+*/<>=()[\]{},.:]/y],
];

/** The tokens of a text, or the place of the first character that begins none. */
export function tokenize(text: string): readonly Token[] | LexicalProblem {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    blank.lastIndex = position;
    if (blank.test(text)) position = blank.lastIndex;
    if (position >= text.length) break;
    const token = tokenAt(text, position);
    if (token === undefined) return { position, expected: expectedAt(text.charAt(position)) };
    tokens.push(token);
    position = token.end;
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, position: number): Token | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) return { kind, text: match[1] ?? match[0], start: position, end: pattern.lastIndex };
  }
  return undefined;
}

function expectedAt(character: string): string {
  if (character === '"' || character === '@') return 'a text ended by a double quote';
  return character === '`' ? 'a name ended by a backtick' : 'a value, a name or an operator';
}

const replacements: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  s: ' ',
  '"': '"',
  "'": "'",
};

/** The value of a string's inside: only the named escapes are replaced, any other backslash stays (so `"\d+"` is a pattern). */
export function unescapeString(inside: string): string {
  return inside.includes('\\') ? inside.replace(/\\([btnfrs"'])/g, (_, mark: string) => replacements[mark] ?? mark) : inside;
}
