/** DECISION_REQUIREMENTS: one version of a DMN file. */
import { bytes, definitionKey, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const decisionRequirements = valueType({
  number: 26,
  keyOwner: 'deployment',
  intents: { CREATED: 0, DELETED: 1 },
  fields: {
    decisionRequirementsId: text(),
    decisionRequirementsName: text(),
    decisionRequirementsVersion: int(-1),
    decisionRequirementsKey: definitionKey(),
    namespace: text(),
    resourceName: text(),
    checksum: text(),
    resource: bytes(),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
  },
});
