/** Built-in functions of truth and presence: not, all, any, is, is defined, get or else, assert. */

import { sameValues } from '../comparison.ts';
import { EvaluationStop } from '../run.ts';
import { type FeelValue, feelTypeName, isList } from '../value.ts';
import { type Builtin, type BuiltinBody, builtin, listBuiltin } from './builtin.ts';

/** Three-valued: the deciding value wins, anything but a boolean makes the answer null. */
function decide(items: readonly FeelValue[], deciding: boolean): boolean | null {
  if (items.includes(deciding)) return deciding;
  return items.every((item) => item === !deciding) ? !deciding : null;
}

const assertion: BuiltinBody = (values, run) => {
  const [value = null, condition, cause] = values;
  if (condition === true) return value;
  const reason = typeof cause === 'string' ? cause : 'The condition is not fulfilled';
  run.warn('ASSERT_FAILURE', reason);
  throw new EvaluationStop('assert', reason);
};

/** Functions of truth and presence. Each answers undefined if its arguments do not fit. */
export const booleanBuiltins: readonly Builtin[] = [
  builtin('not', 'negand', ([value]) => (typeof value === 'boolean' ? !value : null)),
  listBuiltin('all', (items) => decide(items, false)),
  listBuiltin('and', (items) => decide(items, false)),
  listBuiltin('any', (items) => decide(items, true)),
  listBuiltin('or', (items) => decide(items, true)),
  builtin('is', 'value1,value2', ([a = null, b = null]) => feelTypeName(a) === feelTypeName(b) && sameValues(a, b)),
  builtin('is defined', 'value', ([value = null]) => value !== null),
  builtin('get or else', 'value,default', ([value = null, otherwise = null]) => (value === null ? otherwise : value)),
  builtin('assert', 'value,condition', assertion),
  builtin('assert', 'value,condition,cause', assertion),
  builtin('is empty', 'list', ([list]) => (list !== undefined && isList(list) ? list.length === 0 : undefined)),
];
