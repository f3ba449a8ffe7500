/** COMPENSATION_SUBSCRIPTION: a completed activity that can be compensated. */
import { definitionKey, documentText, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const compensationSubscription = valueType({
  number: 39,
  intents: { CREATED: 0, TRIGGERED: 1, COMPLETED: 2, DELETED: 3, MIGRATED: 4 },
  fields: {
    tenantId: text('<default>'),
    processInstanceKey: key(),
    processDefinitionKey: definitionKey(),
    compensableActivityId: text(),
    throwEventId: text(),
    throwEventInstanceKey: key(),
    compensationHandlerId: text(),
    compensationHandlerInstanceKey: key(),
    compensableActivityScopeKey: key(),
    compensableActivityInstanceKey: key(),
    variables: documentText(),
  },
});
