/** Built-in functions on lists: searching, cutting, joining, sorting. */

import { sameValues } from '../comparison.ts';
import { toIndex } from '../number.ts';
import { type Run } from '../run.ts';
import { warningText } from '../text.ts';
import { type FeelFunction, type FeelValue, isFunction, isList, isNumber } from '../value.ts';
import { type Builtin, type BuiltinBody, builtin, failed, variadicBuiltin } from './builtin.ts';
import { distinctValues, ValueIndex } from './value-index.ts';

function listAt(values: readonly FeelValue[], i: number): readonly FeelValue[] | undefined {
  const value = values[i];
  return value !== undefined && isList(value) ? value : undefined;
}

function indexAt(values: readonly FeelValue[], i: number): number | undefined {
  const value = values[i];
  return value !== undefined && isNumber(value) ? toIndex(value) : undefined;
}

/** Where a position (from 1, or from the end below zero) is in a list; 0 is the place behind the last. */
function offsetOf(position: number, length: number): number {
  return position > 0 ? position - 1 : length + position;
}

const contains: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const wanted = values[1] ?? null;
  if (list === undefined) return undefined;
  run.step(list.length);
  return list.some((item) => sameValues(item, wanted));
};

const sublist: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const start = indexAt(values, 1);
  if (list === undefined || start === undefined) return undefined;
  const from = offsetOf(start, list.length);
  if (values.length < 3) return list.slice(Math.max(0, from));
  const count = indexAt(values, 2);
  if (count === undefined) return undefined;
  run.step(Math.max(0, Math.min(count, list.length)));
  return list.slice(Math.max(0, from), Math.max(0, from + count));
};

/** `f([a, b])` means `f(a, b)`. */
function spread(values: readonly FeelValue[]): readonly FeelValue[] {
  return (values.length === 1 ? listAt(values, 0) : undefined) ?? values;
}

const concatenate: BuiltinBody = (parts, run) => {
  const values = spread(parts);
  const items: FeelValue[] = [];
  for (const value of values) {
    run.checkItems(isList(value) ? items.length + value.length : items.length + 1);
    if (isList(value)) for (const item of value) items.push(item);
    else items.push(value);
  }
  return items;
};

const append: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  if (list === undefined) return undefined;
  run.checkItems(list.length + values.length);
  return [...list, ...values.slice(1)];
};

const insertBefore: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const position = indexAt(values, 1);
  if (list === undefined || position === undefined) return undefined;
  run.checkItems(list.length + 1);
  const at = Math.min(Math.max(0, offsetOf(position, list.length)), list.length);
  return [...list.slice(0, at), values[2] ?? null, ...list.slice(at)];
};

const removeAt: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const position = indexAt(values, 1);
  if (list === undefined || position === undefined) return undefined;
  run.checkItems(list.length);
  if (position === 0) return list;
  const at = offsetOf(position, list.length);
  return list.filter((_, i) => i !== at);
};

const replaceAt: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const [, which, item = null] = values;
  if (list === undefined || which === undefined) return undefined;
  run.checkItems(list.length);
  if (isNumber(which)) {
    const at = offsetOf(toIndex(which), list.length);
    if (toIndex(which) === 0 || at < 0 || at >= list.length) return undefined;
    return list.map((old, i) => (i === at ? item : old));
  }
  if (!isFunction(which) || which.parameters.length !== 2) return undefined;
  const answers = list.map((old) => which.invoke([old, item]));
  return answers.every((answer) => typeof answer === 'boolean') ? list.map((old, i) => (answers[i] === true ? item : old)) : undefined;
};

const indexOf: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const wanted = values[1] ?? null;
  if (list === undefined) return undefined;
  run.step(list.length);
  const found: number[] = [];
  list.forEach((item, i) => {
    if (sameValues(item, wanted)) found.push(i + 1);
  });
  return found;
};

const flatten: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  if (list === undefined) return undefined;
  const items: FeelValue[] = [];
  const add = (part: readonly FeelValue[]): void => {
    for (const item of part) {
      run.step();
      if (isList(item)) add(item);
      else items.push(item);
    }
  };
  add(list);
  run.checkItems(items.length);
  return items;
};

const duplicates: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  if (list === undefined) return undefined;
  const seen = new ValueIndex(run);
  const twice = new ValueIndex(run);
  for (const item of list) if (!seen.add(item)) twice.add(item);
  // In the order of the first appearance.
  return distinctValues(list, run).filter((item) => twice.has(item));
};

/** Thrown when the comparator gives no answer, which ends the sorting. */
class NoOrder extends Error {
  readonly answer: FeelValue;

  constructor(answer: FeelValue) {
    super('no order');
    this.answer = answer;
  }
}

const sort: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const precedes = values[1];
  if (list === undefined || precedes === undefined || !isFunction(precedes) || precedes.parameters.length !== 2) return undefined;
  try {
    return sorted(list, precedes, run);
  } catch (stop) {
    if (!(stop instanceof NoOrder)) throw stop;
    const reason = `expected boolean but found '${warningText(stop.answer)}'`;
    return failed(run, 'sort', `fail to sort list by given precedes function: ${reason}`);
  }
};

function sorted(list: readonly FeelValue[], precedes: FeelFunction, run: Run): readonly FeelValue[] {
  run.checkItems(list.length);
  const answer = (a: FeelValue, b: FeelValue): boolean => {
    const result = precedes.invoke([a, b]);
    if (typeof result !== 'boolean') throw new NoOrder(result);
    return result;
  };
  return [...list].sort((a, b) => (answer(a, b) ? -1 : answer(b, a) ? 1 : 0));
}

const partition: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const size = indexAt(values, 1);
  if (list === undefined || size === undefined) return undefined;
  if (size < 1) return failed(run, 'partition', `expected a size of at least 1 but found '${size}'`);
  run.checkItems(list.length);
  const parts: FeelValue[][] = [];
  for (let i = 0; i < list.length; i += size) parts.push(list.slice(i, i + size));
  return parts;
};

const joinTexts: BuiltinBody = (values, run) => {
  const list = listAt(values, 0);
  const [, delimiter = null, prefix = '', suffix = ''] = values;
  if (
    list === undefined ||
    (delimiter !== null && typeof delimiter !== 'string') ||
    typeof prefix !== 'string' ||
    typeof suffix !== 'string'
  )
    return undefined;
  const texts = list.filter((item) => item !== null);
  if (!texts.every((text) => typeof text === 'string')) {
    return failed(run, 'string join', `expected a list of strings but found '${warningText(list)}'`);
  }
  const between = typeof delimiter === 'string' ? delimiter : '';
  run.checkLength(texts.reduce((length, text) => length + text.length + between.length, 0));
  return `${prefix}${texts.join(between)}${suffix}`;
};

/** Functions on lists. Each answers undefined if its arguments do not fit. */
export const listBuiltins: readonly Builtin[] = [
  builtin('list contains', 'list,element', contains),
  builtin('sublist', 'list,start position', sublist),
  builtin('sublist', 'list,start position,length', sublist),
  variadicBuiltin('append', 2, append),
  variadicBuiltin('concatenate', 1, concatenate),
  builtin('insert before', 'list,position,newItem', insertBefore),
  builtin('remove', 'list,position', removeAt),
  builtin('list replace', ['list,position,newItem', 'list,match,newItem'], replaceAt),
  builtin('reverse', 'list', (values) => listAt(values, 0)?.toReversed()),
  builtin('index of', 'list,match', indexOf),
  variadicBuiltin('union', 1, (values, run) => {
    const all = concatenate(values, run);
    return all !== undefined && isList(all) ? distinctValues(all, run) : undefined;
  }),
  builtin('distinct values', 'list', (values, run) => {
    const list = listAt(values, 0);
    return list === undefined ? undefined : distinctValues(list, run);
  }),
  builtin('duplicate values', 'list', duplicates),
  builtin('flatten', 'list', flatten),
  builtin('sort', 'list,precedes', sort),
  builtin('partition', 'list,size', partition),
  builtin('string join', 'list', joinTexts),
  builtin('string join', 'list,delimiter', joinTexts),
  builtin('string join', 'list,delimiter,prefix,suffix', joinTexts),
];
