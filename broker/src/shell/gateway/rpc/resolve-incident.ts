/** ResolveIncident: the failed step is tried again. */
import type { ResolveIncidentRequest, ResolveIncidentResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import { incident } from '../../../core/protocol/values/incident.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal, rejected } from '../refusal.ts';
import { operationOf } from '../request-fields.ts';

/** A job incident whose job has no retries left is logged as INVALID_STATE but answered NOT_FOUND: clients of Zeebe 8.6 know it so. */
export const resolveIncident: CommandRpc<ResolveIncidentRequest, ResolveIncidentResponse> = {
  name: 'ResolveIncident',
  prepare(request, { router }) {
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.incidentKey);
    if (isRefusal(partition)) return partition;
    const key = counterOfKey(request.incidentKey);
    return { partition, command: { valueType: 'INCIDENT', intent: 'RESOLVE', key, value: incident.codec.initial, ...operation } };
  },
  respond: () => ({}),
  rejected(record) {
    const type = record.rejectionType === 'INVALID_STATE' ? 'NOT_FOUND' : record.rejectionType;
    return rejected(record.intent, type, record.rejectionReason);
  },
};
