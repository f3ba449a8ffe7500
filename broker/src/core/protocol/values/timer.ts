/** TIMER: a due date an element or a process definition waits for. */
import { definitionKey, int, key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `repetitions` counts what is left, -1 for no end; start timers have no instance. */
export const timer = valueType({
  number: 15,
  intents: { CREATED: 0, TRIGGER: 1, TRIGGERED: 2, CANCEL: 3, CANCELED: 4, MIGRATED: 5 },
  fields: {
    elementInstanceKey: key(),
    processInstanceKey: key(),
    dueDate: int(-1),
    targetElementId: text(),
    repetitions: int(1),
    processDefinitionKey: definitionKey(),
    tenantId: text('<default>'),
  },
});
