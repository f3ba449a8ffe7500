/** Appliers of TIMER. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const timerEvents: Appliers<'TIMER'> = {
  CREATED: (state, record) => state.timers.table.put(record.key, { value: record.value }),
  TRIGGERED: (state, record) => state.timers.table.delete(record.key),
  CANCELED: (state, record) => state.timers.table.delete(record.key),
  MIGRATED: (state, record) => state.timers.table.put(record.key, { value: record.value }),
};
