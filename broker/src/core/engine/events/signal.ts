/** Appliers of SIGNAL. */
import type { Appliers } from './applier.ts';
import { sentNow } from '../state/send-retry.ts';

/** The appliers. */
export const signalEvents: Appliers<'SIGNAL'> = {
  BROADCASTED(state, record) {
    const { sourceKey, deliverTo } = record.value;
    if (sourceKey >= 0n) state.heard.add(sourceKey, record.timestampMs);
    else if (deliverTo.length > 0)
      state.signals.deliveries.put(record.key, { value: record.value, sent: sentNow(record.timestampMs, undefined) });
  },
  ACKNOWLEDGED(state, record) {
    const row = state.signals.deliveries.get(record.key);
    if (row === undefined) return;
    const deliverTo = row.value.deliverTo.filter((partitionId) => !record.value.deliverTo.includes(partitionId));
    if (deliverTo.length === 0) state.signals.deliveries.delete(record.key);
    else state.signals.deliveries.put(record.key, { ...row, value: { ...row.value, deliverTo } });
  },
  REPEATED(state, record) {
    const row = state.signals.deliveries.get(record.key);
    if (row !== undefined) state.signals.deliveries.put(record.key, { ...row, sent: sentNow(record.timestampMs, row.sent) });
  },
};
