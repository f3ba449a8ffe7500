/** SIGNAL_SUBSCRIPTION: an element instance or a process definition that waits for a signal. */
import { definitionKey, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const signalSubscription = valueType({
  number: 30,
  intents: { CREATED: 0, DELETED: 1, MIGRATED: 2 },
  fields: {
    processDefinitionKey: definitionKey(),
    bpmnProcessId: text(),
    catchEventId: text(),
    signalName: text(),
    catchEventInstanceKey: key(),
    tenantId: text('<default>'),
  },
});
