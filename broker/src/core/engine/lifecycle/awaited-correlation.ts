/** Callers of this node that correlate a message and wait to hear which instance took it. */
import { wireKey } from '../../protocol/key.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** An element has taken a message: whoever correlated it hears so, or when a request id is repeated. */
export function answerCorrelation(p: Processing, taken: Value<'MESSAGE_SUBSCRIPTION'>): void {
  const awaited = takeAwaited(p, taken.messageKey);
  if (awaited === undefined) return;
  const value = correlationOf(taken, awaited.correlationId);
  p.answerTo(awaited.requestId, p.emit('MESSAGE_CORRELATION', 'CORRELATED', taken.messageKey, value));
}

/** The only element that a message was offered to has ended meanwhile: whoever correlated it hears so. */
export function refuseCorrelation(p: Processing, refused: Value<'MESSAGE_SUBSCRIPTION'>): void {
  const awaited = takeAwaited(p, refused.messageKey);
  if (awaited === undefined) return;
  const value = correlationOf(refused, awaited.correlationId);
  const event = p.emit('MESSAGE_CORRELATION', 'NOT_CORRELATED', refused.messageKey, value);
  const rejectionReason = notCorrelatedText(refused.messageName, refused.correlationKey);
  p.answerTo(awaited.requestId, { ...event, recordType: 'COMMAND_REJECTION', rejectionType: 'NOT_FOUND', rejectionReason });
}

/** Who waits for word of a message, and the id under which it may be asked for again; undefined when there is neither. */
function takeAwaited(p: Processing, messageKey: number): { readonly requestId: number; readonly correlationId: string } | undefined {
  const requestId = p.awaited.get(messageKey)?.requestId ?? 0;
  const correlationId = p.state.requests.correlating(messageKey);
  p.awaited.delete(messageKey);
  return requestId === 0 && correlationId === '' ? undefined : { requestId, correlationId };
}

/** Why a correlation was refused. */
export function notCorrelatedText(name: string, correlationKey: string): string {
  return `Expected to find subscription for message with name '${name}' and correlation key '${correlationKey}', but none was found.`;
}

/** A start event has taken a message: its caller hears so at once. */
export function answerStarted(p: Processing, value: Value<'MESSAGE_CORRELATION'>, processInstanceKey: number): void {
  const started = { ...value, processInstanceKey: wireKey(p.config.partition, processInstanceKey) };
  p.answer(p.emit('MESSAGE_CORRELATION', 'CORRELATED', value.messageKey, started));
}

function correlationOf(value: Value<'MESSAGE_SUBSCRIPTION'>, requestId: string): Value<'MESSAGE_CORRELATION'> {
  const { messageName: name, correlationKey, variables, tenantId, messageKey, processInstanceKey } = value;
  return { name, correlationKey, variables, tenantId, messageKey, processInstanceKey, requestId };
}
