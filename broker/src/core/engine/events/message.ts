/** Appliers of MESSAGE. */
import type { Appliers } from '../registry.ts';

/** The appliers. */
export const messageEvents: Appliers<'MESSAGE'> = {
  PUBLISHED: (state, record) => state.messages.table.put(record.key, { value: record.value, processIds: [] }),
  EXPIRED: (state, record) => state.messages.table.delete(record.key),
};
