/** Appliers of SIGNAL_SUBSCRIPTION. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const signalSubscriptionEvents: Appliers<'SIGNAL_SUBSCRIPTION'> = {
  CREATED: (state, record) => state.signalSubscriptions.table.put(record.key, { value: record.value }),
  DELETED: (state, record) => state.signalSubscriptions.table.delete(record.key),
  MIGRATED: (state, record) => state.signalSubscriptions.table.put(record.key, { value: record.value }),
};
