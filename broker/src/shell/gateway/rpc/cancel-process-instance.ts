/** CancelProcessInstance: ends a running instance and everything in it. */
import type { CancelProcessInstanceRequest, CancelProcessInstanceResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import { processInstance } from '../../../core/protocol/values/process-instance.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal } from '../refusal.ts';
import { operationOf } from '../request-fields.ts';

/** Passes a full inbox: it drains work. */
export const cancelProcessInstance: CommandRpc<CancelProcessInstanceRequest, CancelProcessInstanceResponse> = {
  name: 'CancelProcessInstance',
  prepare(request, { router }) {
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.processInstanceKey);
    if (isRefusal(partition)) return partition;
    const key = counterOfKey(request.processInstanceKey);
    const value = { ...processInstance.codec.initial, processInstanceKey: key };
    return { partition, command: { valueType: 'PROCESS_INSTANCE', intent: 'CANCEL', key, value, ...operation }, exempt: true };
  },
  respond: () => ({}),
};
