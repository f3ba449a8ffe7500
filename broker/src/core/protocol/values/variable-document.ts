/** VARIABLE_DOCUMENT: a document of variables merged into a scope by a client. */
import { documentText, key, text, word } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const variableDocument = valueType({
  number: 18,
  intents: { UPDATE: 0, UPDATED: 1 },
  fields: {
    scopeKey: key(),
    updateSemantics: word(['PROPAGATE', 'LOCAL'], 'PROPAGATE'),
    variables: documentText(),
    tenantId: text('<default>'),
  },
});
