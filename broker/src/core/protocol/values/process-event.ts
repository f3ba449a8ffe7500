/** PROCESS_EVENT: a trigger on its way to the element it starts or continues, with its variables. */
import { definitionKey, documentText, flag, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/**
 * The value type. Ours are `interrupting`, where the trigger starts an event sub-process that ends all else in the scope, and `startsElementId`, the event
 * sub-process that it starts.
 */
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
    interrupting: flag(),
    startsElementId: text(),
  },
});
