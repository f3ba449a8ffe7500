/** Turns loops into code: `for`, `some` and `every`. */

import type { CompilePart } from './compile-part.ts';
import type { Iterator, Node } from './node.ts';
import { namesOf } from './names.ts';
import { addNumbers, compareNumbers, type FeelNumber } from './number.ts';
import { expectBoolean } from './operation.ts';
import { type Code, type Env, NameEnv } from './run.ts';
import { warningText } from './text.ts';
import { type FeelValue, isList, isNumber } from './value.ts';

interface IteratorCode {
  readonly name: string;
  readonly items: (env: Env) => readonly FeelValue[] | null;
}

/** Visits every combination; the visitor answers true to stop. Null if a source is no list. */
type Loop = (env: Env, visit: (env: Env) => boolean) => boolean | null;

function compileIterators(iterators: readonly Iterator[], part: CompilePart): Loop {
  const codes = iterators.map((iterator) => compileIterator(iterator, part));
  return (env, visit) => loopOver(codes, 0, env, visit);
}

function loopOver(codes: readonly IteratorCode[], index: number, env: Env, visit: (env: Env) => boolean): boolean | null {
  const code = codes[index];
  if (code === undefined) {
    env.run.step();
    return visit(env);
  }
  const items = code.items(env);
  if (items === null) return null;
  for (const item of items) {
    const stopped = loopOver(codes, index + 1, new NameEnv(env, code.name, item), visit);
    if (stopped !== false) return stopped;
  }
  return false;
}

function compileIterator(iterator: Iterator, part: CompilePart): IteratorCode {
  const source = part(iterator.source);
  const { name } = iterator;
  if (iterator.to === undefined) {
    return {
      name,
      items: (env) => {
        const value = source(env);
        if (isList(value)) return value;
        return env.run.warn('INVALID_TYPE', `Expected list but found '${warningText(value)}'`);
      },
    };
  }
  const to = part(iterator.to);
  return { name, items: (env) => countItems(env, source(env), to(env)) };
}

/** The numbers from one to another in steps of one, up or down. */
function countItems(env: Env, from: FeelValue, to: FeelValue): readonly FeelValue[] | null {
  if (!isNumber(from) || !isNumber(to)) {
    return env.run.warn('INVALID_TYPE', `Expected number but found '${warningText(isNumber(from) ? to : from)}'`);
  }
  const items: FeelNumber[] = [];
  const direction = compareNumbers(from, to) <= 0 ? 1 : -1;
  for (let n = from; compareNumbers(n, to) * direction <= 0; n = addNumbers(n, direction)) {
    env.run.step();
    items.push(n);
  }
  return items;
}

/** Code for `for ... return`; the body may read the results so far under the name `partial`. */
export function compileFor(iterators: readonly Iterator[], body: Node, part: CompilePart): Code {
  const loop = compileIterators(iterators, part);
  const result = part(body);
  const readsPartial = namesOf(body).has('partial');
  return (env) => {
    const results: FeelValue[] = [];
    const ended = loop(env, (inner) => {
      if (readsPartial) {
        env.run.checkItems(results.length);
        results.push(result(new NameEnv(inner, 'partial', results.slice())));
      } else results.push(result(inner));
      return false;
    });
    return ended === null ? null : results;
  };
}

/** Code for `some`/`every ... satisfies`: the deciding answer wins, else null if any combination had none. */
export function compileQuantified(type: 'some' | 'every', iterators: readonly Iterator[], body: Node, part: CompilePart): Code {
  const loop = compileIterators(iterators, part);
  const condition = part(body);
  const deciding = type === 'some';
  return (env) => {
    let result: boolean | null = !deciding;
    const ended = loop(env, (inner) => {
      const answer = expectBoolean(env.run, condition(inner));
      if (answer === deciding) {
        result = deciding;
        return true;
      }
      if (answer === null) result = null;
      return false;
    });
    return ended === null ? null : result;
  };
}
