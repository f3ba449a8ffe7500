/** SIGNAL: a broadcast to every open catch of its name. */
import { documentText, int, key, list, remoteKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/**
 * The value type. Ours are the intents from 100 on, `resumeAfter` (the last subscription that a long broadcast has reached), `sourceKey` (the signal of another
 * partition that this one passes on) and `deliverTo` (partitions that have not acknowledged it; in an acknowledgement the one that does).
 */
export const signal = valueType({
  number: 31,
  intents: { BROADCAST: 0, BROADCASTED: 1, ACKNOWLEDGE: 100, ACKNOWLEDGED: 101, RETRY: 102, REPEATED: 103 },
  fields: {
    signalName: text(),
    variables: documentText(),
    tenantId: text('<default>'),
    resumeAfter: key(),
    sourceKey: remoteKey(),
    deliverTo: list(int()),
  },
});
