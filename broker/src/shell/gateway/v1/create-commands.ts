/** Commands that start instances: one that is safe to repeat, and many at once. */
import { type handleUnaryCall, status } from '@grpc/grpc-js';
import type {
  CreateProcessInstanceRequest,
  CreateProcessInstanceResponse,
  CreateProcessInstancesRequest,
  CreateProcessInstancesResponse,
  CreateProcessInstancesResult,
} from '@millrace/proto/v1/commands';
import { wireKey } from '../../../core/protocol/key.ts';
import type { AnyRecord } from '../../../core/protocol/record.ts';
import type { Partition } from '../../partition/partition.ts';
import type { CommandRpc, Prepared } from '../command-call.ts';
import { creationValue } from '../creation-value.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { isRefusal, type Refusal, recordOrRefusal, refuse } from '../refusal.ts';
import { durationMs, operationOf } from '../request-fields.ts';
import { positionToken } from './position-token.ts';
import { isRepeat, requestIdFault } from './request-id.ts';

/** Instances started by one call, at most. */
export const ITEMS_MAX = 1000;

/** With a request id the partition is chosen by it, so that a repeat meets the first. */
export const createInstance: CommandRpc<CreateProcessInstanceRequest, CreateProcessInstanceResponse> = {
  name: 'v1.CreateProcessInstance',
  prepare,
  respond: (record, partition, context, _request, position) => responseOf(record, partition, context, position),
};

function prepare(request: CreateProcessInstanceRequest, { router, commandTimeoutMs }: GatewayContext): Prepared | Refusal {
  const { instance, requestId, awaitResult, requestTimeoutMs } = request;
  if (instance === undefined) return refuse(status.INVALID_ARGUMENT, 'Expected an instance to start, but there is none');
  const tooLong = requestIdFault(requestId);
  if (tooLong !== undefined) return tooLong;
  const creation = creationValue(instance, router, 'CreateProcessInstance');
  if (isRefusal(creation)) return creation;
  const operation = operationOf(instance.operationReference);
  if (isRefusal(operation)) return operation;
  const partition = requestId === '' ? router.next() : router.ofText(requestId);
  if (isRefusal(partition)) return partition;
  const value = { ...creation, requestId, fetchVariables: request.fetchVariables };
  const intent = awaitResult ? 'CREATE_WITH_AWAITING_RESULT' : 'CREATE';
  return {
    partition,
    command: { valueType: 'PROCESS_INSTANCE_CREATION', intent, key: -1, value, ...operation },
    anywhere: requestId === '',
    forgettable: awaitResult,
    timeoutMs: awaitResult && requestTimeoutMs > 0n ? durationMs(requestTimeoutMs) : commandTimeoutMs,
  };
}

function responseOf(
  record: AnyRecord,
  partition: Partition,
  { router }: GatewayContext,
  position: number,
): CreateProcessInstanceResponse | Refusal {
  if (record.valueType !== 'PROCESS_INSTANCE_CREATION' && record.valueType !== 'PROCESS_INSTANCE_RESULT')
    return refuse(status.INTERNAL, `Expected the command to be answered with an instance, but it was ${record.valueType}`);
  const { value } = record;
  return {
    processDefinitionKey: router.definitionKey(value.processDefinitionKey),
    bpmnProcessId: value.bpmnProcessId,
    version: value.version,
    processInstanceKey: wireKey(partition.number, value.processInstanceKey),
    tenantId: value.tenantId,
    variables: record.valueType === 'PROCESS_INSTANCE_RESULT' ? value.variables : '',
    repeated: isRepeat(record),
    positions: [positionToken(partition, position)],
  };
}

/** Every item by itself; all are submitted in the same moment, so that they share batches of the log. */
export function createInstances(context: GatewayContext): handleUnaryCall<CreateProcessInstancesRequest, CreateProcessInstancesResponse> {
  return (call, respond) => {
    const { items } = call.request;
    if (items.length === 0 || items.length > ITEMS_MAX)
      return respond(refuse(status.INVALID_ARGUMENT, `Expected 1 to ${ITEMS_MAX} items, but there are ${items.length}`));
    void Promise.all(items.map((item) => createItem(item, context))).then((results) => respond(null, merged(results)));
  };
}

async function createItem(item: CreateProcessInstanceRequest, context: GatewayContext): Promise<CreateProcessInstancesResult> {
  if (item.awaitResult) return fault(refuse(status.INVALID_ARGUMENT, 'Expected items that do not await their results, but one does'));
  const prepared = prepare(item, context);
  if (isRefusal(prepared)) return fault(prepared);
  const answer = await prepared.partition.submit(prepared.command);
  const record = recordOrRefusal(answer);
  if (isRefusal(record)) return fault(record);
  const instance = responseOf(record, prepared.partition, context, answer.kind === 'record' ? answer.position : 0);
  return isRefusal(instance) ? fault(instance) : { code: status.OK, message: '', instance };
}

function fault({ code, details }: Refusal): CreateProcessInstancesResult {
  return { code, message: details };
}

/** The results with their positions taken out: the latest of each partition stands in the answer itself. */
function merged(results: readonly CreateProcessInstancesResult[]): CreateProcessInstancesResponse {
  const latest = new Map<number, bigint>();
  const bare = results.map((result) => {
    if (result.instance === undefined) return result;
    for (const { partitionId, position } of result.instance.positions)
      if (position > (latest.get(partitionId) ?? -1n)) latest.set(partitionId, position);
    return { ...result, instance: { ...result.instance, positions: [] } };
  });
  return { results: bare, positions: [...latest].map(([partitionId, position]) => ({ partitionId, position })) };
}
