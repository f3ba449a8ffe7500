/** Walks over the text of a pattern and reads the escapes that mean one character. */

import { except, propertySet } from './character-set.ts';
import type { CharacterSet } from './node.ts';

/** Breaks parsing off: the pattern is not valid. Never leaves the parser. */
export class PatternStop extends Error {}

const namedCharacters: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

/** The position in a pattern, and the flags in force there. */
export class PatternReader {
  readonly #text: string;
  #position = 0;
  flags: string;

  constructor(text: string, flags: string) {
    this.#text = text;
    this.flags = flags;
  }

  stop(): never {
    throw new PatternStop('invalid pattern');
  }

  atEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  at(mark: string): boolean {
    return this.#text.startsWith(mark, this.#position);
  }

  take(mark: string): boolean {
    if (!this.at(mark)) return false;
    this.#position += mark.length;
    return true;
  }

  /** The next character, or an empty text at the end. */
  peekCharacter(): string {
    return this.#text.charAt(this.#position);
  }

  /** Takes the next code point. */
  next(): number {
    const code = this.#text.codePointAt(this.#position);
    if (code === undefined) return this.stop();
    this.#position += code > 0xffff ? 2 : 1;
    return code;
  }

  /** Takes what a sticky expression matches here. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }

  /** Skips blanks and comments where the flags say that they do not count. */
  skipComments(): void {
    if (this.flags.includes('x')) this.match(/(?:[ \t\n\u000b\f\r]|#[^\n]*)+/y);
  }

  /** The set of `p{...}` or `P{...}` behind a backslash; undefined if something else follows. */
  property(): CharacterSet | undefined {
    const match = this.match(/([pP])(?:\{([^}]*)\}|(\p{L}))/uy);
    if (match === undefined) return undefined;
    const set = propertySet(match[2] ?? match[3] ?? '') ?? this.stop();
    return match[1] === 'P' ? except(set) : set;
  }

  /** The character an escape stands for; letters without a meaning are refused, as Java does. */
  escapedCharacter(): number {
    const code = this.match(/u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]{1,6})\}/y);
    if (code !== undefined) {
      const value = Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16);
      return value > 0x10ffff ? this.stop() : value;
    }
    const octal = this.match(/0([0-3]?[0-7]{1,2})/y)?.[1];
    if (octal !== undefined) return Number.parseInt(octal, 8);
    const control = this.match(/c([@-_a-z])/y)?.[1];
    if (control !== undefined) return control.charCodeAt(0) ^ 64;
    const character = this.peekCharacter();
    const named = namedCharacters[character];
    if (named === undefined && /^[A-Za-z0-9]?$/.test(character)) this.stop();
    const codePoint = this.next();
    return named ?? codePoint;
  }
}
