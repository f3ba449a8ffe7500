/** DECISION: one version of a decision inside its requirements graph. */
import { definitionKey, int, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const decision = valueType({
  number: 25,
  keyOwner: 'deployment',
  intents: { CREATED: 0, DELETED: 1 },
  fields: {
    decisionId: text(),
    decisionName: text(),
    version: int(-1),
    decisionKey: definitionKey(),
    decisionRequirementsId: text(),
    decisionRequirementsKey: definitionKey(),
    tenantId: text('<default>'),
    deploymentKey: definitionKey(),
    versionTag: text(),
  },
});
