/** MESSAGE_CORRELATION: a message that must meet a subscription now, with an answer that names the instance. */
import { documentText, key, remoteKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `requestId` is ours: a correlation that carries one can be repeated safely. */
export const messageCorrelation = valueType({
  number: 40,
  intents: { CORRELATE: 0, CORRELATING: 1, CORRELATED: 2, NOT_CORRELATED: 3 },
  fields: {
    name: text(),
    correlationKey: text(),
    variables: documentText(),
    tenantId: text('<default>'),
    messageKey: key(),
    processInstanceKey: remoteKey(),
    requestId: text(),
  },
});
