/** Appliers of PROCESS_MESSAGE_SUBSCRIPTION. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Appliers } from './applier.ts';
import { sentNow } from '../state/send-retry.ts';
import type { State } from '../state/state.ts';

type Record = RecordOf<'PROCESS_MESSAGE_SUBSCRIPTION'>;

/** The appliers. A request that is sent again repeats its event. */
export const processMessageSubscriptionEvents: Appliers<'PROCESS_MESSAGE_SUBSCRIPTION'> = {
  CREATING: (state, record) => request(state, record, 'CREATING'),
  CREATED: open,
  CORRELATED(state, record) {
    if (record.value.interrupting) state.processMessageSubscriptions.table.delete(record.key);
    else open(state, record);
  },
  DELETING: (state, record) => request(state, record, 'DELETING'),
  DELETED: (state, record) => state.processMessageSubscriptions.table.delete(record.key),
  MIGRATED(state, record) {
    const row = state.processMessageSubscriptions.get(record.key);
    if (row !== undefined) state.processMessageSubscriptions.table.put(record.key, { ...row, value: record.value });
  },
};

function open(state: State, record: Record): void {
  state.processMessageSubscriptions.table.put(record.key, { value: record.value, state: 'CREATED', request: undefined });
}

function request(state: State, record: Record, next: 'CREATING' | 'DELETING'): void {
  const before = state.processMessageSubscriptions.get(record.key);
  const sent = sentNow(record.timestampMs, before?.state === next ? before.request : undefined);
  state.processMessageSubscriptions.table.put(record.key, { value: record.value, state: next, request: sent });
}
