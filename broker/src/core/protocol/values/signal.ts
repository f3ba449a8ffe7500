/** SIGNAL: a broadcast to every open catch of its name. */
import { documentText, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const signal = valueType({
  number: 31,
  intents: { BROADCAST: 0, BROADCASTED: 1 },
  fields: { signalName: text(), variables: documentText(), tenantId: text('<default>') },
});
