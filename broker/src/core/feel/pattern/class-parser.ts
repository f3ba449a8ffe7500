/** Parses character classes, `[a-z&&[^b]]`, from behind their opening bracket. */

import { anyOf, between, both, escapedSet, except, only } from './character-set.ts';
import type { CharacterSet } from './node.ts';
import type { PatternReader } from './reader.ts';

/** Deepest nesting of classes. */
const classDepthMax = 20;

/** The set a class means. */
export function parseClass(reader: PatternReader, depth = 0): CharacterSet {
  if (depth > classDepthMax) reader.stop();
  const isNegated = reader.take('^');
  let result: CharacterSet | undefined;
  let sets: CharacterSet[] = [];
  for (let isFirst = true; ; isFirst = false) {
    reader.skipComments();
    if (reader.at(']') && !(isFirst && !isNegated)) break;
    if (reader.take('&&')) {
      result = joined(result, sets);
      sets = [];
    } else sets.push(parseMember(reader, depth));
  }
  reader.take(']');
  const set = joined(result, sets);
  return isNegated ? except(set) : set;
}

function joined(left: CharacterSet | undefined, sets: readonly CharacterSet[]): CharacterSet {
  const right = anyOf(sets);
  if (left === undefined) return right;
  return sets.length === 0 ? left : both(left, right);
}

function parseMember(reader: PatternReader, depth: number): CharacterSet {
  if (reader.take('[')) return parseClass(reader, depth + 1);
  if (reader.at('\\')) {
    reader.take('\\');
    const letter = reader.peekCharacter();
    const set = escapedSet(letter);
    if (set !== undefined) {
      reader.next();
      return set;
    }
    return reader.property() ?? parseSpan(reader, reader.escapedCharacter());
  }
  return parseSpan(reader, reader.next());
}

/** One character, or a range that begins with it. */
function parseSpan(reader: PatternReader, from: number): CharacterSet {
  if (!reader.at('-') || reader.at('-]') || reader.at('-[') || reader.at('-&&')) return only(from);
  reader.take('-');
  const to = reader.take('\\') ? reader.escapedCharacter() : reader.next();
  return to < from ? reader.stop() : between(from, to);
}
