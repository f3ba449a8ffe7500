/** Processors of MESSAGE and MESSAGE_BATCH: publishing, and the end of buffering. */
import { counterOfKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { offerToStartEvents, offerToSubscriptions, sendOffer } from '../lifecycle/message-correlation.ts';
import { answerRepeat } from '../lifecycle/repeated-request.ts';
import { sendMessage } from '../lifecycle/publishing.ts';
import { partitionIdOf } from '../partition-of-key.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors of MESSAGE. */
export const messageCommands: Processors<'MESSAGE'> = {
  PUBLISH: publish,
  EXPIRE: expire,
  ACKNOWLEDGE: acknowledge,
  RETRY: retry,
};

/** The processors of MESSAGE_BATCH. */
export const messageBatchCommands: Processors<'MESSAGE_BATCH'> = {
  EXPIRE(p, command) {
    for (const key of command.value.messageKeys) expireMessage(p, key);
    return undefined;
  },
};

function publish(p: Processing, command: RecordOf<'MESSAGE'>): Rejection | undefined {
  const { value } = command;
  if (answerRepeat(p, command)) return undefined;
  if (value.sourceKey >= 0n && acknowledgeSource(p, value)) return undefined;
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

/** A message of an element on another partition is acknowledged whatever becomes of it here; true: there is nothing to publish. */
function acknowledgeSource(p: Processing, value: Value<'MESSAGE'>): boolean {
  p.send(partitionIdOf(p.config, value.sourceKey), 'MESSAGE', 'ACKNOWLEDGE', counterOfKey(value.sourceKey), {});
  return p.state.heard.has(value.sourceKey) || p.state.messages.hasId(value);
}

/** The other partition has a message that an element of this one published. */
function acknowledge(p: Processing, command: RecordOf<'MESSAGE'>): Rejection | undefined {
  const row = p.state.messageDeliveries.table.get(command.key);
  if (row === undefined) return notUnderWay(command.key);
  p.emit('MESSAGE', 'SENT', command.key, row.value);
  return undefined;
}

/** The other partition has not acknowledged a message for too long: it is sent again. */
function retry(p: Processing, command: RecordOf<'MESSAGE'>): Rejection | undefined {
  const row = p.state.messageDeliveries.table.get(command.key);
  if (row === undefined) return notUnderWay(command.key);
  sendMessage(p, command.key, row.value);
  return undefined;
}

function notUnderWay(key: number): Rejection {
  return rejection('NOT_FOUND', `Expected message ${key} to be under way to another partition, but it has been acknowledged`);
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
