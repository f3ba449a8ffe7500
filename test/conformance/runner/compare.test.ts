// The comparison must see what differs, and must not see what may differ.
import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import type { TraceEvent } from './normalise.ts';
import type { Trace } from './trace.ts';

const left: TraceEvent = ['PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', 'left#1', { bpmnElementType: 'SERVICE_TASK' }];
const leftJob: TraceEvent = ['JOB', 'CREATED', 'job:left#1', { type: 'left', elementInstanceKey: 'left#1' }];
const right: TraceEvent = ['PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', 'right#1', { bpmnElementType: 'SERVICE_TASK' }];

function traceOf(events: readonly TraceEvent[], status = 'OK', answer: unknown = {}): Trace {
  return { scenario: 's', about: '', recorded: 'test', steps: [{ step: 'create s', status, answer, events }] };
}

describe('compare', () => {
  test('equal traces have no difference', () => {
    expect(compare(traceOf([left, right]), traceOf([left, right]), 'whole')).toBeUndefined();
  });

  test('names step, place and both events of the first difference', () => {
    const difference = compare(traceOf([left, leftJob]), traceOf([left, right]), 'whole');
    expect(difference).toContain('step 1 "create s": event 2');
    expect(difference).toContain('expected ["JOB"');
    expect(difference).toContain('but got  ["PROCESS_INSTANCE"');
  });

  test('a missing and a surplus event are differences', () => {
    expect(compare(traceOf([left, right]), traceOf([left]), 'whole')).toContain('but got  (nothing)');
    expect(compare(traceOf([left]), traceOf([left, right]), 'element')).toContain('expected (nothing)');
  });

  test('statuses, answers and missing steps are differences', () => {
    expect(compare(traceOf([], 'NOT_FOUND'), traceOf([]), 'whole')).toContain('status');
    expect(compare(traceOf([], 'OK', { a: 1 }), traceOf([], 'OK', { a: 2 }), 'whole')).toContain('answer');
    expect(compare(traceOf([]), { ...traceOf([]), steps: [] }, 'whole')).toContain('not performed');
  });

  test('concurrent paths may interleave only when the scenario says so', () => {
    expect(compare(traceOf([left, right, leftJob]), traceOf([right, left, leftJob]), 'element')).toBeUndefined();
    expect(compare(traceOf([left, right, leftJob]), traceOf([right, left, leftJob]), 'whole')).toBeDefined();
    expect(compare(traceOf([left, leftJob]), traceOf([leftJob, left]), 'element')).toContain('events of left#1');
  });

  test('members of a variable have no order, digits of its numbers count', () => {
    const variable = (value: string): Trace => traceOf([['VARIABLE', 'CREATED', 'variable:s#1:x', { name: 'x', value }]]);
    expect(compare(variable('{"a":[1,"2"],"b":null}'), variable('{"b":null,"a":[1,"2"]}'), 'whole')).toBeUndefined();
    expect(compare(variable('1.0'), variable('1'), 'whole')).toBeDefined();
    expect(compare(variable('9007199254740993'), variable('9007199254740992'), 'whole')).toBeDefined();
    expect(compare(variable('"1"'), variable('1'), 'whole')).toBeDefined();
  });

  test('variables written one after another have no order, but their place among other events', () => {
    const a: TraceEvent = ['VARIABLE', 'CREATED', 'variable:s#1:a', { name: 'a', value: '1' }];
    const b: TraceEvent = ['VARIABLE', 'CREATED', 'variable:s#1:b', { name: 'b', value: '1' }];
    expect(compare(traceOf([left, a, b, right]), traceOf([left, b, a, right]), 'whole')).toBeUndefined();
    expect(compare(traceOf([left, a, right, b]), traceOf([left, b, right, a]), 'whole')).toBeDefined();
    expect(compare(traceOf([left, a, b]), traceOf([left, a]), 'whole')).toBeDefined();
  });

  test('what is due at once may happen before or during the wait that follows', () => {
    const waiting = (first: readonly TraceEvent[], second: readonly TraceEvent[]): Trace => ({
      ...traceOf([]),
      steps: [
        { step: 'create s', status: 'OK', events: first },
        { step: 'wait 100', status: 'OK', events: second },
      ],
    });
    expect(compare(waiting([left], [right]), waiting([left, right], []), 'whole')).toBeUndefined();
    expect(compare(waiting([left], [right]), waiting([left], []), 'whole')).toContain('create s; wait 100');
  });

  test('the wording of an incident is not compared, its type is', () => {
    const incident = (errorType: string, errorMessage: string): Trace =>
      traceOf([['INCIDENT', 'CREATED', 'incident:left#1', { errorType, errorMessage }]]);
    expect(compare(incident('JOB_NO_RETRIES', 'a'), incident('JOB_NO_RETRIES', 'b'), 'whole')).toBeUndefined();
    expect(compare(incident('JOB_NO_RETRIES', 'a'), incident('CONDITION_ERROR', 'a'), 'whole')).toBeDefined();
  });
});
