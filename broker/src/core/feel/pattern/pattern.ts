/** Regular expressions in Java's syntax with a bounded run time: compiling them and finding them in texts. */

import { patternLengthMax } from '../limits.ts';
import { EvaluationStop, type Run } from '../run.ts';
import { Machine } from './machine.ts';
import { parsePattern } from './parser.ts';
import { type Program, programOf } from './program.ts';

/** One place where a pattern fits. Group 0 is all of it; a group that took no part is undefined. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A pattern ready to be tried. */
export interface Pattern {
  readonly text: string;
  readonly names: ReadonlyMap<string, number>;
  /** The first match at or behind `from`, or undefined. */
  find(input: string, from: number, run: Run): Match | undefined;
}

/** Compiles a pattern under flags; undefined if it is not valid. A pattern longer than `patternLengthMax` ends the evaluation. */
export function compilePattern(text: string, flags: string, run: Run): Pattern | undefined {
  if (text.length > patternLengthMax) {
    throw new EvaluationStop('limit', `Expected a pattern of at most ${patternLengthMax} characters, but it has ${text.length}`);
  }
  run.step(text.length);
  const parsed = parsePattern(text, flags);
  const written = parsed === undefined ? undefined : programOf(parsed.root, parsed.groups);
  if (parsed === undefined || written === undefined) return undefined;
  const { program, slots } = written;
  run.step(program.length);
  return { text, names: parsed.names, find: (input, from, own) => find(program, slots, parsed.groups, input, from, own) };
}

function find(program: Program, slots: number, groups: number, input: string, from: number, run: Run): Match | undefined {
  // A failed try leaves the slots as they were.
  const machine = new Machine(input, slots, run);
  for (let start = from; start <= input.length; start++) {
    const end = machine.match(program, start);
    if (end >= 0) return matchOf(input, start, end, machine.slots, groups);
  }
  return undefined;
}

function matchOf(input: string, start: number, end: number, slots: readonly number[], groups: number): Match {
  const found: (string | undefined)[] = [input.slice(start, end)];
  for (let group = 1; group < groups; group++) {
    const [groupStart = -1, groupEnd = -1] = slots.slice(group * 2, group * 2 + 2);
    found.push(groupStart < 0 || groupEnd < 0 ? undefined : input.slice(groupStart, groupEnd));
  }
  return { start, end, groups: found };
}

/** All matches in order, none overlapping; after an empty one the search goes on one character further. */
export function* matchesOf(pattern: Pattern, input: string, run: Run): Generator<Match> {
  for (let from = 0; from <= input.length; ) {
    const match = pattern.find(input, from, run);
    if (match === undefined) return;
    yield match;
    from = match.end > match.start ? match.end : match.end + 1;
  }
}
