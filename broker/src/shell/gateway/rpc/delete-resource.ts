/** DeleteResource: takes a process, decision requirements graph or form out of the cluster. */
import type { DeleteResourceRequest, DeleteResourceResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import { resourceDeletion } from '../../../core/protocol/values/resource-deletion.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal, rejected } from '../refusal.ts';
import { operationOf } from '../request-fields.ts';

/** Decided by the partition that made the key, which for resources is the deployment partition; a known other one has no such resource. */
export const deleteResource: CommandRpc<DeleteResourceRequest, DeleteResourceResponse> = {
  name: 'DeleteResource',
  prepare(request, { router }) {
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.resourceKey);
    if (isRefusal(partition)) return partition;
    if (!router.isDefinitionKey(request.resourceKey))
      return rejected('DELETE', 'NOT_FOUND', `Expected to delete resource but no resource found with key \`${request.resourceKey}\``);
    const value = { ...resourceDeletion.codec.initial, resourceKey: counterOfKey(request.resourceKey) };
    return { partition, command: { valueType: 'RESOURCE_DELETION', intent: 'DELETE', key: -1, value, ...operation } };
  },
  respond: (_record, _partition, _context, request) => ({ resourceKey: String(request.resourceKey), batchOperation: undefined }),
};
