/** Processors of MESSAGE_SUBSCRIPTION: requests of the partitions whose elements wait. Each may come twice, or late. */
import { counterOfKey, wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { answerCorrelation, refuseCorrelation } from '../lifecycle/awaited-correlation.ts';
import { offerBuffered, sendOffer } from '../lifecycle/message-correlation.ts';
import { partitionIdOf } from '../partition-of-key.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import type { MessageSubscriptionRow } from '../state/message-subscriptions.ts';

type Command = RecordOf<'MESSAGE_SUBSCRIPTION'>;

/** The processors. */
export const messageSubscriptionCommands: Processors<'MESSAGE_SUBSCRIPTION'> = {
  CREATE: create,
  CORRELATE: correlate,
  REJECT: reject,
  DELETE: remove,
  MIGRATE: migrate,
  RETRY: retry,
};

/** An element waits: it gets the oldest buffered message, or word that it is known. */
function create(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  const known = p.state.messageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
  if (known !== undefined) {
    if (p.state.messageSubscriptions.get(known)?.state === 'CORRELATING') sendOffer(p, known);
    else acknowledge(p, 'CREATE', value);
    return undefined;
  }
  const key = p.nextKey();
  p.emit('MESSAGE_SUBSCRIPTION', 'CREATED', key, value);
  if (!offerBuffered(p, key)) acknowledge(p, 'CREATE', value);
  return undefined;
}

/** The element has taken the message: it waits no more, or for the next one. */
function correlate(p: Processing, command: Command): Rejection | undefined {
  const found = offeredTo(p, command);
  if ('reason' in found) return found;
  p.emit('MESSAGE_SUBSCRIPTION', 'CORRELATED', found.key, found.row.value);
  answerCorrelation(p, found.row.value);
  offerBuffered(p, found.key);
  return undefined;
}

/** The element cannot take the message any more, nor any other: it is about to close. The next of the same process may. */
function reject(p: Processing, command: Command): Rejection | undefined {
  const found = offeredTo(p, command);
  if ('reason' in found) return found;
  turnDown(p, found.row);
  return undefined;
}

function turnDown(p: Processing, row: MessageSubscriptionRow): void {
  p.emit('MESSAGE_SUBSCRIPTION', 'REJECTED', -1, { ...row.value, variables: '{}' });
  const { tenantId, messageName, correlationKey, bpmnProcessId } = row.value;
  refuseCorrelation(p, row.value);
  const next = p.state.messageSubscriptions.firstFree(tenantId, messageName, correlationKey, bpmnProcessId);
  if (next !== undefined) offerBuffered(p, next);
}

/** The element waits no more. A message on offer that it has not taken goes to another. */
function remove(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  const key = p.state.messageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
  const row = key === undefined ? undefined : p.state.messageSubscriptions.get(key);
  if (key !== undefined && row !== undefined) {
    const isTaken = row.value.messageKey === value.messageKey;
    p.emit('MESSAGE_SUBSCRIPTION', 'DELETED', key, row.value);
    if (row.state === 'CORRELATING' && !isTaken) turnDown(p, row);
  }
  acknowledge(p, 'DELETE', value);
  return undefined;
}

function migrate(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  const key = p.state.messageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
  const row = key === undefined ? undefined : p.state.messageSubscriptions.get(key);
  if (key === undefined || row === undefined) return notFound(value);
  const { bpmnProcessId, interrupting } = value;
  p.emit('MESSAGE_SUBSCRIPTION', 'MIGRATED', key, { ...row.value, bpmnProcessId, interrupting });
  return undefined;
}

/** An offer has gone unanswered for too long: it is made again. */
function retry(p: Processing, command: Command): Rejection | undefined {
  const row = p.state.messageSubscriptions.get(command.key);
  if (row?.state !== 'CORRELATING') return notFound(command.value);
  p.emit('MESSAGE_SUBSCRIPTION', 'CORRELATING', command.key, row.value);
  sendOffer(p, command.key);
  return undefined;
}

/** The subscription that the message of a command was offered to. */
function offeredTo(p: Processing, command: Command): { readonly key: number; readonly row: MessageSubscriptionRow } | Rejection {
  const { value } = command;
  const key = p.state.messageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
  const row = key === undefined ? undefined : p.state.messageSubscriptions.get(key);
  if (key === undefined || row?.state !== 'CORRELATING' || row.value.messageKey !== value.messageKey) return notFound(value);
  return { key, row };
}

function notFound(value: Value<'MESSAGE_SUBSCRIPTION'>): Rejection {
  return rejection(
    'NOT_FOUND',
    `Expected to find a subscription of element instance ${value.elementInstanceKey} to message '${value.messageName}' that waits for this, but there is none`,
  );
}

function acknowledge(p: Processing, intent: 'CREATE' | 'DELETE', value: Value<'MESSAGE_SUBSCRIPTION'>): void {
  p.send(partitionIdOf(p.config, value.elementInstanceKey), 'PROCESS_MESSAGE_SUBSCRIPTION', intent, -1, {
    processInstanceKey: counterOfKey(value.processInstanceKey),
    elementInstanceKey: counterOfKey(value.elementInstanceKey),
    messageKey: wireKey(p.config.partition, value.messageKey),
    messageName: value.messageName,
    correlationKey: value.correlationKey,
    bpmnProcessId: value.bpmnProcessId,
    tenantId: value.tenantId,
    subscriptionPartitionId: p.config.partitionId,
  });
}
