/** Appliers of RESOURCE: versions of files that jobs link to. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const resourceEvents: Appliers<'RESOURCE'> = {
  CREATED: (state, record) => state.resources.put(record.key, record.value),
  DELETED: (state, record) => state.resources.delete(record.key),
};
