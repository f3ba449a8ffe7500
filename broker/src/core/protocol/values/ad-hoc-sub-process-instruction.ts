/** AD_HOC_SUB_PROCESS_INSTRUCTION: inner elements of an ad-hoc sub-process activated by a client or a job. */
import { documentText, flag, key, list, shape, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const adHocSubProcessInstruction = valueType({
  number: 53,
  intents: { ACTIVATE: 0, ACTIVATED: 1, COMPLETE: 2, COMPLETED: 3 },
  fields: {
    adHocSubProcessInstanceKey: key(),
    activateElements: list(shape({ elementId: text(), variables: documentText() })),
    cancelRemainingInstances: flag(),
    tenantId: text('<default>'),
  },
});
