/** MESSAGE_START_EVENT_SUBSCRIPTION: a process definition that a message starts. */
import { definitionKey, documentText, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const messageStartEventSubscription = valueType({
  number: 16,
  intents: { CREATED: 0, CORRELATED: 1, DELETED: 2 },
  fields: {
    processDefinitionKey: definitionKey(),
    bpmnProcessId: text(),
    startEventId: text(),
    messageName: text(),
    processInstanceKey: key(),
    variables: documentText(),
    correlationKey: text(),
    messageKey: key(),
    tenantId: text('<default>'),
  },
});
