/** Messages by our own service: published with a position to read from, or correlated at once. */
import { status } from '@grpc/grpc-js';
import type {
  CorrelateMessageRequest,
  CorrelateMessageResponse,
  PublishMessageRequest,
  PublishMessageResponse,
} from '@millrace/proto/v1/commands';
import { wireKey } from '../../../core/protocol/key.ts';
import { messageCorrelation } from '../../../core/protocol/values/message-correlation.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { DEFAULT_TENANT, documentOf, tenantFault } from '../request-fields.ts';
import { publishMessage } from '../rpc/publish-message.ts';
import { positionToken } from './position-token.ts';
import { isRepeat, requestIdFault, withRequestId } from './request-id.ts';

/** The message as by the gateway. */
export const publish: CommandRpc<PublishMessageRequest, PublishMessageResponse> = {
  name: 'v1.PublishMessage',
  prepare({ message, requestId }, context) {
    const fault = requestIdFault(requestId);
    if (fault !== undefined) return fault;
    if (message === undefined) return refuse(status.INVALID_ARGUMENT, 'Expected a message to publish, but there is none');
    const prepared = publishMessage.prepare(message, context);
    return isRefusal(prepared) ? prepared : withRequestId(prepared, requestId);
  },
  respond(record, partition, _context, _request, position) {
    const published = expectRecord(record, 'MESSAGE');
    if (isRefusal(published)) return published;
    return {
      messageKey: wireKey(partition.number, published.key),
      tenantId: published.value.tenantId,
      repeated: isRepeat(record),
      positions: [positionToken(partition, position)],
    };
  },
};

/** Answered with the first instance that took it. */
export const correlate: CommandRpc<CorrelateMessageRequest, CorrelateMessageResponse> = {
  name: 'v1.CorrelateMessage',
  prepare(request, { router }) {
    const fault = requestIdFault(request.requestId) ?? tenantFault('CorrelateMessage', request.tenantId);
    if (fault !== undefined) return fault;
    if (request.name === '') return refuse(status.INVALID_ARGUMENT, 'Expected the name of a message, but it was empty');
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const partition = router.ofText(request.correlationKey);
    if (isRefusal(partition)) return partition;
    const { name, correlationKey } = request;
    const value = {
      ...messageCorrelation.codec.initial,
      name,
      correlationKey,
      variables,
      tenantId: DEFAULT_TENANT,
      requestId: request.requestId,
    };
    return { partition, command: { valueType: 'MESSAGE_CORRELATION', intent: 'CORRELATE', key: -1, value } };
  },
  respond(record, partition, _context, _request, position) {
    const correlated = expectRecord(record, 'MESSAGE_CORRELATION');
    if (isRefusal(correlated)) return correlated;
    return {
      messageKey: wireKey(partition.number, correlated.value.messageKey),
      processInstanceKey: correlated.value.processInstanceKey,
      tenantId: correlated.value.tenantId,
      repeated: isRepeat(record),
      positions: [positionToken(partition, position)],
    };
  },
};
