/** Whether a value is of the type a variable or a parameter names. */
import { displayText } from '../feel/text.ts';
import { type FeelTypeName, type FeelValue, feelTypeName } from '../feel/value.ts';
import { DecisionStop } from './decision-run.ts';

/** The types that are checked, in the one spelling the reference knows; all others take any value. */
const checked: ReadonlyMap<string, FeelTypeName> = new Map<string, FeelTypeName>([
  ['string', 'string'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['time', 'time'],
  ['dateTime', 'date and time'],
  ['dayTimeDuration', 'days and time duration'],
  ['yearMonthDuration', 'years and months duration'],
]);

/** Breaks the evaluation off if the value is of another type; null is of every type. A prefix, as DMN 1.1 has it, does not count. */
export function checkType(value: FeelValue, typeRef: string): void {
  if (value === null || typeRef === '') return;
  const name = typeRef.slice(typeRef.indexOf(':') + 1);
  const type = checked.get(name);
  if (type !== undefined && feelTypeName(value) !== type) {
    throw new DecisionStop('error', `expected '${name}' but found '${displayText(value, 1_000)}'`);
  }
}
