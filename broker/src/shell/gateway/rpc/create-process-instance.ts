/** CreateProcessInstance: starts an instance and answers when it has begun. */
import type { CreateProcessInstanceRequest, CreateProcessInstanceResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { creationValue } from '../creation-value.ts';
import { isRefusal } from '../refusal.ts';
import { operationOf } from '../request-fields.ts';

/** Any partition may start it; one that is full hands over to the next. */
export const createProcessInstance: CommandRpc<CreateProcessInstanceRequest, CreateProcessInstanceResponse> = {
  name: 'CreateProcessInstance',
  prepare(request, { router }) {
    const value = creationValue(request, router, 'CreateProcessInstance');
    if (isRefusal(value)) return value;
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.next();
    if (isRefusal(partition)) return partition;
    return {
      partition,
      command: { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value, ...operation },
      anywhere: true,
    };
  },
  respond(record, partition, { router }) {
    const created = expectRecord(record, 'PROCESS_INSTANCE_CREATION');
    if (isRefusal(created)) return created;
    const { value } = created;
    return {
      processDefinitionKey: router.definitionKey(value.processDefinitionKey),
      bpmnProcessId: value.bpmnProcessId,
      version: value.version,
      processInstanceKey: wireKey(partition.number, value.processInstanceKey),
      tenantId: value.tenantId,
      tags: [...value.tags],
      businessId: value.businessId === '' ? undefined : value.businessId,
    };
  },
};
