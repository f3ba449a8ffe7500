/** Appliers of INCIDENT. */
import type { Appliers } from './applier.ts';

/** The appliers: a resolved job incident makes the job activatable again. */
export const incidentEvents: Appliers<'INCIDENT'> = {
  CREATED: (state, record) => state.incidents.table.put(record.key, { value: record.value }),
  RESOLVED(state, record) {
    state.incidents.table.delete(record.key);
    const job = state.jobs.get(record.value.jobKey);
    const element = state.elements.get(record.value.elementInstanceKey);
    const isOpen = job?.state === 'FAILED' || job?.state === 'ERROR_THROWN';
    if (job !== undefined && isOpen && element !== undefined && element.state !== 'TERMINATING')
      state.jobs.put(record.value.jobKey, 'ACTIVATABLE', job.value);
  },
  MIGRATED: (state, record) => state.incidents.table.put(record.key, { value: record.value }),
};
