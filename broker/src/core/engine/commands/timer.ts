/** Processors of TIMER: a due date has come. */
import { nextDueMs } from '../../model/time/timer-value.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { startByEvent } from '../lifecycle/start-by-event.ts';
import { timerOf } from '../lifecycle/subscriptions/timer.ts';
import { canTrigger, triggerEvent } from '../lifecycle/trigger.ts';
import { isFailure, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors. */
export const timerCommands: Processors<'TIMER'> = { TRIGGER: triggerTimer, CANCEL: cancelTimer };

function triggerTimer(p: Processing, command: RecordOf<'TIMER'>): Rejection | undefined {
  const row = p.state.timers.get(command.key);
  if (row === undefined) return rejection('NOT_FOUND', `Expected to trigger timer ${command.key}, but no such timer was found`);
  if (row.value.elementInstanceKey < 0) return startByTimer(p, command, row.value);
  const visit = visitOf(p, row.value.elementInstanceKey);
  // A timer without an owner would come due for ever.
  if (visit === undefined) return cancelTimer(p, command);
  const event = p.models.element(row.value.processDefinitionKey, row.value.targetElementId);
  if (!canTrigger(visit, event))
    return rejection('INVALID_STATE', `Expected to trigger timer ${command.key}, but its element is not active any more`);
  p.emit('TIMER', 'TRIGGERED', command.key, row.value);
  triggerEvent(visit, event, '{}');
  if (!event.interrupting) repeatTimer(p, row.value, visit.key);
  return undefined;
}

/** A start timer begins an instance of the definition it belongs to. */
function startByTimer(p: Processing, command: RecordOf<'TIMER'>, timer: RecordOf<'TIMER'>['value']): Rejection | undefined {
  const definition = p.state.definitions.get(timer.processDefinitionKey);
  if (definition === undefined) return cancelTimer(p, command);
  p.emit('TIMER', 'TRIGGERED', command.key, timer);
  startByEvent(p, definition, timer.targetElementId, '{}');
  repeatTimer(p, timer, -1);
  return undefined;
}

/** A cycle goes on with the next due date counted from the last one, so that it does not drift. */
function repeatTimer(p: Processing, last: RecordOf<'TIMER'>['value'], scopeKey: number): void {
  const event = p.models.element(last.processDefinitionKey, last.targetElementId);
  const timer = timerOf(p, event, scopeKey);
  if (isFailure(timer) || timer.kind !== 'cycle') return;
  // R0 and R1 fire once, as on the reference; below 0 there is no end.
  if (last.repetitions === 0 || last.repetitions === 1) return;
  const repetitions = last.repetitions < 0 ? -1 : last.repetitions - 1;
  const dueDate = nextDueMs(timer, last.dueDate, p.nowMs);
  if (dueDate === undefined) return;
  p.emit('TIMER', 'CREATED', p.nextKey(), { ...last, dueDate, repetitions });
  p.effects.push({ kind: 'dueAt', dueAtMs: dueDate });
}

function cancelTimer(p: Processing, command: RecordOf<'TIMER'>): Rejection | undefined {
  const row = p.state.timers.get(command.key);
  if (row === undefined) return rejection('NOT_FOUND', `Expected to cancel timer ${command.key}, but no such timer was found`);
  p.emit('TIMER', 'CANCELED', command.key, row.value);
  return undefined;
}
