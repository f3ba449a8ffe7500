/** Waiting for a message event. The subscription lives on two partitions: the instance's, and that of the correlation key. */
import type { ExecutableElement } from '../../../model/executable.ts';
import { counterOfKey, wireKey } from '../../../protocol/key.ts';
import { partitionOfMessage } from '../../../protocol/partition-of-message.ts';
import type { Value } from '../../../protocol/value-types.ts';
import { correlationKeyOf, scopeOf, stringOf } from '../../expressions.ts';
import type { Processing } from '../../processing.ts';
import type { Opening, SubscriptionKind } from './kind.ts';
import { inNameOrder } from './name-order.ts';
import { type Failure, isFailure, type Visit } from '../visit.ts';

/** The message kind. */
export const messageSubscriptions: SubscriptionKind = {
  prepare(visit, event) {
    const { p } = visit;
    if (event.trigger?.kind !== 'message') throw new Error(`Expected element ${event.id} to have a message, but it has none`);
    const messageName = stringOf(p, event.trigger.name, scopeOf(p, visit.key));
    if (isFailure(messageName)) return messageName;
    const correlationKey = evaluateKey(visit, event);
    return isFailure(correlationKey) ? correlationKey : openingOf(visit, event, messageName, correlationKey.text);
  },
  close(p, elementInstanceKey, except) {
    for (const key of messagesOf(p, elementInstanceKey)) {
      const row = p.state.processMessageSubscriptions.get(key);
      if (row === undefined || row.state === 'DELETING' || except.some(({ id }) => id === row.value.elementId)) continue;
      p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'DELETING', key, row.value);
      sendSubscription(p, 'DELETE', row.value);
    }
  },
};

/** The subscriptions of an element instance, by the names of their messages. */
export function messagesOf(p: Processing, elementInstanceKey: number): readonly number[] {
  const { processMessageSubscriptions: table } = p.state;
  return inNameOrder(table.ofElement(elementInstanceKey), (key) => table.get(key)?.value.messageName);
}

/** Boundary events read their key outside of the activity: its input mappings and its loop are not seen. */
function evaluateKey(visit: Visit, event: ExecutableElement): { readonly text: string } | Failure {
  const scopeKey = event.attachedTo === undefined ? visit.key : visit.instance.flowScopeKey;
  const expression = event.trigger?.kind === 'message' ? event.trigger.correlationKey : undefined;
  if (expression === undefined) throw new Error(`Expected the message of element ${event.id} to have a correlation key, but it has none`);
  const text = correlationKeyOf(visit.p, expression, scopeOf(visit.p, scopeKey));
  return isFailure(text) ? { ...text, variableScopeKey: scopeKey } : { text };
}

function openingOf(visit: Visit, event: ExecutableElement, messageName: string, correlationKey: string): Opening {
  return () => {
    const { p, instance } = visit;
    const value = p.emit('PROCESS_MESSAGE_SUBSCRIPTION', 'CREATING', p.nextKey(), {
      processInstanceKey: instance.processInstanceKey,
      elementInstanceKey: visit.key,
      messageName,
      correlationKey,
      interrupting: waitsOnce(event),
      bpmnProcessId: instance.bpmnProcessId,
      elementId: event.id,
      subscriptionPartitionId: partitionOfMessage(correlationKey, p.config.partitionCount),
      tenantId: instance.tenantId,
    }).value;
    sendSubscription(p, 'CREATE', value);
  };
}

/** Boundary events and event sub-processes may stay open behind their first message; all else waits for one. */
function waitsOnce(event: ExecutableElement): boolean {
  return event.type === 'BOUNDARY_EVENT' || event.type === 'START_EVENT' ? event.interrupting : true;
}

/** Tells the message's partition about a subscription. */
export function sendSubscription(
  p: Processing,
  intent: 'CREATE' | 'CORRELATE' | 'REJECT' | 'DELETE' | 'MIGRATE',
  value: Value<'PROCESS_MESSAGE_SUBSCRIPTION'>,
): void {
  const { messageName, correlationKey, interrupting, bpmnProcessId, tenantId } = value;
  p.send(value.subscriptionPartitionId, 'MESSAGE_SUBSCRIPTION', intent, -1, {
    processInstanceKey: wireKey(p.config.partition, value.processInstanceKey),
    elementInstanceKey: wireKey(p.config.partition, value.elementInstanceKey),
    messageKey: counterOfKey(value.messageKey),
    messageName,
    correlationKey,
    interrupting,
    bpmnProcessId,
    tenantId,
  });
}
