/** The parts of a parsed regular expression; plain data between its parser and the machine's program. */

/** Which characters fit, by code point. */
export type CharacterSet = (codePoint: number) => boolean;

/** How a repetition gives way: takes much and gives back, takes little and takes more, or keeps what it took. */
export type Greed = 'greedy' | 'lazy' | 'possessive';

/** The places a pattern can ask for without taking a character. */
export type Place = 'line-start' | 'line-end' | 'text-start' | 'text-end' | 'last-line-end' | 'word-border' | 'inside-word-border';

/** Any part of a pattern. */
export type PatternNode =
  | { readonly type: 'empty' }
  | { readonly type: 'set'; readonly set: CharacterSet }
  | { readonly type: 'place'; readonly place: Place }
  | { readonly type: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly type: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly type: 'group'; readonly index: number; readonly inside: PatternNode }
  | { readonly type: 'repeat'; readonly inside: PatternNode; readonly min: number; readonly max: number | undefined; readonly greed: Greed }
  | { readonly type: 'look'; readonly inside: PatternNode; readonly behind: boolean; readonly negative: boolean }
  | { readonly type: 'atomic'; readonly inside: PatternNode }
  | { readonly type: 'reference'; readonly index: number; readonly ignoresCase: boolean };
