/** FORM: one version of a form. */
import { bytes, definitionKey, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const form = valueType({
  number: 36,
  keyOwner: 'deployment',
  intents: { CREATED: 0, DELETED: 1 },
  fields: {
    formId: text(),
    version: int(-1),
    formKey: definitionKey(),
    resourceName: text(),
    checksum: text(),
    resource: bytes(),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
    versionTag: text(),
  },
});
