/** MESSAGE: a published message in the buffer of its correlation key's partition. */
import { documentText, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const message = valueType({
  number: 10,
  intents: { PUBLISH: 0, PUBLISHED: 1, EXPIRE: 2, EXPIRED: 3 },
  fields: {
    name: text(),
    correlationKey: text(),
    timeToLive: int(-1),
    variables: documentText(),
    messageId: text(),
    deadline: int(-1),
    tenantId: text('<default>'),
  },
});
