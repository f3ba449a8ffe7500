/** Regular expressions of the language (Java's and XPath's) as JavaScript's, with bounds against patterns that never end. */

import { patternInputLengthMax, patternLengthMax, riskyPatternInputLengthMax } from '../limits.ts';
import { EvaluationStop, type Run } from '../run.ts';

/** A pattern ready to be tried; `undefined` if it is not valid. */
export function compilePattern(pattern: string, flags: string, run: Run): RegExp | undefined {
  if (pattern.length > patternLengthMax) {
    throw new EvaluationStop('limit', `Expected a pattern of at most ${patternLengthMax} characters, but it has ${pattern.length}`);
  }
  run.step(pattern.length);
  const translated = translate(flags.includes('x') ? withoutBlanks(pattern) : pattern);
  const own = [...new Set(flags)].filter((flag) => flag === 'i' || flag === 's' || flag === 'm').join('');
  try {
    return new RegExp(translated, `gu${own}`);
  } catch {
    try {
      // Java takes needless escapes that the strict form refuses.
      return new RegExp(translated, `g${own}`);
    } catch {
      return undefined;
    }
  }
}

/** Checks a text's length before a pattern is tried on it; a pattern with a repetition inside a repetition only gets short texts. */
export function checkInput(pattern: RegExp, input: string, run: Run): void {
  const lengthMax = isRisky(pattern.source) ? riskyPatternInputLengthMax : patternInputLengthMax;
  if (input.length > lengthMax) {
    throw new EvaluationStop('limit', `Expected a text of at most ${lengthMax} characters for this pattern, but it has ${input.length}`);
  }
  run.checkLength(input.length);
}

/** A group that contains a repetition or an alternative, and is itself repeated without bound. */
function isRisky(source: string): boolean {
  return /\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*(?:[*+}|])(?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)(?:[*+]|\{\d+,)/.test(source);
}

function withoutBlanks(pattern: string): string {
  return pattern.replace(/(\\[\s\S])|\s+/g, (_, escaped: string | undefined) => escaped ?? '');
}

/** What Java writes otherwise: possessive repetitions, `\A`, `\Z`, `\z`, `\h`, POSIX classes, inline flags. */
function translate(pattern: string): string {
  return pattern
    .replace(/(\\\\)|\\A/g, (_, kept: string | undefined) => kept ?? '^')
    .replace(/(\\\\)|\\[Zz]/g, (_, kept: string | undefined) => kept ?? '$')
    .replace(/(\\\\)|\\h/g, (_, kept: string | undefined) => kept ?? '[ \\t]')
    .replace(/\\p\{(Alpha|Digit|Alnum|Upper|Lower|Punct|Space)\}/g, (_, name: string) => posixClasses[name] ?? '')
    .replace(/([*+?}])\+/g, '$1');
}

const posixClasses: Readonly<Record<string, string>> = {
  Alpha: '[A-Za-z]',
  Digit: '[0-9]',
  Alnum: '[A-Za-z0-9]',
  Upper: '[A-Z]',
  Lower: '[a-z]',
  Punct: '[!-\\/:-@\\[-`{-~]',
  Space: '[ \\t\\n\\x0B\\f\\r]',
};

/** A replacement of the language for one match: `$1`, `${name}`, a backslash for the next sign itself; undefined if it is malformed. */
export function expandReplacement(replacement: string, match: RegExpExecArray): string | undefined {
  let text = '';
  for (let i = 0; i < replacement.length; i++) {
    const sign = replacement.charAt(i);
    if (sign === '\\') {
      i++;
      if (i >= replacement.length) return undefined;
      text += replacement.charAt(i);
    } else if (sign === '$') {
      const group = groupAt(replacement, i + 1, match);
      if (group === undefined) return undefined;
      text += group.text;
      i = group.end - 1;
    } else text += sign;
  }
  return text;
}

function groupAt(replacement: string, from: number, match: RegExpExecArray): { readonly text: string; readonly end: number } | undefined {
  const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(replacement.slice(from));
  if (named !== null) {
    const name = named[1] ?? '';
    if (match.groups === undefined || !(name in match.groups)) return undefined;
    return { text: match.groups[name] ?? '', end: from + named[0].length };
  }
  const first = /^\d/.exec(replacement.slice(from));
  if (first === null) return undefined;
  let number = Number(first[0]);
  if (number >= match.length) return undefined;
  let end = from + 1;
  // Further digits belong to the number as long as there is such a group.
  while (/^\d/.test(replacement.slice(end)) && number * 10 + Number(replacement.charAt(end)) < match.length) {
    number = number * 10 + Number(replacement.charAt(end));
    end++;
  }
  return { text: match[number] ?? '', end };
}
