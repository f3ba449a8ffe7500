/** PROCESS_INSTANCE_BATCH: a long piece of work on many children, done in bounded steps. */
import { int, key, list } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `index` is how far the piece has come; `keys` are ours: the children still to be handled when they are not derivable. */
export const processInstanceBatch = valueType({
  number: 34,
  intents: { TERMINATE: 0, ACTIVATE: 1 },
  fields: { processInstanceKey: key(), batchElementInstanceKey: key(), index: int(), keys: list(key()) },
});
