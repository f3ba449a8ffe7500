/** MESSAGE_SUBSCRIPTION: an element that waits for a message, seen from the message's partition. */
import { documentText, flag, key, remoteKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. RETRY is ours: an offer without an answer is made again. Instance keys are remote: the waiting instance may live on another partition. */
export const messageSubscription = valueType({
  number: 11,
  intents: {
    CREATE: 0,
    CREATED: 1,
    CORRELATE: 2,
    CORRELATED: 3,
    REJECT: 4,
    REJECTED: 5,
    DELETE: 6,
    DELETED: 7,
    CORRELATING: 8,
    MIGRATE: 9,
    MIGRATED: 10,
    RETRY: 100,
  },
  fields: {
    processInstanceKey: remoteKey(),
    elementInstanceKey: remoteKey(),
    messageKey: key(),
    messageName: text(),
    correlationKey: text(),
    interrupting: flag(true),
    bpmnProcessId: text(),
    variables: documentText(),
    tenantId: text('<default>'),
  },
});
