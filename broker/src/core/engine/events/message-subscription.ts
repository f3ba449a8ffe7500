/** Appliers of MESSAGE_SUBSCRIPTION. */
import type { Appliers } from './applier.ts';
import { sentNow } from '../state/send-retry.ts';

/** The appliers. */
export const messageSubscriptionEvents: Appliers<'MESSAGE_SUBSCRIPTION'> = {
  CREATED: (state, record) => state.messageSubscriptions.table.put(record.key, { value: record.value, state: 'CREATED', offer: undefined }),
  CORRELATING(state, record) {
    const offer = sentNow(record.timestampMs, state.messageSubscriptions.get(record.key)?.offer);
    state.messageSubscriptions.table.put(record.key, { value: record.value, state: 'CORRELATING', offer });
    state.messages.give(record.value.messageKey, record.value.bpmnProcessId);
  },
  CORRELATED(state, record) {
    if (record.value.interrupting) state.messageSubscriptions.table.delete(record.key);
    else state.messageSubscriptions.table.put(record.key, { value: record.value, state: 'CREATED', offer: undefined });
  },
  // The record has no key, as on the reference: the element and the message tell which one it is.
  REJECTED(state, { value }) {
    state.messages.takeBack(value.messageKey, value.bpmnProcessId);
    const key = state.messageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
    const isOffered = key !== undefined && state.messageSubscriptions.get(key)?.value.messageKey === value.messageKey;
    if (isOffered) state.messageSubscriptions.table.delete(key);
  },
  DELETED: (state, record) => state.messageSubscriptions.table.delete(record.key),
  MIGRATED(state, record) {
    const row = state.messageSubscriptions.get(record.key);
    if (row !== undefined) state.messageSubscriptions.table.put(record.key, { ...row, value: record.value });
  },
};
