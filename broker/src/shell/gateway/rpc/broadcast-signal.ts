/** BroadcastSignal: wakes every open catch of a signal's name, on all partitions. */
import type { BroadcastSignalRequest, BroadcastSignalResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import { signal } from '../../../core/protocol/values/signal.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { isRefusal } from '../refusal.ts';
import { DEFAULT_TENANT, documentOf, tenantFault } from '../request-fields.ts';

/** Any partition takes it and tells the others. An empty name is accepted, as Zeebe does. */
export const broadcastSignal: CommandRpc<BroadcastSignalRequest, BroadcastSignalResponse> = {
  name: 'BroadcastSignal',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const tenant = tenantFault('BroadcastSignal', request.tenantId);
    if (tenant !== undefined) return tenant;
    const partition = router.next();
    if (isRefusal(partition)) return partition;
    const value = { ...signal.codec.initial, signalName: request.signalName, variables, tenantId: DEFAULT_TENANT };
    return { partition, command: { valueType: 'SIGNAL', intent: 'BROADCAST', key: -1, value }, anywhere: true };
  },
  respond(record, partition) {
    const broadcast = expectRecord(record, 'SIGNAL');
    if (isRefusal(broadcast)) return broadcast;
    return { key: wireKey(partition.number, broadcast.key), tenantId: broadcast.value.tenantId };
  },
};
