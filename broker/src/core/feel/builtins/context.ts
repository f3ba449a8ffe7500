/** Built-in functions on contexts: reading, adding and merging entries. */

import { contextOf, entriesOf, type FeelContext, type FeelValue, isContext, isList } from '../value.ts';
import type { Run } from '../run.ts';
import { type Builtin, type BuiltinBody, builtin, variadicBuiltin } from './builtin.ts';

function pathOf(keys: FeelValue | undefined): readonly string[] | undefined {
  if (typeof keys === 'string') return [keys];
  if (keys === undefined || !isList(keys) || !keys.every((key) => typeof key === 'string')) return undefined;
  return keys;
}

const getValue: BuiltinBody = ([context, keys], run) => {
  const path = pathOf(keys);
  if (context === undefined || !isContext(context) || path === undefined) return undefined;
  if (path.length === 0) return null;
  let value: FeelValue = context;
  for (const key of path) {
    if (!isContext(value)) return null;
    value = value.get(key) ?? null;
    run.step();
  }
  return value;
};

const putValue: BuiltinBody = ([context, keys, value = null], run) => {
  const path = pathOf(keys);
  if (context === undefined || !isContext(context) || path === undefined) return undefined;
  return path.length === 0 ? null : put(context, path, 0, value, run);
};

/** The context with the value at the path; what is in the way and no context is replaced by one. */
function put(context: FeelContext, path: readonly string[], depth: number, value: FeelValue, run: Run): FeelContext {
  const entries = entriesOf(context);
  run.step(entries.size);
  const key = path[depth] ?? '';
  if (depth === path.length - 1) entries.set(key, value);
  else {
    const inner = entries.get(key);
    entries.set(key, put(inner !== undefined && isContext(inner) ? inner : contextOf(new Map()), path, depth + 1, value, run));
  }
  return contextOf(entries);
}

const merge: BuiltinBody = (values, run) => {
  const first = values[0];
  const contexts = values.length === 1 && first !== undefined && isList(first) ? first : values;
  const merged = new Map<string, FeelValue>();
  for (const context of contexts) {
    if (!isContext(context)) return null;
    for (const name of context.names()) {
      run.step();
      merged.set(name, context.get(name) ?? null);
    }
  }
  return contextOf(merged);
};

/** A context from a list of `{key, value}` entries; null if an entry has another form. */
const fromEntries: BuiltinBody = ([entries]) => {
  if (entries === undefined || !isList(entries)) return undefined;
  const made = new Map<string, FeelValue>();
  for (const entry of entries) {
    if (!isContext(entry)) return null;
    const key = entry.get('key');
    const value = entry.get('value');
    if (typeof key !== 'string' || value === undefined) return null;
    made.set(key, value);
  }
  return contextOf(made);
};

const getEntries: BuiltinBody = ([context]) => {
  if (context === undefined || !isContext(context)) return undefined;
  return [...entriesOf(context)].map(([key, value]) =>
    contextOf(
      new Map<string, FeelValue>([
        ['key', key],
        ['value', value],
      ]),
    ),
  );
};

/** Functions on contexts. Each answers undefined if its arguments do not fit. */
export const contextBuiltins: readonly Builtin[] = [
  builtin('get value', ['context,key', 'm,key', 'context,keys'], getValue),
  builtin('get entries', ['context', 'm'], getEntries),
  builtin('context put', ['context,key,value', 'context,keys,value'], putValue),
  builtin('put', 'context,key,value', putValue),
  builtin('context merge', 'contexts', merge),
  variadicBuiltin('context merge', 1, merge),
  variadicBuiltin('put all', 1, merge),
  builtin('context', 'entries', fromEntries),
];
