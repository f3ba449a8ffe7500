// What a handler throws is known by its shape, since a program may hold two copies of this package: the ES module and the CommonJS one.
import { expect, test, vi } from 'vitest';
import { BpmnError, messageOf, NonRetryable, Retryable } from './errors.ts';
import { outcomeOfError } from './outcome.ts';

test('errors of another copy of the package choose the outcome, too', async () => {
  vi.resetModules();
  const other = await import('./errors.ts');
  expect(other.BpmnError).not.toBe(BpmnError);
  const thrown = new other.BpmnError('NO_ADDRESS', 'where to?', { variables: { a: 1 } });
  expect(BpmnError.is(thrown)).toBe(true);
  expect(outcomeOfError(thrown)).toMatchObject({ kind: 'error', code: 'NO_ADDRESS', message: 'where to?', variables: { a: 1 } });
  expect(outcomeOfError(new other.Retryable('down', { backoff: '10s' }))).toMatchObject({
    kind: 'fail',
    backoff: '10s',
    retries: undefined,
  });
  expect(outcomeOfError(new other.NonRetryable('never'))).toMatchObject({ kind: 'fail', retries: 0 });
});

test('each knows its own kind, whatever name a subclass has, and nothing else', () => {
  class CardRefused extends BpmnError {
    constructor() {
      super('CARD_REFUSED');
      Object.assign(this, { name: 'CardRefused' });
    }
  }
  expect(outcomeOfError(new CardRefused())).toMatchObject({ kind: 'error', code: 'CARD_REFUSED' });
  const named = (name: string) => Object.assign(new Error('x'), { name });
  expect([BpmnError.is(named('BpmnError')), Retryable.is(named('Retryable')), NonRetryable.is(new Error('x'))]).toEqual([
    false,
    false,
    false,
  ]);
  expect(BpmnError.is({ name: 'BpmnError', code: 'X' })).toBe(false);
});

test('anything thrown has a text', () => {
  expect(messageOf(new Error(''))).toBe('Error');
  expect(messageOf('plain')).toBe('plain');
  expect(messageOf(Symbol('sign'))).toContain('sign');
  expect(messageOf(Object.create(null))).toContain('object');
});
