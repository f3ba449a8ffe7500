/** Turns paths and filters into code. */

import type { CompilePart } from './compile-part.ts';
import type { Node } from './node.ts';
import { type FeelNumber, toIndex } from './number.ts';
import type { Code, Env, Run } from './run.ts';
import { propertyNames, propertyOf } from './temporal-property.ts';
import { warningText } from './text.ts';
import { asTemporal, type FeelContext, type FeelValue, isContext, isList, isNumber, isRange, kindOf } from './value.ts';

/** Code for `target.name`; over a list, the list of its items' values. */
export function compilePath(target: Code, name: string): Code {
  return (env) => valueAt(env.run, target(env), name);
}

/** The value behind a dot: a context's entry, or a property of a date, time, duration or range. */
export function valueAt(run: Run, target: FeelValue, name: string): FeelValue {
  run.step();
  if (target === null) return run.warn('NO_CONTEXT_ENTRY_FOUND', `No context entry found with key '${name}'. The context is null`);
  if (isContext(target)) return entryAt(run, target, name);
  if (isList(target)) return target.map((item) => valueAt(run, item, name));
  return propertyAt(run, target, name);
}

function entryAt(run: Run, context: FeelContext, name: string): FeelValue {
  const value = context.get(name);
  if (value === undefined) {
    const names = [...context.names()].slice(0, 20).map((key) => `'${key}'`);
    return run.warn('NO_CONTEXT_ENTRY_FOUND', `No context entry found with key '${name}'. Available keys: ${names.join(', ')}`);
  }
  if (kindOf(value) === 'unreadable') run.fail(`Expected entry '${name}' to fit into 64 bits, but it does not`);
  return value;
}

function propertyAt(run: Run, target: FeelValue, name: string): FeelValue {
  const temporal = asTemporal(target);
  if (temporal !== undefined) {
    const value = propertyOf(temporal, name);
    if (value !== undefined) return value;
  }
  if (isRange(target)) {
    if (name === 'start') return target.start ?? null;
    if (name === 'end') return target.end ?? null;
    if (name === 'start included') return target.startIncluded;
    if (name === 'end included') return target.endIncluded;
  }
  const names = temporal === undefined ? [] : propertyNames(temporal).map((key) => `'${key}'`);
  return run.warn(
    'NO_PROPERTY_FOUND',
    `No property found with name '${name}' of value '${warningText(target)}'. Available properties: ${names.join(', ')}`,
  );
}

/** The names inside a filter: `item`, the item's own entries if it is a context, then those outside. */
class ItemEnv implements Env {
  readonly run: Run;
  readonly #outer: Env;
  readonly #item: FeelValue;

  constructor(outer: Env, item: FeelValue) {
    this.run = outer.run;
    this.#outer = outer;
    this.#item = item;
  }

  find(name: string): FeelValue | undefined {
    if (isContext(this.#item)) {
      const value = this.#item.get(name);
      if (value !== undefined) return value;
    }
    return name === 'item' ? this.#item : this.#outer.find(name);
  }
}

/** Conditions that can only be a truth value are not tried as an index first. */
const booleanConditions: ReadonlySet<Node['type']> = new Set(['comparison', 'and', 'or', 'between', 'in', 'instance', 'some', 'every']);

/** Code for `target[condition]`: the item at an index (from 1, or from the end below zero), or the items that fulfil a condition. */
export function compileFilter(target: Code, condition: Node, part: CompilePart): Code {
  const code = part(condition);
  const isIndexPossible = !booleanConditions.has(condition.type);
  return (env) => {
    const list = target(env);
    if (!isList(list)) return env.run.warn('INVALID_TYPE', `Expected list but found '${warningText(list)}'`);
    if (isIndexPossible) {
      const index = env.run.quietly(() => code(env));
      if (isNumber(index)) return itemAt(list, index);
    }
    env.run.step(list.length);
    const first = list[0];
    const answer = first === undefined ? null : code(new ItemEnv(env, first));
    // A condition that gives a number for the first item is an index after all.
    if (isIndexPossible && isNumber(answer)) return itemAt(list, answer);
    return list.filter((item, i) => (i === 0 ? answer : code(new ItemEnv(env, item))) === true);
  };
}

function itemAt(list: readonly FeelValue[], index: FeelNumber): FeelValue {
  const position = toIndex(index);
  if (position === 0) return null;
  return list[position > 0 ? position - 1 : list.length + position] ?? null;
}
