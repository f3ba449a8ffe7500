/** Parses regular expressions as Java writes them. A pattern that is not valid gives undefined. */

import { parseClass } from './class-parser.ts';
import { escapedSet, except, ignoringCase, lineEnd, only } from './character-set.ts';
import type { Greed, PatternNode } from './node.ts';
import { PatternReader, PatternStop } from './reader.ts';

/** A parsed pattern: its parts, how many groups it has (0 is the whole match), and the names of some. */
export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Parses a pattern under flags (`i` case, `s` dot takes all, `m` lines, `x` blanks and comments do not count; others are ignored). */
export function parsePattern(pattern: string, flags: string): ParsedPattern | undefined {
  const parser = new Parser(new PatternReader(pattern, flags));
  try {
    return parser.whole();
  } catch (stop) {
    if (stop instanceof PatternStop) return undefined;
    throw stop;
  }
}

/** Deepest nesting of groups. */
const groupDepthMax = 100;

/** Largest count of a repetition. */
const repetitionMax = 1_000;

class Parser {
  readonly #reader: PatternReader;
  readonly #names = new Map<string, number>();
  #groups = 1;
  #depth = 0;

  constructor(reader: PatternReader) {
    this.#reader = reader;
  }

  whole(): ParsedPattern {
    const root = this.#choice();
    if (!this.#reader.atEnd()) this.#reader.stop();
    return { root, groups: this.#groups, names: this.#names };
  }

  #choice(): PatternNode {
    if (++this.#depth > groupDepthMax) this.#reader.stop();
    // Flags set inside a group end with it.
    const { flags } = this.#reader;
    const options = [this.#sequence()];
    while (this.#reader.take('|')) options.push(this.#sequence());
    this.#reader.flags = flags;
    this.#depth--;
    const [first] = options;
    return options.length === 1 && first !== undefined ? first : { type: 'choice', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (;;) {
      this.#reader.skipComments();
      if (this.#reader.atEnd() || this.#reader.at('|') || this.#reader.at(')')) return { type: 'sequence', parts };
      const atom = this.#atom();
      if (atom !== undefined) parts.push(this.#repeated(atom));
    }
  }

  #repeated(atom: PatternNode): PatternNode {
    let inside = atom;
    for (;;) {
      this.#reader.skipComments();
      const bounds = this.#bounds();
      if (bounds === undefined) return inside;
      const greed: Greed = this.#reader.take('?') ? 'lazy' : this.#reader.take('+') ? 'possessive' : 'greedy';
      inside = { type: 'repeat', inside, min: bounds.min, max: bounds.max, greed };
    }
  }

  #bounds(): { readonly min: number; readonly max: number | undefined } | undefined {
    const reader = this.#reader;
    if (reader.take('*')) return { min: 0, max: undefined };
    if (reader.take('+')) return { min: 1, max: undefined };
    if (reader.take('?')) return { min: 0, max: 1 };
    if (!reader.at('{')) return undefined;
    const match = reader.match(/\{(\d{1,6})(?:(,)(\d{1,6})?)?\}/y) ?? reader.stop();
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === undefined ? undefined : Number(match[3]);
    if (min > repetitionMax || (max !== undefined && (max > repetitionMax || max < min))) reader.stop();
    return { min, max };
  }

  #atom(): PatternNode | undefined {
    const reader = this.#reader;
    if (reader.take('(')) return this.#group();
    if (reader.take('[')) return this.#set(parseClass(reader));
    if (reader.take('.')) return { type: 'set', set: reader.flags.includes('s') ? () => true : except(lineEnd) };
    if (reader.take('^')) return { type: 'place', place: reader.flags.includes('m') ? 'line-start' : 'text-start' };
    if (reader.take('$')) return { type: 'place', place: reader.flags.includes('m') ? 'line-end' : 'last-line-end' };
    if (reader.take('\\')) return this.#escape();
    if (reader.at('*') || reader.at('+') || reader.at('?') || reader.at('{')) reader.stop();
    return this.#set(only(reader.next()));
  }

  #set(set: (codePoint: number) => boolean): PatternNode {
    return { type: 'set', set: this.#reader.flags.includes('i') ? ignoringCase(set) : set };
  }

  #group(): PatternNode | undefined {
    const reader = this.#reader;
    if (!reader.take('?')) return this.#capture(this.#groups++);
    if (reader.take(':')) return this.#closed(this.#choice());
    if (reader.take('=')) return this.#look(false, false);
    if (reader.take('!')) return this.#look(false, true);
    if (reader.take('<=')) return this.#look(true, false);
    if (reader.take('<!')) return this.#look(true, true);
    if (reader.take('>')) return { type: 'atomic', inside: this.#closed(this.#choice()) };
    if (reader.take('<')) return this.#namedCapture();
    return this.#inlineFlags();
  }

  #namedCapture(): PatternNode {
    const name = this.#reader.match(/([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
    if (name === undefined || this.#names.has(name)) return this.#reader.stop();
    this.#names.set(name, this.#groups);
    return this.#capture(this.#groups++);
  }

  #capture(index: number): PatternNode {
    return { type: 'group', index, inside: this.#closed(this.#choice()) };
  }

  #closed(inside: PatternNode): PatternNode {
    if (!this.#reader.take(')')) this.#reader.stop();
    return inside;
  }

  #look(behind: boolean, negative: boolean): PatternNode {
    return { type: 'look', inside: this.#closed(this.#choice()), behind, negative };
  }

  /** `(?i)`, `(?-i)`, `(?i:...)`. */
  #inlineFlags(): PatternNode | undefined {
    const reader = this.#reader;
    const match = reader.match(/([imsxuUd]*)(?:-([imsxuUd]+))?([:)])/y) ?? reader.stop();
    const before = reader.flags;
    const removed = match[2] ?? '';
    reader.flags = Array.from(before + (match[1] ?? ''))
      .filter((flag) => !removed.includes(flag))
      .join('');
    if (match[3] === ')') return undefined;
    const inside = this.#closed(this.#choice());
    reader.flags = before;
    return inside;
  }

  #escape(): PatternNode {
    const reader = this.#reader;
    if (reader.take('A')) return { type: 'place', place: 'text-start' };
    if (reader.take('z')) return { type: 'place', place: 'text-end' };
    if (reader.take('Z')) return { type: 'place', place: 'last-line-end' };
    if (reader.take('b')) return { type: 'place', place: 'word-border' };
    if (reader.take('B')) return { type: 'place', place: 'inside-word-border' };
    if (reader.take('Q')) return this.#quoted();
    if (reader.take('R')) return lineBreak;
    if (reader.take('k')) return this.#namedReference();
    const digits = reader.match(/[1-9]/y)?.[0];
    if (digits !== undefined) return this.#reference(Number(digits));
    const letter = reader.peekCharacter();
    const set = escapedSet(letter) ?? reader.property();
    if (set === undefined) return this.#set(only(reader.escapedCharacter()));
    if (escapedSet(letter) !== undefined) reader.next();
    return this.#set(set);
  }

  #quoted(): PatternNode {
    const text = this.#reader.match(/([\s\S]*?)(?:\\E|$)/y)?.[1] ?? '';
    return { type: 'sequence', parts: Array.from(text, (character) => this.#set(only(character.codePointAt(0) ?? 0))) };
  }

  #namedReference(): PatternNode {
    const name = this.#reader.match(/<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
    const index = name === undefined ? undefined : this.#names.get(name);
    return index === undefined ? this.#reader.stop() : this.#reference(index);
  }

  /** More digits belong to the reference as long as there are so many groups. */
  #reference(first: number): PatternNode {
    let index = first;
    for (;;) {
      const digit = this.#reader.peekCharacter();
      if (!/^\d$/.test(digit) || index * 10 + Number(digit) >= this.#groups) break;
      index = index * 10 + Number(digit);
      this.#reader.next();
    }
    return { type: 'reference', index, ignoresCase: this.#reader.flags.includes('i') };
  }
}

const lineBreak: PatternNode = {
  type: 'choice',
  options: [
    {
      type: 'sequence',
      parts: [
        { type: 'set', set: only(13) },
        { type: 'set', set: only(10) },
      ],
    },
    { type: 'set', set: escapedSet('v') ?? lineEnd },
  ],
};
