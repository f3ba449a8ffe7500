/** Processor of MESSAGE_CORRELATION CORRELATE: a message that is not buffered, and whose sender hears which instance took it. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { answerStarted, notCorrelatedText } from '../lifecycle/awaited-correlation.ts';
import { offerToStartEvents, offerToSubscriptions, sendOffer } from '../lifecycle/message-correlation.ts';
import { answerRepeat } from '../lifecycle/repeated-request.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import { expireMessage } from './message.ts';

/** The processors. */
export const messageCorrelationCommands: Processors<'MESSAGE_CORRELATION'> = { CORRELATE: correlate };

function correlate(p: Processing, command: RecordOf<'MESSAGE_CORRELATION'>): Rejection | undefined {
  if (answerRepeat(p, command)) return undefined;
  const { name, correlationKey, variables, tenantId } = command.value;
  const messageKey = p.nextKey();
  const value = { ...command.value, messageKey };
  p.emit('MESSAGE', 'PUBLISHED', messageKey, { name, correlationKey, variables, tenantId, deadline: p.nowMs });
  p.emit('MESSAGE_CORRELATION', 'CORRELATING', messageKey, value);
  const offered = offerToSubscriptions(p, messageKey);
  const [started] = offerToStartEvents(p, messageKey);
  if (started === undefined && offered.length === 0) return rejection('NOT_FOUND', notCorrelatedText(name, correlationKey));
  if (started !== undefined) answerStarted(p, value, started);
  else if (command.requestId > 0) p.awaited.set(messageKey, { requestId: command.requestId, fetchVariables: [] });
  expireMessage(p, messageKey);
  for (const subscription of offered) sendOffer(p, subscription);
  return undefined;
}
