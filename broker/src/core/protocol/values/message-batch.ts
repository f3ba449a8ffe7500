/** MESSAGE_BATCH: many expired messages removed in one step. */
import { key, list } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const messageBatch = valueType({ number: 35, intents: { EXPIRE: 0 }, fields: { messageKeys: list(key()) } });
