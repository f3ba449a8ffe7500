/** SIGNAL: a broadcast to every open catch of its name. */
import { documentText, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `resumeAfter` is ours: the last subscription that a long broadcast has reached. */
export const signal = valueType({
  number: 31,
  intents: { BROADCAST: 0, BROADCASTED: 1 },
  fields: { signalName: text(), variables: documentText(), tenantId: text('<default>'), resumeAfter: key() },
});
