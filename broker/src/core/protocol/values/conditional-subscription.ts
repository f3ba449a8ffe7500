/** CONDITIONAL_SUBSCRIPTION: an element instance or a process definition that waits for a condition on variables to become true. */
import { definitionKey, flag, key, list, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. The number is ours: upstream's was not seen. */
export const conditionalSubscription = valueType({
  number: 200,
  intents: { CREATED: 0, TRIGGER: 1, TRIGGERED: 2, DELETED: 3 },
  fields: {
    scopeKey: key(),
    elementInstanceKey: key(),
    processInstanceKey: key(),
    processDefinitionKey: definitionKey(),
    bpmnProcessId: text(),
    catchEventId: text(),
    condition: text(),
    variableNames: list(text()),
    variableEvents: list(text()),
    interrupting: flag(true),
    tenantId: text('<default>'),
  },
});
