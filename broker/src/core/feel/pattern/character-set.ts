/** Sets of characters as Java's patterns name them: `\d`, `\w`, `\p{...}` and how they are combined. Classes are ASCII unless they say Unicode. */

import type { CharacterSet } from './node.ts';

/** The characters from one to another. */
export function between(from: number, to: number): CharacterSet {
  return (c) => c >= from && c <= to;
}

/** One character. */
export function only(codePoint: number): CharacterSet {
  return (c) => c === codePoint;
}

/** All characters that are not in the set. */
export function except(set: CharacterSet): CharacterSet {
  return (c) => !set(c);
}

/** The characters that are in one of the sets. */
export function anyOf(sets: readonly CharacterSet[]): CharacterSet {
  return (c) => sets.some((set) => set(c));
}

/** The characters that are in both sets. */
export function both(a: CharacterSet, b: CharacterSet): CharacterSet {
  return (c) => a(c) && b(c);
}

/** The set with the other case of its ASCII letters, as the `i` flag means it. */
export function ignoringCase(set: CharacterSet): CharacterSet {
  return (c) => set(c) || (isLetter(c) && set(c ^ 32));
}

function isLetter(c: number): boolean {
  return (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}

function listed(characters: string): CharacterSet {
  const codes = new Set(Array.from(characters, (character) => character.codePointAt(0) ?? 0));
  return (c) => codes.has(c);
}

const digits = between(48, 57);
const letters: CharacterSet = isLetter;
const word = anyOf([letters, digits, only(95)]);
const space = listed(' \t\n\u000b\f\r');
const horizontalSpace = anyOf([listed(' \t\u00a0\u1680\u180e\u202f\u205f\u3000'), between(0x2000, 0x200a)]);
const verticalSpace = listed('\n\u000b\f\r\u0085\u2028\u2029');

/** The characters that end a line. */
export const lineEnd: CharacterSet = listed('\n\r\u0085\u2028\u2029');

/** What `\w` means; word borders go by it. */
export const wordCharacter: CharacterSet = word;

const escapes: Readonly<Record<string, CharacterSet>> = { d: digits, w: word, s: space, h: horizontalSpace, v: verticalSpace };

/** The set of `\d`, `\W` and the like; undefined if the letter names none. */
export function escapedSet(letter: string): CharacterSet | undefined {
  const lower = escapes[letter];
  if (lower !== undefined) return lower;
  const upper = escapes[letter.toLowerCase()];
  return upper !== undefined && letter !== letter.toLowerCase() ? except(upper) : undefined;
}

const punctuation = anyOf([between(33, 47), between(58, 64), between(91, 96), between(123, 126)]);

const posixSets: Readonly<Record<string, CharacterSet>> = {
  Lower: between(97, 122),
  Upper: between(65, 90),
  ASCII: between(0, 127),
  Alpha: letters,
  Digit: digits,
  Alnum: anyOf([letters, digits]),
  Punct: punctuation,
  Graph: between(33, 126),
  Print: between(32, 126),
  Blank: listed(' \t'),
  Cntrl: anyOf([between(0, 31), only(127)]),
  XDigit: anyOf([digits, between(97, 102), between(65, 70)]),
  Space: space,
  javaLowerCase: unicode('Lowercase') ?? letters,
  javaUpperCase: unicode('Uppercase') ?? letters,
  javaWhitespace: unicode('White_Space') ?? space,
};

/** The set of a property name between the braces of `\p{...}`; undefined if there is no such property. */
export function propertySet(name: string): CharacterSet | undefined {
  const posix = posixSets[name];
  if (posix !== undefined) return posix;
  if (!/^[A-Za-z_=]+$/.test(name)) return undefined;
  if (name.startsWith('Is')) return unicode(name.slice(2)) ?? unicode(`Script=${name.slice(2)}`);
  if (name.startsWith('In')) return unicode(`Script=${name.slice(2)}`);
  return unicode(name);
}

function unicode(property: string): CharacterSet | undefined {
  try {
    const pattern = new RegExp(`^\\p{${property}}$`, 'u');
    return (c) => pattern.test(String.fromCodePoint(c));
  } catch {
    return undefined;
  }
}
