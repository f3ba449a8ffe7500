/** Appliers of FORM: versions of forms. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const formEvents: Appliers<'FORM'> = {
  CREATED: (state, record) => state.forms.put(record.key, record.value),
  DELETED: (state, record) => state.forms.delete(record.key),
};
