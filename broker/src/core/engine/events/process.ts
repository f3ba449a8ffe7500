/** Appliers of PROCESS: versions of process definitions. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const processEvents: Appliers<'PROCESS'> = {
  CREATED: (state, record) => state.definitions.put(record.key, { value: record.value, state: 'ACTIVE' }),
  DELETING: (state, record) =>
    state.definitions.put(record.key, {
      value: { ...record.value, resource: state.definitions.get(record.key)?.value.resource ?? record.value.resource },
      state: 'DELETING',
    }),
  DELETED: (state, record) => state.definitions.table.delete(record.key),
};
