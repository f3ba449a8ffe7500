/** What the text of a timer means: a date, a duration or a cycle. Used at deployment for fixed texts and at run time for results of expressions. */
import { type Cron, nextCronMs, parseCron } from './cron.ts';
import { parseDateTime } from './date-time.ts';
import { addPeriod, isPositive, type Period, parsePeriod } from './period.ts';

/** A repeating timer. */
export interface TimerCycle {
  readonly kind: 'cycle';
  /** How often it fires; -1 without end. 0 is given as written and fires once, as 1 does. */
  readonly repetitions: number;
  /** First due date, milliseconds since 1970; absent: one interval from now. */
  readonly startAtMs: number | undefined;
  readonly interval: { readonly kind: 'period'; readonly period: Period } | { readonly kind: 'cron'; readonly cron: Cron };
}

/** The meaning of a timer's text. */
export type TimerValue =
  | { readonly kind: 'date'; readonly dueAtMs: number }
  | { readonly kind: 'duration'; readonly period: Period }
  | TimerCycle;

/** A value, or what was expected instead of the text. */
export type Parsed<Value> = { readonly value: Value } | { readonly problem: string };

/** Most repetitions that can be counted: what fits the reference's 32 bit. */
export const REPETITIONS_MAX = 2_147_483_647;

/** Texts of timers longer than this are refused before any pattern looks at them. */
export const TIMER_TEXT_CHARACTERS_MAX = 1000;

/** `2030-01-02T10:00:00Z`, with `Z` or an offset. */
export function parseTimerDate(text: string): Parsed<TimerValue & { readonly kind: 'date' }> {
  const dueAtMs = text.length > TIMER_TEXT_CHARACTERS_MAX ? undefined : parseDateTime(text);
  if (dueAtMs === undefined) return { problem: `Expected an ISO 8601 date and time with an offset, but there is '${shortened(text)}'` };
  return { value: { kind: 'date', dueAtMs } };
}

/** `PT10S`, `P1Y2M3DT4H`. */
export function parseTimerDuration(text: string): Parsed<TimerValue & { readonly kind: 'duration' }> {
  const period = text.length > TIMER_TEXT_CHARACTERS_MAX ? undefined : parsePeriod(text);
  if (period === undefined) return { problem: `Expected an ISO 8601 duration, but there is '${shortened(text)}'` };
  return { value: { kind: 'duration', period } };
}

/** `R[n]/[start/]duration` or a cron expression of six fields. */
export function parseTimerCycle(text: string): Parsed<TimerCycle> {
  if (text.length > TIMER_TEXT_CHARACTERS_MAX)
    return { problem: `Expected a repeating interval or cron expression, but the text is too long` };
  if (text.startsWith('R')) return parseRepeatingInterval(text);
  const parsed = parseCron(text);
  if ('problem' in parsed) return parsed;
  return { value: { kind: 'cycle', repetitions: -1, startAtMs: undefined, interval: { kind: 'cron', cron: parsed.value } } };
}

function parseRepeatingInterval(text: string): Parsed<TimerCycle> {
  const problem = { problem: `Expected a repeating interval 'R[n]/[start/]duration', but there is '${shortened(text)}'` };
  const [repeat = '', ...rest] = text.split('/');
  const period = parsePeriod(rest.at(-1) ?? '');
  if (!/^R\d{0,10}$/.test(repeat) || rest.length > 2 || period === undefined) return problem;
  const startAtMs = rest.length === 2 && rest[0] !== '' ? parseDateTime(rest[0] ?? '') : undefined;
  if (rest.length === 2 && rest[0] !== '' && startAtMs === undefined) return problem;
  const repetitions = repeat === 'R' ? -1 : Number(repeat.slice(1));
  if (repetitions > REPETITIONS_MAX) return problem;
  return { value: { kind: 'cycle', repetitions, startAtMs, interval: { kind: 'period', period } } };
}

/** When a timer is due for the first time. Undefined: never, for a cron expression that no date fits. */
export function firstDueMs(timer: TimerValue, nowMs: number): number | undefined {
  switch (timer.kind) {
    case 'date':
      return timer.dueAtMs;
    case 'duration':
      return addPeriod(nowMs, timer.period);
    case 'cycle':
      if (timer.interval.kind === 'cron') return nextCronMs(timer.interval.cron, nowMs);
      return timer.startAtMs !== undefined && timer.startAtMs >= nowMs ? timer.startAtMs : addPeriod(nowMs, timer.interval.period);
  }
}

/** When a cycle is due again: one interval after it was due, without drift, or after now where that has passed; cron always from now. */
export function nextDueMs(cycle: TimerCycle, lastDueMs: number, nowMs: number): number | undefined {
  if (cycle.interval.kind === 'cron') return nextCronMs(cycle.interval.cron, Math.max(nowMs, lastDueMs));
  const { period } = cycle.interval;
  if (!isPositive(period)) return nowMs;
  const due = addPeriod(lastDueMs, period);
  return due > nowMs ? due : addPeriod(nowMs, period);
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 100)}...`;
}
