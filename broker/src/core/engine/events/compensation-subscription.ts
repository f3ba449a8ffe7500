/** Appliers of COMPENSATION_SUBSCRIPTION: completed activities become compensable, are undone, or are forgotten with their scope. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const compensationSubscriptionEvents: Appliers<'COMPENSATION_SUBSCRIPTION'> = {
  CREATED: (state, record) => state.compensations.put(record.key, 'OPEN', record.value),
  TRIGGERED(state, record) {
    // The handler's key is used up now, although the handler begins only later.
    state.facts.observeKey(record.value.compensationHandlerInstanceKey);
    state.compensations.put(record.key, 'TRIGGERED', record.value);
  },
  COMPLETED: (state, record) => state.compensations.table.delete(record.key),
  DELETED: (state, record) => state.compensations.table.delete(record.key),
  MIGRATED(state, record) {
    const row = state.compensations.table.get(record.key);
    if (row !== undefined) state.compensations.put(record.key, row.state, record.value);
  },
};
