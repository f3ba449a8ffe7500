/** PROCESS_INSTANCE_RESULT: the variables of a completed instance, for a caller that waits for them. */
import { definitionKey, documentText, int, key, list, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const processInstanceResult = valueType({
  number: 21,
  intents: { COMPLETED: 0 },
  fields: {
    bpmnProcessId: text(),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    version: int(-1),
    variables: documentText(),
    tenantId: text('<default>'),
    tags: list(text()),
    businessId: text(),
  },
});
