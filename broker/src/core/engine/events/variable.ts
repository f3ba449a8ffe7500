/** Appliers of VARIABLE. */
import type { RecordOf } from '../../protocol/record.ts';
import { type Appliers, tellsOnly } from './applier.ts';
import type { State } from '../state/state.ts';

/** The appliers. */
export const variableEvents: Appliers<'VARIABLE'> = { CREATED: put, UPDATED: put, MIGRATED: tellsOnly };

function put(state: State, record: RecordOf<'VARIABLE'>): void {
  const { scopeKey, name, value } = record.value;
  state.variables.table.put(record.key, { key: record.key, scopeKey, name, value });
}
