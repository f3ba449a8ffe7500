// Names must be the same on every broker, so they may depend on owners and order only.
import { expect, test } from 'vitest';
import { createNames } from './names.ts';
import type { LogRecord } from './record.ts';

function event(valueType: string, key: number, value: Record<string, unknown>): LogRecord {
  return { position: key, key, recordType: 'EVENT', valueType, intent: 'CREATED', rejectionType: 'NULL_VAL', value };
}

test('element instances are counted per element, and what they own is named after them', () => {
  const names = createNames();
  names.learn([
    event('VARIABLE', 12, { scopeKey: 10, name: 'x' }),
    event('PROCESS_INSTANCE', 10, { elementId: 'task' }),
    event('PROCESS_INSTANCE', 11, { elementId: 'task' }),
    event('JOB', 13, { elementInstanceKey: 11 }),
    event('JOB', 14, { elementInstanceKey: 11 }),
  ]);
  expect(['10', '11', '12', '13', '14', '15'].map(names.nameOf)).toEqual([
    'task#1',
    'task#2',
    'variable:task#1:x',
    'job:task#2',
    'job:task#2/2',
    '?',
  ]);
  expect(names.keyOf('job:task#2/2')).toBe('14');
});

test('versions are counted from the first one seen', () => {
  const names = createNames();
  names.learnResource('process', 'order', 7, '100');
  names.learnResource('process', 'order', 8, '101');
  names.learnResource('process', 'order', 8, '101');
  expect(names.resources()).toEqual(['process:order:v1', 'process:order:v2']);
  expect(names.versionOf('process:order', 8)).toBe(2);
});
