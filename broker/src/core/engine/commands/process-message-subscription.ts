/** Processors of PROCESS_MESSAGE_SUBSCRIPTION: answers and offers of the partitions where messages live. Each may come twice, or late. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { sendSubscription } from '../lifecycle/subscriptions/message.ts';
import { canTrigger, triggerEvent } from '../lifecycle/trigger.ts';
import { type Visit, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import type { ProcessMessageSubscriptionRow } from '../state/process-message-subscriptions.ts';

type Command = RecordOf<'PROCESS_MESSAGE_SUBSCRIPTION'>;

/** The processors. */
export const processMessageSubscriptionCommands: Processors<'PROCESS_MESSAGE_SUBSCRIPTION'> = {
  CREATE: created,
  CORRELATE: correlate,
  DELETE: deleted,
  RETRY: retry,
};

/** The message's partition knows the subscription. One that the element no longer has is deleted there. */
function created(p: Processing, command: Command): Rejection | undefined {
  const found = find(p, command.value);
  if (found === undefined) sendSubscription(p, 'DELETE', command.value);
  else if (found.row.state === 'CREATING') p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'CREATED', found.key, found.row.value);
  return undefined;
}

/** A message is offered. No subscription means that it was taken already: an element that closes says so before it forgets. */
function correlate(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  if (p.state.facts.isBanned(value.processInstanceKey)) {
    sendSubscription(p, 'REJECT', value);
    return undefined;
  }
  const found = find(p, value);
  if (found === undefined || found.row.value.messageKey === value.messageKey) {
    sendSubscription(p, 'CORRELATE', value);
    return undefined;
  }
  const visit = visitOf(p, value.elementInstanceKey);
  const event = visit && p.models.element(visit.instance.processDefinitionKey, found.row.value.elementId);
  if (found.row.state === 'DELETING' || visit === undefined || !canTrigger(visit, event)) sendSubscription(p, 'REJECT', value);
  else take(p, found.key, { ...found.row.value, messageKey: value.messageKey, variables: value.variables }, visit);
  return undefined;
}

function take(p: Processing, key: number, value: Value<'PROCESS_MESSAGE_SUBSCRIPTION'>, visit: Visit): void {
  const event = p.models.element(visit.instance.processDefinitionKey, value.elementId);
  p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATED', key, value);
  triggerEvent(visit, event, value.variables);
  sendSubscription(p, 'CORRELATE', value);
}

/** The message's partition has forgotten the subscription. */
function deleted(p: Processing, command: Command): Rejection | undefined {
  const found = find(p, command.value);
  if (found?.row.state !== 'DELETING') {
    return rejection(
      'NOT_FOUND',
      `Expected to forget a subscription to message '${command.value.messageName}' that is closing, but there is none`,
    );
  }
  p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'DELETED', found.key, found.row.value);
  return undefined;
}

/** A request has gone unanswered for too long: it is sent again. */
function retry(p: Processing, command: Command): Rejection | undefined {
  const row = p.state.processMessageSubscriptions.get(command.key);
  if (row === undefined || row.state === 'CREATED')
    return rejection('NOT_FOUND', `Expected to repeat the request of subscription ${command.key}, but it is settled`);
  p.emit('PROCESS_MESSAGE_SUBSCRIPTION', row.state, command.key, row.value);
  sendSubscription(p, row.state === 'CREATING' ? 'CREATE' : 'DELETE', row.value);
  return undefined;
}

interface Found {
  readonly key: number;
  readonly row: ProcessMessageSubscriptionRow;
}

function find(p: Processing, value: Value<'PROCESS_MESSAGE_SUBSCRIPTION'>): Found | undefined {
  const key = p.state.processMessageSubscriptions.keyOf(value.elementInstanceKey, value.messageName);
  const row = key === undefined ? undefined : p.state.processMessageSubscriptions.get(key);
  return key === undefined || row === undefined ? undefined : { key, row };
}
