/** PROCESS_EVENT: a trigger on its way to the element it starts or continues, with its variables. */
import { definitionKey, documentText, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const processEvent = valueType({
  number: 24,
  intents: { TRIGGERING: 0, TRIGGERED: 1 },
  fields: {
    scopeKey: key(),
    targetElementId: text(),
    variables: documentText(),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    tenantId: text('<default>'),
  },
});
