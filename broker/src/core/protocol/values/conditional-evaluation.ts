/** CONDITIONAL_EVALUATION: conditional start events tried against given variables. */
import { definitionKey, documentText, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. The number is ours: upstream's was not seen. */
export const conditionalEvaluation = valueType({
  number: 201,
  intents: { EVALUATE: 0, EVALUATED: 1 },
  fields: {
    processDefinitionKey: definitionKey(),
    variables: documentText(),
    tenantId: text('<default>'),
    requestId: text(),
    startedProcessInstances: list(shape({ processDefinitionKey: definitionKey(), processInstanceKey: key() })),
  },
});
