/** What time itself asks for: timers, leases and backoffs that have come due, as commands for the log. */
import type { AnyCommand } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import type { State } from './state/state.ts';

/** Commands due at `nowMs`, at most `max` of each kind. */
export function dueCommands(state: State, nowMs: number, max: number): AnyCommand[] {
  const commands: AnyCommand[] = [];
  for (const key of state.timers.due.due(nowMs, max)) {
    const row = state.timers.get(key);
    if (row !== undefined) commands.push({ valueType: 'TIMER', intent: 'TRIGGER', key, value: row.value });
  }
  for (const key of state.jobs.leases.due(nowMs, max))
    commands.push({ valueType: 'JOB', intent: 'TIME_OUT', key, value: valueTypes.JOB.codec.initial });
  for (const key of state.jobs.backoffs.due(nowMs, max)) {
    commands.push({ valueType: 'JOB', intent: 'RECUR_AFTER_BACKOFF', key, value: valueTypes.JOB.codec.initial });
  }
  return commands;
}

/** When the next command comes due; undefined when nothing waits for a time. */
export function nextDueAtMs(state: State): number | undefined {
  const dates = [state.timers.due.next(), state.jobs.leases.next(), state.jobs.backoffs.next()].filter((date) => date !== undefined);
  return dates.length === 0 ? undefined : Math.min(...dates);
}
