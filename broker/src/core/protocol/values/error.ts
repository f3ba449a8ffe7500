/** ERROR: a fault of the engine itself; the instance it names is banned and its later commands are skipped. */
import { int, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const error = valueType({
  number: 20,
  intents: { CREATED: 0 },
  fields: { exceptionMessage: text(), stacktrace: text(), errorEventPosition: int(-1), processInstanceKey: key() },
});
