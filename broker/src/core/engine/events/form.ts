/** Appliers of FORM: versions of forms. */
import type { Appliers } from '../registry.ts';

/** The appliers. */
export const formEvents: Appliers<'FORM'> = {
  CREATED: (state, record) => state.forms.table.put(record.key, { value: record.value }),
  DELETED: (state, record) => state.forms.table.delete(record.key),
};
