// Regular expressions: against the host where both mean the same, against Java where they do not, and against running for ever.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EvaluationStop, Run } from '../run.ts';
import { compilePattern, matchesOf } from './pattern.ts';

function newRun(): Run {
  return new Run({ lookup: () => undefined }, { nowMs: 0, zone: 'Z', random: () => 0 });
}

function allMatches(text: string, input: string, flags = ''): readonly string[] | undefined {
  const run = newRun();
  const pattern = compilePattern(text, flags, run);
  return pattern === undefined ? undefined : [...matchesOf(pattern, input, run)].map((match) => `${match.start}-${match.end}`);
}

const taking = fc.constantFrom('a', 'b', '[ab]', '\\w');

/** Patterns that mean the same to the host's engine: groups take at least one character, as engines differ on repeating nothing. */
const shared = fc.letrec<{ any: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\b', '(?=a)', '(?!b)'),
    fc.tuple(taking, tie('any')).map(([first, rest]) => `(${first}${rest})`),
    fc.tuple(taking, tie('any')).map(([first, rest]) => `(?:${first}${rest}|c)`),
  ),
  any: fc
    .array(
      fc
        .tuple(tie('atom'), fc.constantFrom('', '', '?', '*', '+', '{1,2}', '*?', '+?'))
        .map(([atom, times]) => (atom.startsWith('(?=') || atom.startsWith('(?!') || atom === '\\b' ? atom : atom + times)),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.join('')),
})).any;

test('agrees with the host on what it may be asked', () => {
  const input = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' '), maxLength: 8 });
  fc.assert(
    fc.property(shared, input, (text, sample) => {
      const host = [...sample.matchAll(new RegExp(text, 'gu'))].map((match) => `${match.index}-${match.index + match[0].length}`);
      let ours: readonly string[] | undefined;
      try {
        ours = allMatches(text, sample);
      } catch (stop) {
        // Loops inside loops may use up the budget; that is their point.
        expect(stop).toBeInstanceOf(EvaluationStop);
        return;
      }
      expect(ours).toEqual(host);
    }),
    { numRuns: 500 },
  );
});

describe('what Java has beyond the host', () => {
  test.each([
    ['a++a', 'aaa', '', []],
    ['a++b', 'aab', '', ['0-3']],
    ['(?>a|ab)c', 'abc', '', []],
    ['(?i)AB', 'xab', '', ['1-3']],
    ['(?i:A)B', 'aB', '', ['0-2']],
    ['(?i:A)B', 'ab', '', []],
    ['ä', 'Ä', 'i', []],
    ['[a-c&&[^b]]+', 'abc', '', ['0-1', '2-3']],
    ['\\Qa.b\\E', 'a.b axb', '', ['0-3']],
    ['a b # note', 'ab', 'x', ['0-2']],
    ['a$', 'a\n', '', ['0-1']],
    ['a\\z', 'a\n', '', []],
    ['^b$', 'a\nb\nc', 'm', ['2-3']],
    ['.', '\u0085', '', []],
    ['\\R', 'a\r\nb', '', ['1-3']],
    ['\\p{Alpha}\\p{Digit}', 'a1ä1', '', ['0-2']],
    ['\\p{L}', 'ä', '', ['0-1']],
    ['(?<x>a)\\k<x>', 'aa', '', ['0-2']],
    ['(?<=a)b', 'ab bb', '', ['1-2']],
    ['(?<!a)b', 'ab bb', '', ['3-4', '4-5']],
    ['^.$', '😀', '', ['0-2']],
    ['\\x{1F600}', '😀', '', ['0-2']],
  ])('%s in %j', (text, input, flags, found) => {
    expect(allMatches(text, input, flags)).toEqual(found);
  });

  test.each([
    '(',
    ')',
    '[',
    '[b-a]',
    '*',
    'a{',
    'a{2,1}',
    '\\',
    '\\y',
    '(?<1>a)',
    '(?<n>a)(?<n>b)',
    '\\k<x>',
    '\\p{Nope}',
    '(?z)',
    'a{1001}',
  ])('%s is not valid', (text) => {
    expect(allMatches(text, '')).toBeUndefined();
  });
});

describe('patterns that would run for ever', () => {
  test.each([
    ['(a+)+b', 'a'.repeat(60)],
    ['(a|a)*b', 'a'.repeat(60)],
    ['(.*)*=', 'x'.repeat(60)],
    ['a*a*a*a*a*a*b', 'a'.repeat(500)],
  ])('%s is stopped', (text, input) => {
    expect(() => allMatches(text, input)).toThrow(/^Expected the evaluation to end within/);
  });

  test('a pattern that unfolds to too much is not valid', () => {
    expect(allMatches('((a{100}){100}){100}', '')).toBeUndefined();
  });

  test('a loop over nothing ends', () => {
    expect(allMatches('(a*)*', 'b')).toEqual(['0-0', '1-1']);
  });
});
