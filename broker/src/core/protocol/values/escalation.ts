/** ESCALATION: an escalation thrown, caught or not. */
import { key, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const escalation = valueType({
  number: 29,
  intents: { ESCALATED: 0, NOT_ESCALATED: 1 },
  fields: {
    processInstanceKey: key(),
    escalationCode: text(),
    throwElementId: text(),
    catchElementId: text(),
    tenantId: text('<default>'),
  },
});
