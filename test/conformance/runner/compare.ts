// Finds the first difference between two traces and says it in words. It changes neither.
import { isDeepStrictEqual } from 'node:util';
import type { TraceEvent } from './normalise.ts';
import type { Order } from './scenario.ts';
import type { Trace, TracedStep } from './trace.ts';

const shownBefore = 3;

// Texts that an engine may put into its own words.
const wording = new Set(['errorMessage:INCIDENT', 'evaluationFailureMessage:DECISION_EVALUATION']);

/** Undefined when the traces are equal; else the first difference, readable on a terminal. `expected` is the recorded one. */
export function compare(expected: Trace, actual: Trace, order: Order): string | undefined {
  const others = waitsFolded(actual.steps);
  for (const [index, step] of waitsFolded(expected.steps).entries()) {
    const other = others[index];
    if (other === undefined) return `step ${index + 1} "${step.step}" was not performed`;
    const difference = compareStep(step, other, order);
    if (difference !== undefined) return `step ${index + 1} "${step.step}": ${difference}`;
  }
  return actual.steps.length > expected.steps.length ? 'more steps than recorded; record again' : undefined;
}

/** What is due at once may happen before or during the wait that follows: a wait is compared together with the step before it. */
function waitsFolded(steps: readonly TracedStep[]): readonly TracedStep[] {
  const folded: TracedStep[] = [];
  for (const step of steps) {
    const before = folded.at(-1);
    if (before === undefined || !step.step.startsWith('wait ')) folded.push(step);
    else folded[folded.length - 1] = { ...before, step: `${before.step}; ${step.step}`, events: [...before.events, ...step.events] };
  }
  return folded;
}

function compareStep(expected: TracedStep, actual: TracedStep, order: Order): string | undefined {
  if (expected.status !== actual.status) {
    return `status\n  expected ${expected.status} ${expected.message ?? ''}\n  but got  ${actual.status} ${actual.message ?? ''}`;
  }
  if (!isDeepStrictEqual(answerOf(expected, order), answerOf(actual, order))) {
    return `answer\n  expected ${JSON.stringify(expected.answer)}\n  but got  ${JSON.stringify(actual.answer)}`;
  }
  if (order === 'whole') return compareEvents(expected.events, actual.events);
  const groups = grouped(expected.events);
  const others = grouped(actual.events);
  for (const name of new Set([...groups.keys(), ...others.keys()])) {
    const difference = compareEvents(groups.get(name) ?? [], others.get(name) ?? []);
    if (difference !== undefined) return `events of ${name}: ${difference}`;
  }
  return undefined;
}

function compareEvents(recorded: readonly TraceEvent[], got: readonly TraceEvent[]): string | undefined {
  const expected = variablesSorted(recorded);
  const actual = variablesSorted(got);
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index += 1) {
    const wanted = expected[index];
    const found = actual[index];
    if (wanted !== undefined && found !== undefined && isDeepStrictEqual(comparable(wanted), comparable(found))) continue;
    const before = expected.slice(Math.max(0, index - shownBefore), index).map((event) => `    same     ${show(event)}`);
    const after = actual.slice(index + 1, index + 1 + shownBefore).map((event) => `    then     ${show(event)}`);
    return [`event ${index + 1}`, ...before, `    expected ${show(wanted)}`, `    but got  ${show(found)}`, ...after].join('\n');
  }
  return undefined;
}

/** The members of a document have no order, so neither have the variables that one document writes one after another. */
function variablesSorted(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const sorted: TraceEvent[] = [];
  let from = 0;
  for (let to = 0; to <= events.length; to += 1) {
    if (events[to]?.[0] === 'VARIABLE') continue;
    sorted.push(...events.slice(from, to).sort((one, other) => (one[2] < other[2] ? -1 : one[2] > other[2] ? 1 : 0)));
    const other = events[to];
    if (other !== undefined) sorted.push(other);
    from = to + 1;
  }
  return sorted;
}

/** Concurrent paths may be taken in another order: only the events of one owner have an order there. */
function grouped(events: readonly TraceEvent[]): ReadonlyMap<string, readonly TraceEvent[]> {
  const groups = new Map<string, TraceEvent[]>();
  for (const event of events) {
    const [valueType, , name, fields] = event;
    const owner = valueType === 'PROCESS_INSTANCE' ? name : (fields['elementInstanceKey'] ?? fields['scopeKey'] ?? name);
    const group = groups.get(String(owner)) ?? [];
    groups.set(String(owner), group);
    group.push(event);
  }
  return groups;
}

function answerOf(step: TracedStep, order: Order): unknown {
  const { answer } = step;
  if (!Array.isArray(answer)) return withParsedVariables(withoutMessage(answer));
  if (order === 'element') return answer.map((entry: unknown) => JSON.stringify(withParsedVariables(entry), inNameOrder)).sort();
  // The decisions of a deployment come in no reliable order among themselves.
  const isDecision = (entry: unknown): boolean => typeof entry === 'string' && entry.startsWith('decision:');
  return [...answer.filter((entry) => !isDecision(entry)).map(withParsedVariables), ...answer.filter(isDecision).sort()];
}

/** Writes the members of every object in the order of their names. */
function inNameOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Variables are an object in text form: the order of their names means nothing. */
function withParsedVariables(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('variables' in answer) || typeof answer.variables !== 'string') return answer;
  return { ...answer, variables: JSON.parse(answer.variables) as unknown };
}

function withoutMessage(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('failureMessage' in answer)) return answer;
  const { failureMessage: _, ...rest } = answer;
  return rest;
}

function comparable([valueType, intent, name, fields]: TraceEvent): TraceEvent {
  const kept = Object.entries(fields).filter(([field]) => !wording.has(`${field}:${valueType}`));
  const readable = kept.map(([field, value]) => [
    field,
    valueType === 'VARIABLE' && field === 'value' ? readableJson(String(value)) : value,
  ]);
  return [valueType, intent, name, Object.fromEntries(readable)];
}

/** The members of a JSON object have no order, but every digit of a number counts: numbers are kept as their text. */
function readableJson(text: string): unknown {
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => (token.startsWith('"') ? token : `"number ${token}"`)));
}

function show(event: TraceEvent | undefined): string {
  return event === undefined ? '(nothing)' : JSON.stringify(event);
}
