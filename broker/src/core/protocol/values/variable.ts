/** VARIABLE: one variable of one scope; the value is JSON text. */
import { definitionKey, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const variable = valueType({
  number: 17,
  intents: { CREATED: 0, UPDATED: 1, MIGRATED: 2 },
  fields: {
    name: text(),
    value: text(),
    scopeKey: key(),
    processInstanceKey: key(),
    processDefinitionKey: definitionKey(),
    bpmnProcessId: text(),
    tenantId: text('<default>'),
  },
});
