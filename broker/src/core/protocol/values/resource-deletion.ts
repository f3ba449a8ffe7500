/** RESOURCE_DELETION: a process, decision requirements graph or form taken out of the cluster. */
import { definitionKey, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const resourceDeletion = valueType({
  number: 32,
  keyOwner: 'deployment',
  intents: { DELETE: 0, DELETING: 1, DELETED: 2 },
  fields: { resourceKey: definitionKey(), tenantId: text('<default>') },
});
