/** Appliers of MESSAGE. */
import type { Appliers } from './applier.ts';
import { sentNow } from '../state/send-retry.ts';

/** The appliers. A message that is sent again to another partition repeats SENDING. */
export const messageEvents: Appliers<'MESSAGE'> = {
  PUBLISHED(state, record) {
    state.messages.table.put(record.key, { value: record.value, processIds: [] });
    state.requests.remember(record);
    if (record.value.sourceKey >= 0n) state.heard.add(record.value.sourceKey, record.timestampMs);
  },
  EXPIRED: (state, record) => state.messages.table.delete(record.key),
  SENDING(state, record) {
    const sent = sentNow(record.timestampMs, state.messageDeliveries.table.get(record.key)?.sent);
    state.messageDeliveries.table.put(record.key, { value: record.value, sent });
  },
  SENT: (state, record) => state.messageDeliveries.table.delete(record.key),
};
