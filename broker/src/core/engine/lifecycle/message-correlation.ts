/** Bringing messages and those who wait for them together, on the partition of the correlation key: published first or awaited first. */
import { counterOfKey, wireKey } from '../../protocol/key.ts';
import { partitionIdOf } from '../partition-of-key.ts';
import type { Processing } from '../processing.ts';
import type { MessageRow } from '../state/messages.ts';
import { retryAtMs } from '../state/send-retry.ts';
import { startByMessage } from './start-by-event.ts';
import type { Visit } from './visit.ts';

/** Offers a message to the first waiting element of each process id that has not had it, oldest elements first; returns the keys of the subscriptions that got one. */
export function offerToSubscriptions(p: Processing, messageKey: number): readonly number[] {
  const message = p.state.messages.get(messageKey);
  if (message === undefined) return [];
  const { tenantId, name, correlationKey } = message.value;
  const offered: number[] = [];
  const { messageSubscriptions } = p.state;
  const first = messageSubscriptions
    .processesWaiting(tenantId, name, correlationKey)
    .filter((processId) => !message.processIds.includes(processId))
    .map((processId) => messageSubscriptions.firstFree(tenantId, name, correlationKey, processId))
    .filter((key) => key !== undefined);
  const elementOf = (key: number): bigint => messageSubscriptions.get(key)?.value.elementInstanceKey ?? 0n;
  for (const key of first.sort((one, other) => (elementOf(one) < elementOf(other) ? -1 : 1))) {
    if (offer(p, key, messageKey, message)) offered.push(key);
  }
  return offered;
}

/** Starts an instance of each process that the message starts, unless its correlation key is locked; returns the keys of the instances. */
export function offerToStartEvents(p: Processing, messageKey: number): readonly number[] {
  const started: number[] = [];
  const value = p.state.messages.get(messageKey)?.value;
  if (value === undefined) return started;
  for (const key of p.state.messageStarts.ofName(value.tenantId, value.name)) {
    const subscription = p.state.messageStarts.get(key)?.value;
    const message = p.state.messages.get(messageKey);
    if (subscription === undefined || message === undefined || message.processIds.includes(subscription.bpmnProcessId)) continue;
    if (p.state.messageStarts.isLocked(value.tenantId, subscription.bpmnProcessId, value.correlationKey)) continue;
    started.push(startByMessage(p, key, messageKey, message.value));
  }
  return started;
}

/** Offers a free subscription the oldest buffered message that its process has not had; false when there is none. */
export function offerBuffered(p: Processing, subscriptionKey: number): boolean {
  const row = p.state.messageSubscriptions.get(subscriptionKey);
  if (row?.state !== 'CREATED') return false;
  const { tenantId, messageName, correlationKey, bpmnProcessId } = row.value;
  const messageKey = oldestBuffered(p, { tenantId, bpmnProcessId, correlationKey }, messageName);
  const message = messageKey === undefined ? undefined : p.state.messages.get(messageKey);
  if (messageKey === undefined || message === undefined || !offer(p, subscriptionKey, messageKey, message)) return false;
  sendOffer(p, subscriptionKey);
  return true;
}

/** A process that takes messages of one correlation key. */
interface Taker {
  readonly tenantId: string;
  readonly bpmnProcessId: string;
  readonly correlationKey: string;
}

function oldestBuffered(p: Processing, { tenantId, bpmnProcessId, correlationKey }: Taker, name: string): number | undefined {
  return p.state.messages.oldestFor(bpmnProcessId, { tenantId, name, correlationKey }, p.nowMs);
}

/** An instance has ended: if it held the lock of a correlation key, the oldest message that waits for it starts the next instance of the latest version. */
export function releaseLock(ended: Visit): void {
  const { p, instance } = ended;
  const { tenantId, bpmnProcessId, correlationLock } = instance;
  if (correlationLock === '') return;
  const taker = { tenantId, bpmnProcessId, correlationKey: correlationLock };
  const latest = p.state.definitions.latest(tenantId, bpmnProcessId);
  if (latest === undefined || p.state.messageStarts.isLocked(tenantId, bpmnProcessId, correlationLock)) return;
  let first: { readonly subscription: number; readonly message: number } | undefined;
  for (const subscription of p.state.messageStarts.ofProcess(latest.value.processDefinitionKey)) {
    const value = p.state.messageStarts.get(subscription)?.value;
    const message = value === undefined ? undefined : oldestBuffered(p, taker, value.messageName);
    if (message !== undefined && (first === undefined || message < first.message)) first = { subscription, message };
  }
  const value = first === undefined ? undefined : p.state.messages.get(first.message)?.value;
  if (first !== undefined && value !== undefined) startByMessage(p, first.subscription, first.message, value);
}

/** MESSAGE_SUBSCRIPTION CORRELATING; what the instance's partition is asked follows by {@link sendOffer}. */
function offer(p: Processing, subscriptionKey: number, messageKey: number, message: MessageRow): boolean {
  const row = p.state.messageSubscriptions.get(subscriptionKey);
  if (row?.state !== 'CREATED') return false;
  p.emit('MESSAGE_SUBSCRIPTION', 'CORRELATING', subscriptionKey, { ...row.value, messageKey, variables: message.value.variables });
  return true;
}

/** Asks the instance's partition to take the offered message. */
export function sendOffer(p: Processing, subscriptionKey: number): void {
  const row = p.state.messageSubscriptions.get(subscriptionKey);
  if (row === undefined) return;
  const { value } = row;
  if (row.offer !== undefined) p.effects.push({ kind: 'dueAt', dueAtMs: retryAtMs(row.offer) });
  p.send(partitionIdOf(p.config, value.elementInstanceKey), 'PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATE', -1, {
    processInstanceKey: counterOfKey(value.processInstanceKey),
    elementInstanceKey: counterOfKey(value.elementInstanceKey),
    messageKey: wireKey(p.config.partition, value.messageKey),
    messageName: value.messageName,
    correlationKey: value.correlationKey,
    variables: value.variables,
    bpmnProcessId: value.bpmnProcessId,
    tenantId: value.tenantId,
    subscriptionPartitionId: p.config.partitionId,
  });
}
