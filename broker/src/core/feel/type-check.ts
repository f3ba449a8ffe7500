/** What a value or a function must be to be of a type, and what an argument becomes. DMN 1.5, 10.3.2.9. */
import type { FeelType, NamedTypes } from './type.ts';
import { type FeelFunction, type FeelValue, feelTypeName, isContext, isFunction, isList, isRange } from './value.ts';

/** Definitions that may stand for each other in a row: a model may define a type by itself. */
const ALIASES_MAX = 50;

const spellings: Readonly<Record<string, string>> = {
  'day-time-duration': 'days and time duration',
  'year-month-duration': 'years and months duration',
  dateTime: 'date and time',
  dayTimeDuration: 'days and time duration',
  yearMonthDuration: 'years and months duration',
};

/** The definition behind a name, as far as there is one. */
function resolved(type: FeelType, types: NamedTypes): FeelType {
  let found = type;
  for (let left = ALIASES_MAX; left > 0 && found.kind === 'named'; left--) {
    const defined = types.get(found.name);
    if (defined === undefined) return found;
    found = defined;
  }
  return found;
}

/** Whether a value is of a type: null is of none, a name that nobody knows has no values. */
export function isOfType(value: FeelValue, wanted: FeelType, types: NamedTypes): boolean {
  if (value === null) return false;
  const type = resolved(wanted, types);
  switch (type.kind) {
    case 'named':
      return type.name === 'Any' || feelTypeName(value) === (spellings[type.name] ?? type.name);
    case 'list':
      return isList(value) && value.every((item) => isMember(item, type.item, types));
    case 'range':
      return isRange(value) && [value.start, value.end].every((end) => end === undefined || isMember(end, type.item, types));
    case 'context':
      return isContext(value) && [...type.entries].every(([name, of]) => isMember(value.get(name), of, types));
    case 'function':
      return isFunction(value) && isOfSignature(value, type, types);
  }
}

/** Inside of a value null fits every type; a missing entry none. */
function isMember(value: FeelValue | undefined, type: FeelType, types: NamedTypes): boolean {
  return value !== undefined && (value === null || isOfType(value, type, types));
}

function isOfSignature(value: FeelFunction, type: Extract<FeelType, { kind: 'function' }>, types: NamedTypes): boolean {
  if (value.parameters.length !== type.parameters.length) return false;
  const { signature } = value;
  if (signature === undefined) return true;
  const takesAll = type.parameters.every((parameter, i) => fits(parameter, signature.parameters[i], types));
  return takesAll && (signature.result === undefined || fits(signature.result, type.result, types));
}

/** Whether every value of a type is one of another, too. */
function fits(narrow: FeelType, wide: FeelType | undefined, types: NamedTypes): boolean {
  if (wide === undefined) return true;
  const [a, b] = [resolved(narrow, types), resolved(wide, types)];
  if (b.kind === 'named') return b.name === 'Any' || b.name === (a.kind === 'named' ? a.name : a.kind);
  if ((a.kind === 'list' && b.kind === 'list') || (a.kind === 'range' && b.kind === 'range')) return fits(a.item, b.item, types);
  if (a.kind === 'context' && b.kind === 'context') {
    return [...b.entries].every(([name, of]) => {
      const entry = a.entries.get(name);
      return entry !== undefined && fits(entry, of, types);
    });
  }
  if (a.kind !== 'function' || b.kind !== 'function' || a.parameters.length !== b.parameters.length) return false;
  return b.parameters.every((parameter, i) => fits(parameter, a.parameters[i], types)) && fits(a.result, b.result, types);
}

/** What an argument becomes where a type is asked for: itself, the only item of a list, a list of itself, or null. DMN 1.5, 10.3.2.9.4. */
export function coerced(value: FeelValue, type: FeelType, types: NamedTypes): FeelValue {
  if (value === null || isOfType(value, type, types)) return value;
  const [only] = isList(value) && value.length === 1 ? value : [];
  if (only !== undefined && isOfType(only, type, types)) return only;
  const list = resolved(type, types);
  return list.kind === 'list' && isOfType(value, list.item, types) ? [value] : null;
}
