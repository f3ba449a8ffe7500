/** DEPLOYMENT: a set of resources put into the cluster in one step. */
import { bytes, definitionKey, flag, int, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

const processMetadata = shape({
  bpmnProcessId: text(),
  version: int(-1),
  processDefinitionKey: definitionKey(),
  resourceName: text(),
  checksum: text(),
  isDuplicate: flag(),
  tenantId: text('<default>'),
  deploymentKey: definitionKey(),
  versionTag: text(),
});
const decisionMetadata = shape({
  decisionId: text(),
  decisionName: text(),
  version: int(-1),
  decisionKey: definitionKey(),
  decisionRequirementsId: text(),
  decisionRequirementsKey: definitionKey(),
  isDuplicate: flag(),
  tenantId: text('<default>'),
  deploymentKey: definitionKey(),
  versionTag: text(),
});
const decisionRequirementsMetadata = shape({
  decisionRequirementsId: text(),
  decisionRequirementsName: text(),
  decisionRequirementsVersion: int(-1),
  decisionRequirementsKey: definitionKey(),
  namespace: text(),
  resourceName: text(),
  checksum: text(),
  isDuplicate: flag(),
  tenantId: text('<default>'),
});
const formMetadata = shape({
  formId: text(),
  version: int(-1),
  formKey: definitionKey(),
  resourceName: text(),
  checksum: text(),
  isDuplicate: flag(),
  tenantId: text('<default>'),
  deploymentKey: definitionKey(),
  versionTag: text(),
});

const resourceMetadata = shape({
  resourceId: text(),
  version: int(-1),
  resourceKey: definitionKey(),
  resourceName: text(),
  checksum: text(),
  isDuplicate: flag(),
  tenantId: text('<default>'),
  deploymentKey: definitionKey(),
  versionTag: text(),
});

/** The value type. */
export const deployment = valueType({
  number: 4,
  keyOwner: 'deployment',
  intents: { CREATE: 0, CREATED: 1, DISTRIBUTE: 2, DISTRIBUTED: 3, FULLY_DISTRIBUTED: 4 },
  fields: {
    resources: list(shape({ resourceName: text(), resource: bytes() })),
    processesMetadata: list(processMetadata),
    decisionsMetadata: list(decisionMetadata),
    decisionRequirementsMetadata: list(decisionRequirementsMetadata),
    formMetadata: list(formMetadata),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
    resourceMetadata: list(resourceMetadata),
  },
});
