/** Processors of MESSAGE and MESSAGE_BATCH: publishing, and the end of buffering. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { offerToStartEvents, offerToSubscriptions, sendOffer } from '../lifecycle/message-correlation.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from '../registry.ts';

/** The processors of MESSAGE. */
export const messageCommands: Processors<'MESSAGE'> = { PUBLISH: publish, EXPIRE: expire };

/** The processors of MESSAGE_BATCH. */
export const messageBatchCommands: Processors<'MESSAGE_BATCH'> = {
  EXPIRE(p, command) {
    for (const key of command.value.messageKeys) expireMessage(p, key);
    return undefined;
  },
};

function publish(p: Processing, command: RecordOf<'MESSAGE'>): Rejection | undefined {
  const { value } = command;
  if (p.state.messages.hasId(value)) {
    return rejection(
      'ALREADY_EXISTS',
      `Expected to publish a new message with id '${value.messageId}', but a message with that id was already published`,
    );
  }
  const key = p.nextKey();
  const published = p.emit('MESSAGE', 'PUBLISHED', key, { ...value, deadline: deadlineOf(p.nowMs, value.timeToLive) });
  p.answer(published);
  const offered = offerToSubscriptions(p, key);
  offerToStartEvents(p, key);
  if (value.timeToLive <= 0) expireMessage(p, key);
  else p.effects.push({ kind: 'dueAt', dueAtMs: published.value.deadline });
  for (const subscription of offered) sendOffer(p, subscription);
  return undefined;
}

/** The end of buffering; a time to live beyond all numbers means for ever, not the past. */
function deadlineOf(nowMs: number, timeToLiveMs: number): number {
  return timeToLiveMs <= 0 ? nowMs : Math.min(Number.MAX_SAFE_INTEGER, nowMs + timeToLiveMs);
}

function expire(p: Processing, command: RecordOf<'MESSAGE'>): Rejection | undefined {
  if (p.state.messages.get(command.key) === undefined)
    return rejection('NOT_FOUND', `Expected to expire message ${command.key}, but no such message was found`);
  expireMessage(p, command.key);
  return undefined;
}

/** MESSAGE EXPIRED, if the message is still there. */
export function expireMessage(p: Processing, key: number): void {
  const row = p.state.messages.get(key);
  if (row !== undefined) p.emit('MESSAGE', 'EXPIRED', key, row.value);
}
