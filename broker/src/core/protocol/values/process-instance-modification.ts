/** PROCESS_INSTANCE_MODIFICATION: elements of a running instance activated, terminated or moved by hand. */
import { documentText, flag, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

const variableInstruction = shape({ variables: documentText(), elementId: text() });

/** The value type. */
export const processInstanceModification = valueType({
  number: 28,
  intents: { MODIFY: 0, MODIFIED: 1 },
  fields: {
    processInstanceKey: key(),
    terminateInstructions: list(shape({ elementInstanceKey: key(), elementId: text() })),
    activateInstructions: list(
      shape({
        elementId: text(),
        ancestorScopeKey: key(),
        variableInstructions: list(variableInstruction),
        ancestorScopeKeys: list(key()),
      }),
    ),
    moveInstructions: list(
      shape({
        sourceElementId: text(),
        sourceElementInstanceKey: key(),
        targetElementId: text(),
        variableInstructions: list(variableInstruction),
        ancestorScopeKey: key(),
        inferAncestorScopeFromSourceHierarchy: flag(),
        useSourceParentKeyAsAncestorScopeKey: flag(),
      }),
    ),
  },
});
