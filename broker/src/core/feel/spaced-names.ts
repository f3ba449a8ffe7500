/** Names of several words that a model declares, joined to single tokens before parsing: DMN allows them without backticks, the reference does not. */

import type { Token } from './lexer.ts';

/** Words in such a name, at most; longer ones need their backticks. */
const WORDS_MAX = 12;

/** The tokens with each longest run of words that is a declared name as one quoted name. Words in front of a colon are left alone: they are a key. */
export function joinSpacedNames(tokens: readonly Token[], names: ReadonlySet<string>): readonly Token[] {
  if (names.size === 0) return tokens;
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] as Token;
    const words = token.kind === 'name' ? wordsOfName(tokens, at, names) : 1;
    const last = tokens[at + words - 1] ?? token;
    joined.push(words === 1 ? token : { kind: 'quoted-name', text: textOf(tokens, at, words), start: token.start, end: last.end });
    at += words;
  }
  return joined;
}

/** How many tokens from here on are a name; 1 if they are none. */
function wordsOfName(tokens: readonly Token[], at: number, names: ReadonlySet<string>): number {
  let most = 1;
  while (most < WORDS_MAX && isWord(tokens[at + most])) most++;
  for (let words = most; words > 1; words--) {
    if (names.has(textOf(tokens, at, words)) && tokens[at + words]?.text !== ':') return words;
  }
  return 1;
}

function isWord(token: Token | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'number';
}

function textOf(tokens: readonly Token[], at: number, words: number): string {
  return tokens
    .slice(at, at + words)
    .map(({ text }) => text)
    .join(' ');
}
