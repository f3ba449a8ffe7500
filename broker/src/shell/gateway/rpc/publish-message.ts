/** PublishMessage: a message for whoever waits for it, kept for its time to live. */
import type { PublishMessageRequest, PublishMessageResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import { message } from '../../../core/protocol/values/message.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { isRefusal } from '../refusal.ts';
import { DEFAULT_TENANT, documentOf, durationMs, tenantFault } from '../request-fields.ts';

/** Goes to the partition its correlation key hashes to. An empty name is accepted, as Zeebe does. */
export const publishMessage: CommandRpc<PublishMessageRequest, PublishMessageResponse> = {
  name: 'PublishMessage',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const tenant = tenantFault('PublishMessage', request.tenantId);
    if (tenant !== undefined) return tenant;
    const partition = router.ofText(request.correlationKey);
    if (isRefusal(partition)) return partition;
    const value = {
      ...message.codec.initial,
      name: request.name,
      correlationKey: request.correlationKey,
      timeToLive: durationMs(request.timeToLive),
      variables,
      messageId: request.messageId,
      tenantId: DEFAULT_TENANT,
    };
    return { partition, command: { valueType: 'MESSAGE', intent: 'PUBLISH', key: -1, value } };
  },
  respond(record, partition) {
    const published = expectRecord(record, 'MESSAGE');
    if (isRefusal(published)) return published;
    return { key: wireKey(partition.number, published.key), tenantId: published.value.tenantId };
  },
};
