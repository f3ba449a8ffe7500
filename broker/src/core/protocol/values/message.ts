/** MESSAGE: a published message in the buffer of its correlation key's partition. */
import { documentText, int, remoteKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. Ours are the intents from 100 on, `sourceKey` (a message that an element of another partition publishes here) and `requestId` (it can be repeated safely). */
export const message = valueType({
  number: 10,
  intents: { PUBLISH: 0, PUBLISHED: 1, EXPIRE: 2, EXPIRED: 3, SENDING: 100, SENT: 101, ACKNOWLEDGE: 102, RETRY: 103 },
  fields: {
    name: text(),
    correlationKey: text(),
    timeToLive: int(-1),
    variables: documentText(),
    messageId: text(),
    deadline: int(-1),
    tenantId: text('<default>'),
    sourceKey: remoteKey(),
    requestId: text(),
  },
});
