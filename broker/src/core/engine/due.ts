/** What time itself asks for: timers, leases and backoffs that have come due, as commands for the log. */
import type { AnyCommand } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import type { State } from './state/state.ts';

/** Commands due at `nowMs`, at most `max` of each kind. */
export function dueCommands(state: State, nowMs: number, max: number): AnyCommand[] {
  const commands: AnyCommand[] = [];
  commands.push(...timerCommands(state, nowMs, max));
  for (const key of state.jobs.leases.due(nowMs, max))
    commands.push({ valueType: 'JOB', intent: 'TIME_OUT', key, value: valueTypes.JOB.codec.initial });
  for (const key of state.jobs.backoffs.due(nowMs, max)) {
    commands.push({ valueType: 'JOB', intent: 'RECUR_AFTER_BACKOFF', key, value: valueTypes.JOB.codec.initial });
  }
  addMessageCommands(state, nowMs, max, commands);
  for (const partitionId of state.distributions.due.due(nowMs, max)) {
    const row = state.distributions.sent.get(partitionId);
    const value = valueTypes.COMMAND_DISTRIBUTION.codec.complete({ partitionId });
    if (row !== undefined) commands.push({ valueType: 'COMMAND_DISTRIBUTION', intent: 'RETRY', key: row.distributionKey, value });
  }
  return commands;
}

/** Of timers due at one moment those of the older element first, as on the reference. */
function timerCommands(state: State, nowMs: number, max: number): AnyCommand[] {
  const due = state.timers.due.due(nowMs, max).map((key) => ({ key, value: state.timers.get(key)?.value }));
  const rows = due.flatMap(({ key, value }) => (value === undefined ? [] : [{ key, value }]));
  rows.sort((a, b) => a.value.dueDate - b.value.dueDate || a.value.elementInstanceKey - b.value.elementInstanceKey || a.key - b.key);
  return rows.map(({ key, value }) => ({ valueType: 'TIMER', intent: 'TRIGGER', key, value }));
}

/** The end of buffered messages, and requests to other partitions that stayed without an answer. */
function addMessageCommands(state: State, nowMs: number, max: number, commands: AnyCommand[]): void {
  const messageKeys = state.messages.deadlines.due(nowMs, max);
  if (messageKeys.length > 0) commands.push({ valueType: 'MESSAGE_BATCH', intent: 'EXPIRE', key: -1, value: { messageKeys } });
  for (const key of state.messageSubscriptions.offers.due(nowMs, max)) {
    const row = state.messageSubscriptions.get(key);
    if (row !== undefined) commands.push({ valueType: 'MESSAGE_SUBSCRIPTION', intent: 'RETRY', key, value: row.value });
  }
  for (const key of state.messageDeliveries.unacknowledged.due(nowMs, max))
    commands.push({ valueType: 'MESSAGE', intent: 'RETRY', key, value: valueTypes.MESSAGE.codec.initial });
  for (const key of state.signals.unacknowledged.due(nowMs, max))
    commands.push({ valueType: 'SIGNAL', intent: 'RETRY', key, value: valueTypes.SIGNAL.codec.initial });
  for (const key of state.processMessageSubscriptions.requests.due(nowMs, max)) {
    const row = state.processMessageSubscriptions.get(key);
    if (row !== undefined) commands.push({ valueType: 'PROCESS_MESSAGE_SUBSCRIPTION', intent: 'RETRY', key, value: row.value });
  }
}

/** When the next command comes due; undefined when nothing waits for a time. */
export function nextDueAtMs(state: State): number | undefined {
  const heaps = [
    state.timers.due,
    state.jobs.leases,
    state.jobs.backoffs,
    state.messages.deadlines,
    state.messageSubscriptions.offers,
    state.processMessageSubscriptions.requests,
    state.distributions.due,
    state.signals.unacknowledged,
    state.messageDeliveries.unacknowledged,
  ];
  const dates = heaps.map((heap) => heap.next()).filter((date) => date !== undefined);
  return dates.length === 0 ? undefined : Math.min(...dates);
}
