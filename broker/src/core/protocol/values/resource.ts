/** RESOURCE: one version of a file that jobs link to, such as the script of a robot. */
import { bytes, definitionKey, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const resource = valueType({
  number: 44,
  keyOwner: 'deployment',
  intents: { CREATED: 0, DELETED: 1 },
  fields: {
    resourceId: text(),
    version: int(-1),
    resourceKey: definitionKey(),
    resourceName: text(),
    checksum: text(),
    resource: bytes(),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
    versionTag: text(),
  },
});
