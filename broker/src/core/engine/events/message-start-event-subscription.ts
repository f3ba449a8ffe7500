/** Appliers of MESSAGE_START_EVENT_SUBSCRIPTION. */
import type { Appliers } from './applier.ts';

/** The appliers. The lock lasts as long as the instance: the end of the instance removes it. */
export const messageStartEventSubscriptionEvents: Appliers<'MESSAGE_START_EVENT_SUBSCRIPTION'> = {
  CREATED: (state, record) => state.messageStarts.table.put(record.key, { value: record.value }),
  CORRELATED(state, record) {
    const { tenantId, bpmnProcessId, correlationKey, messageKey, processInstanceKey } = record.value;
    state.messages.give(messageKey, bpmnProcessId);
    if (correlationKey !== '') state.messageStarts.locks.put(processInstanceKey, { tenantId, bpmnProcessId, correlationKey });
  },
  DELETED: (state, record) => state.messageStarts.table.delete(record.key),
};
