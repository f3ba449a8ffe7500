/** Built-in functions on texts: parts, searching, patterns, base64. Lengths and positions count UTF-16 units. */

import { toIndex } from '../number.ts';
import type { Run } from '../run.ts';
import { type FeelValue, isNumber } from '../value.ts';
import { fromBase64, percentEncoded, toBase64 } from './encoding.ts';
import { type Builtin, type BuiltinBody, builtin, failed } from './builtin.ts';
import { compilePattern, matchesOf, type Pattern } from '../pattern/pattern.ts';
import { expandReplacement } from './replacement.ts';
import { timeUuid } from './uuid.ts';

const substring: BuiltinBody = ([text, position, count], run) => {
  if (typeof text !== 'string' || position === undefined || !isNumber(position)) return undefined;
  if (count !== undefined && !isNumber(count)) return undefined;
  const start = toIndex(position);
  const from = start > 0 ? start - 1 : text.length + start;
  const end = count === undefined ? text.length : Math.min(from + toIndex(count), text.length);
  if (from < 0 || from > end) run.fail(`Expected a part of a text of ${text.length} characters, but it would go from ${from} to ${end}`);
  return text.slice(from, end);
};

/** Declares a function of one text. */
function ofText(name: string, parameter: string, compute: (text: string, run: Run) => FeelValue): Builtin {
  return builtin(name, parameter, ([text], run) => (typeof text === 'string' ? compute(text, run) : undefined));
}

/** Declares a function of two texts. */
function ofTexts(name: string, parameters: string, compute: (text: string, other: string) => FeelValue): Builtin {
  return builtin(name, parameters, ([text, other], run) => {
    if (typeof text !== 'string' || typeof other !== 'string') return undefined;
    run.checkLength(text.length);
    return compute(text, other);
  });
}

/** Tries a pattern on a text; undefined if an argument is no text, null if the pattern is not valid. */
function withPattern(
  name: string,
  values: readonly FeelValue[],
  flags: FeelValue | undefined,
  run: Run,
  use: (pattern: Pattern, input: string) => FeelValue,
): FeelValue | undefined {
  const [input, text] = values;
  if (typeof input !== 'string' || typeof text !== 'string' || (flags !== undefined && typeof flags !== 'string')) return undefined;
  const pattern = compilePattern(text, flags ?? '', run);
  return pattern === undefined ? failed(run, name, `Invalid pattern '${text}'`) : use(pattern, input);
}

const matches: BuiltinBody = (values, run) =>
  withPattern('matches', values, values[2], run, (pattern, input) => pattern.find(input, 0, run) !== undefined);

const replace: BuiltinBody = (values, run) => {
  const replacement = values[2];
  if (typeof replacement !== 'string') return undefined;
  return withPattern('replace', values, values[3], run, (pattern, input) => {
    let text = '';
    let last = 0;
    for (const match of matchesOf(pattern, input, run)) {
      const expanded = expandReplacement(replacement, pattern, match);
      if (expanded === undefined) return failed(run, 'replace', `Invalid pattern '${pattern.text}'`);
      text += input.slice(last, match.start) + expanded;
      run.checkLength(text.length);
      last = match.end;
    }
    return text + input.slice(last);
  });
};

const split: BuiltinBody = (values, run) =>
  withPattern('split', values, undefined, run, (pattern, input) => {
    const parts: string[] = [];
    let last = 0;
    for (const match of matchesOf(pattern, input, run)) {
      // An empty match at the very beginning makes no empty part.
      if (match.end === 0) continue;
      parts.push(input.slice(last, match.start));
      last = match.end;
    }
    parts.push(input.slice(last));
    return parts;
  });

const extract: BuiltinBody = (values, run) =>
  withPattern('extract', values, undefined, run, (pattern, input) => {
    const found: string[] = [];
    for (const match of matchesOf(pattern, input, run)) found.push(match.groups[0] ?? '');
    return found;
  });

/** Functions on texts. Each answers undefined if its arguments do not fit. */
export const stringBuiltins: readonly Builtin[] = [
  builtin('substring', 'string,start position', substring),
  builtin('substring', 'string,start position,length', substring),
  ofText('string length', 'string', (text) => text.length),
  ofText('upper case', 'string', (text) => text.toUpperCase()),
  ofText('lower case', 'string', (text) => text.toLowerCase()),
  ofTexts('substring before', 'string,match', (text, match) => text.slice(0, Math.max(0, text.indexOf(match)))),
  ofTexts('substring after', 'string,match', (text, match) => (text.includes(match) ? text.slice(text.indexOf(match) + match.length) : '')),
  ofTexts('contains', 'string,match', (text, match) => text.includes(match)),
  ofTexts('starts with', 'string,match', (text, match) => text.startsWith(match)),
  ofTexts('ends with', 'string,match', (text, match) => text.endsWith(match)),
  builtin('matches', 'input,pattern', matches),
  builtin('matches', 'input,pattern,flags', matches),
  builtin('replace', 'input,pattern,replacement', replace),
  builtin('replace', 'input,pattern,replacement,flags', replace),
  builtin('split', 'string,delimiter', split),
  builtin('extract', 'input,pattern', extract),
  ofText('trim', 'string', (text) => text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '')),
  ofText('is blank', 'string', (text) => text.trim() === ''),
  ofText('to base64', 'value', (text) => toBase64(text)),
  ofText('from base64', 'value', (text, run) => fromBase64(text) ?? failed(run, 'from base64', 'Expected a base64 text, but it is none')),
  ofText('encode for URL', 'value', percentEncoded),
  builtin('uuid', '', (_, run) => timeUuid(run.clock)),
];
