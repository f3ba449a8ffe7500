/** PROCESS: one version of a process definition. */
import { bytes, definitionKey, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const process = valueType({
  number: 22,
  keyOwner: 'deployment',
  intents: { CREATED: 0, DELETING: 1, DELETED: 2 },
  fields: {
    bpmnProcessId: text(),
    version: int(-1),
    processDefinitionKey: definitionKey(),
    resourceName: text(),
    checksum: text(),
    resource: bytes(),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
    versionTag: text(),
  },
});
