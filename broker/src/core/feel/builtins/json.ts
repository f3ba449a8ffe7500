/** Built-in functions between values and JSON texts (newer than the reference's version of the language). */

import { parseJson, toJson } from '../json.ts';
import { type Builtin, builtin, failed } from './builtin.ts';

/** Functions between values and JSON texts. Each answers undefined if its arguments do not fit. */
export const jsonBuiltins: readonly Builtin[] = [
  builtin('from json', 'value', ([value], run) => {
    if (typeof value !== 'string') return undefined;
    run.checkLength(value.length);
    return parseJson(value) ?? failed(run, 'from json', 'Expected a JSON text, but it is none');
  }),
  builtin('to json', 'value', ([value = null], run) => {
    const text = toJson(value);
    run.checkLength(text.length);
    return text;
  }),
];
