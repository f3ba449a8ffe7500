/** PROCESS_INSTANCE_CREATION: the request for an instance and its fulfilment. */
import { definitionKey, documentText, int, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `requestId` is ours: a create that carries one can be repeated safely. */
export const processInstanceCreation = valueType({
  number: 19,
  intents: { CREATE: 0, CREATED: 1, CREATE_WITH_AWAITING_RESULT: 2 },
  fields: {
    bpmnProcessId: text(),
    processDefinitionKey: definitionKey(),
    processInstanceKey: key(),
    version: int(-1),
    variables: documentText(),
    startInstructions: list(shape({ elementId: text() })),
    runtimeInstructions: list(shape({ afterElementId: text() })),
    fetchVariables: list(text()),
    tenantId: text('<default>'),
    tags: list(text()),
    businessId: text(),
    requestId: text(),
  },
});
