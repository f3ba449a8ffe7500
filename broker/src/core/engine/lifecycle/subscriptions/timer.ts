/** Waiting for a timer. BPMN 2.0.2 section 10.5.4; ISO 8601 for dates, durations and cycles. */
import type { ExecutableElement } from '../../../model/executable.ts';
import { firstDueMs, parseTimerCycle, parseTimerDate, parseTimerDuration, type TimerValue } from '../../../model/time/timer-value.ts';
import { feelString } from '../../../feel/text.ts';
import { evaluateText, scopeOf, wrongType } from '../../expressions.ts';
import type { Processing } from '../../processing.ts';
import type { Opening, SubscriptionKind } from './kind.ts';
import { type Failure, failure, isFailure, type Visit } from '../visit.ts';

/** The timer kind. */
export const timerSubscriptions: SubscriptionKind = {
  prepare(visit, event) {
    const timer = timerOf(visit.p, event, visit.key);
    return isFailure(timer) ? timer : openingOf(visit, event, timer);
  },
  close(p, elementInstanceKey, except) {
    for (const key of p.state.timers.ofElement(elementInstanceKey)) {
      const row = p.state.timers.get(key);
      if (row === undefined || except.some(({ id }) => id === row.value.targetElementId)) continue;
      p.emit('TIMER', 'CANCELED', key, row.value);
    }
  },
};

function openingOf(visit: Visit, event: ExecutableElement, timer: TimerValue): Opening {
  return () => {
    const { p, instance } = visit;
    const dueDate = firstDueMs(timer, p.nowMs);
    if (dueDate === undefined) return;
    p.emit('TIMER', 'CREATED', p.nextKey(), {
      elementInstanceKey: visit.key,
      processInstanceKey: instance.processInstanceKey,
      dueDate,
      targetElementId: event.id,
      repetitions: timer.kind === 'cycle' ? timer.repetitions : 1,
      processDefinitionKey: instance.processDefinitionKey,
      tenantId: instance.tenantId,
    });
    p.effects.push({ kind: 'dueAt', dueAtMs: dueDate });
  };
}

/** The evaluated timer of an event in a scope; -1 for none (start events of a process). */
export function timerOf(p: Processing, event: ExecutableElement, scopeKey: number): TimerValue | Failure {
  if (event.trigger?.kind !== 'timer') throw new Error(`Expected element ${event.id} to have a timer, but it has none`);
  const { value, timer } = event.trigger;
  const outcome = evaluateText(p, value, scopeOf(p, scopeKey));
  if ('errorType' in outcome) return outcome;
  const source = value.kind === 'text' ? value.text : value.expression.text;
  const text = textOf(outcome.value);
  if (text === undefined)
    return wrongType(source, timer === 'date' ? "one of '[DATE_TIME, STRING]'" : "one of '[DURATION, PERIOD, STRING]'", outcome);
  const parsed = timer === 'date' ? parseTimerDate(text) : timer === 'duration' ? parseTimerDuration(text) : parseTimerCycle(text);
  return 'problem' in parsed
    ? failure('EXTRACT_VALUE_ERROR', `Invalid timer value '${text}' of element '${event.id}': ${parsed.problem}`)
    : parsed.value;
}

function textOf(value: Parameters<typeof feelString>[0]): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || Array.isArray(value)) return undefined;
  return 'kind' in value && ['date-time', 'days-duration', 'months-duration'].includes(value.kind) ? feelString(value) : undefined;
}
