/** Appliers of PROCESS_EVENT: triggers on their way. */
import type { Appliers } from '../registry.ts';

/** The appliers: an interrupting event sub-process closes its scope to everything else at once. */
export const processEventEvents: Appliers<'PROCESS_EVENT'> = {
  TRIGGERING(state, record) {
    const { scopeKey, targetElementId, variables, interrupting } = record.value;
    state.triggers.table.put(record.key, { key: record.key, scopeKey, targetElementId, variables });
    if (!interrupting || state.elements.get(scopeKey) === undefined) return;
    state.elements.change(scopeKey, { interruptedBy: targetElementId });
    state.elements.clearArrivals(scopeKey);
  },
  TRIGGERED: (state, record) => state.triggers.table.delete(record.key),
};
