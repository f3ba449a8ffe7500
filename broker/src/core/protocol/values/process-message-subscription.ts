/** PROCESS_MESSAGE_SUBSCRIPTION: an element that waits for a message, seen from the instance's partition. */
import { documentText, flag, int, key, remoteKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. RETRY is ours: a request without an answer is sent again. The message's key is remote: it lives on the partition of the correlation key. */
export const processMessageSubscription = valueType({
  number: 12,
  intents: { CREATING: 0, CREATE: 1, CREATED: 2, CORRELATE: 3, CORRELATED: 4, DELETING: 5, DELETE: 6, DELETED: 7, MIGRATED: 8, RETRY: 100 },
  fields: {
    processInstanceKey: key(),
    elementInstanceKey: key(),
    messageKey: remoteKey(),
    messageName: text(),
    variables: documentText(),
    interrupting: flag(true),
    bpmnProcessId: text(),
    correlationKey: text(),
    elementId: text(),
    subscriptionPartitionId: int(-1),
    tenantId: text('<default>'),
  },
});
