/** Appliers of CONDITIONAL_SUBSCRIPTION. */
import { type Appliers, tellsOnly } from './applier.ts';

/** The appliers. A subscription lasts until its element or definition closes it, triggered or not. */
export const conditionalSubscriptionEvents: Appliers<'CONDITIONAL_SUBSCRIPTION'> = {
  CREATED: (state, record) => state.conditionalSubscriptions.table.put(record.key, { value: record.value }),
  TRIGGERED: tellsOnly,
  DELETED: (state, record) => state.conditionalSubscriptions.table.delete(record.key),
};
