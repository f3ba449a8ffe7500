/** PROCESS_INSTANCE_MIGRATION: a running instance moved to another process definition. */
import { definitionKey, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const processInstanceMigration = valueType({
  number: 38,
  intents: { MIGRATE: 0, MIGRATED: 1 },
  fields: {
    processInstanceKey: key(),
    targetProcessDefinitionKey: definitionKey(),
    mappingInstructions: list(shape({ sourceElementId: text(), targetElementId: text() })),
  },
});
