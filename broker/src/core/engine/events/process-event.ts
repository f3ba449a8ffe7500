/** Appliers of PROCESS_EVENT: triggers on their way. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Appliers } from './applier.ts';
import type { State } from '../state/state.ts';

/** The appliers: an interrupting event sub-process closes its scope to everything else at once. */
export const processEventEvents: Appliers<'PROCESS_EVENT'> = {
  TRIGGERING(state, record) {
    const { scopeKey, targetElementId, variables, interrupting, startsElementId } = record.value;
    const owner = startsProcess(state, record) ? record.value.processInstanceKey : scopeKey;
    state.triggers.table.put(record.key, { key: record.key, scopeKey: owner, targetElementId, variables, startsElementId });
    if (!interrupting || state.elements.get(scopeKey) === undefined) return;
    state.elements.change(scopeKey, { interruptedBy: targetElementId });
    state.elements.clearArrivals(scopeKey);
  },
  TRIGGERED: (state, record) => state.triggers.table.delete(record.key),
};

/** The trigger of a start event comes before its instance, and its record names the definition as the scope. */
function startsProcess(state: State, record: RecordOf<'PROCESS_EVENT'>): boolean {
  const { processInstanceKey } = record.value;
  return processInstanceKey >= 0 && state.elements.get(processInstanceKey) === undefined;
}
