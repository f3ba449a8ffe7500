/** CreateProcessInstanceWithResult: starts an instance and answers with its variables when it has completed. */
import type { CreateProcessInstanceWithResultRequest, CreateProcessInstanceWithResultResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { creationValue, processNotFound } from '../creation-value.ts';
import { isRefusal } from '../refusal.ts';
import { durationMs, operationOf } from '../request-fields.ts';

/**
 * Waits `requestTimeout` (0 and less: the gateway's own time-out); then the caller gets DEADLINE_EXCEEDED, the instance lives on and no other call notices.
 * A cancelled or terminated instance never answers.
 */
export const createProcessInstanceWithResult: CommandRpc<CreateProcessInstanceWithResultRequest, CreateProcessInstanceWithResultResponse> =
  {
    name: 'CreateProcessInstanceWithResult',
    prepare(request, { router, commandTimeoutMs }) {
      // Without it the key 0 is looked for, and not found.
      if (request.request === undefined) return processNotFound(0n);
      const creation = creationValue(request.request, router, 'CreateProcessInstanceWithResult');
      if (isRefusal(creation)) return creation;
      const operation = operationOf(request.request.operationReference);
      if (isRefusal(operation)) return operation;
      const partition = router.next();
      if (isRefusal(partition)) return partition;
      const value = { ...creation, fetchVariables: request.fetchVariables };
      return {
        partition,
        command: { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE_WITH_AWAITING_RESULT', key: -1, value, ...operation },
        anywhere: true,
        forgettable: true,
        timeoutMs: request.requestTimeout > 0n ? durationMs(request.requestTimeout) : commandTimeoutMs,
      };
    },
    respond(record, partition, { router }) {
      const result = expectRecord(record, 'PROCESS_INSTANCE_RESULT');
      if (isRefusal(result)) return result;
      const { value } = result;
      return {
        processDefinitionKey: router.definitionKey(value.processDefinitionKey),
        bpmnProcessId: value.bpmnProcessId,
        version: value.version,
        processInstanceKey: wireKey(partition.number, value.processInstanceKey),
        variables: value.variables,
        tenantId: value.tenantId,
        tags: [...value.tags],
        businessId: value.businessId === '' ? undefined : value.businessId,
      };
    },
  };
