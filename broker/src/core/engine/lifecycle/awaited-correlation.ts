/** Callers of this node that correlate a message and wait to hear which instance took it. */
import { wireKey } from '../../protocol/key.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** An element has taken a message: whoever correlated it hears so. */
export function answerCorrelation(p: Processing, taken: Value<'MESSAGE_SUBSCRIPTION'>): void {
  const awaited = p.awaited.get(taken.messageKey);
  if (awaited === undefined) return;
  p.awaited.delete(taken.messageKey);
  p.answerTo(awaited.requestId, p.emit('MESSAGE_CORRELATION', 'CORRELATED', taken.messageKey, correlationOf(taken)));
}

/** The only element that a message was offered to has ended meanwhile: whoever correlated it hears so. */
export function refuseCorrelation(p: Processing, refused: Value<'MESSAGE_SUBSCRIPTION'>): void {
  const awaited = p.awaited.get(refused.messageKey);
  if (awaited === undefined) return;
  p.awaited.delete(refused.messageKey);
  const event = p.emit('MESSAGE_CORRELATION', 'NOT_CORRELATED', refused.messageKey, correlationOf(refused));
  const rejectionReason = notCorrelatedText(refused.messageName, refused.correlationKey);
  p.answers.push({
    requestId: awaited.requestId,
    record: { ...event, recordType: 'COMMAND_REJECTION', rejectionType: 'NOT_FOUND', rejectionReason },
  });
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

function correlationOf(value: Value<'MESSAGE_SUBSCRIPTION'>): Value<'MESSAGE_CORRELATION'> {
  const { messageName: name, correlationKey, variables, tenantId, messageKey, processInstanceKey } = value;
  return { name, correlationKey, variables, tenantId, messageKey, processInstanceKey };
}
