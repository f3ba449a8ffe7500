/** Appliers of DECISION and DECISION_REQUIREMENTS: versions of decisions and of the graphs they lie in. */
import type { Appliers } from './applier.ts';

/** The appliers of DECISION. */
export const decisionEvents: Appliers<'DECISION'> = {
  CREATED: (state, record) => state.decisions.table.put(record.key, { value: record.value }),
  DELETED: (state, record) => state.decisions.table.delete(record.key),
};

/** The appliers of DECISION_REQUIREMENTS. */
export const decisionRequirementsEvents: Appliers<'DECISION_REQUIREMENTS'> = {
  CREATED: (state, record) => state.decisions.requirements.put(record.key, { value: record.value }),
  DELETED: (state, record) => state.decisions.requirements.delete(record.key),
};
