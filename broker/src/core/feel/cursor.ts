/** Walks over the tokens of an expression and remembers the first thing that did not fit. */

import { expressionDepthMax } from './limits.ts';
import type { Token } from './lexer.ts';
import type { ComparisonOperator, Node } from './node.ts';

/** Breaks parsing off at the first mistake; never leaves the parser. */
export class SyntaxStop extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** The levels of the grammar that the parsers of single parts call back into; it keeps their files free of cycles. */
export interface Grammar {
  /** A whole expression. */
  expression(cursor: Cursor): Node;
  /** Everything that binds stronger than a comparison. */
  sum(cursor: Cursor): Node;
}

/** The position in the tokens. */
export class Cursor {
  readonly text: string;
  readonly #grammar: Grammar;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  index = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], grammar: Grammar) {
    this.text = text;
    this.#grammar = grammar;
    this.#tokens = tokens;
    this.#end = { kind: 'end', text: '', start: text.length, end: text.length };
  }

  /** The token `ahead` places on; the end token for ever after the last. */
  peek(ahead = 0): Token {
    return this.#tokens[this.index + ahead] ?? this.#end;
  }

  next(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  /** True if the next token is that mark or that unquoted word. */
  at(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && (token.kind === 'mark' || token.kind === 'name');
  }

  /** Steps over the mark or word if it is there. */
  take(text: string): boolean {
    if (!this.at(text)) return false;
    this.index++;
    return true;
  }

  /** Steps over the mark or word, which must be there. */
  expect(text: string): void {
    if (!this.take(text)) this.stop(`'${text}'`);
  }

  /** Refuses the expression at the present token. */
  stop(expected: string): never {
    const token = this.peek();
    const found =
      token.kind === 'end' ? 'the expression ended' : `found '${this.text.slice(token.start, Math.min(token.end, token.start + 40))}'`;
    throw new SyntaxStop(`Expected ${expected}, but ${found}`, token.start);
  }

  /** Parses a nested part, one level deeper. */
  nested<T>(part: () => T): T {
    if (this.#depth >= expressionDepthMax) {
      throw new SyntaxStop(`Expected an expression nested at most ${expressionDepthMax} levels deep, but it is deeper`, this.peek().start);
    }
    this.#depth++;
    const result = part();
    this.#depth--;
    return result;
  }

  expression(): Node {
    return this.#grammar.expression(this);
  }

  sum(): Node {
    return this.#grammar.sum(this);
  }

  /** The comparison the next token is, if it is one. */
  comparison(): ComparisonOperator | undefined {
    const token = this.peek();
    if (token.kind !== 'mark') return undefined;
    switch (token.text) {
      case '=':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        return token.text;
      default:
        return undefined;
    }
  }
}
