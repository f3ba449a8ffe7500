// What everything that can be thrown becomes.
import { describe, expect, it } from 'vitest';
import { MillraceError } from './errors.ts';

describe('MillraceError', () => {
  it('is known by its shape, from whatever copy of the package', () => {
    const foreign = { name: 'MillraceError', code: 'NOT_FOUND', retryable: false, details: {}, message: '' };
    expect(MillraceError.is(foreign)).toBe(true);
    expect(MillraceError.from(foreign)).toBe(foreign);
    expect([null, undefined, 'x', new Error('x'), { name: 'MillraceError' }].map(MillraceError.is)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('is made of a gRPC status', () => {
    const status = Object.assign(new Error('14 UNAVAILABLE: gone'), { code: 14, details: 'gone' });
    const error = MillraceError.from(status, { method: 'Topology', address: 'a:1' });
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
      details: { method: 'Topology', address: 'a:1', reason: 'gone' },
      cause: status,
    });
    expect(error.message).toBe('Topology UNAVAILABLE: gone');
    expect(MillraceError.from(Object.assign(new Error(), { code: 99, details: '' })).code).toBe('UNKNOWN');
  });

  it('is made of anything else', () => {
    expect(MillraceError.from('text')).toMatchObject({ code: 'UNKNOWN', details: { reason: 'text' }, retryable: false });
    expect(MillraceError.from(new DOMException('stop', 'AbortError'))).toMatchObject({ code: 'CANCELLED' });
    expect(MillraceError.from(Object.assign(new Error('ENOENT'), { code: 'ENOENT' }))).toMatchObject({ code: 'UNKNOWN' });
  });

  it('keeps what is known when details are added', () => {
    const error = new MillraceError('NOT_FOUND', 'm', { details: { method: 'A' }, cause: 'c' });
    const more = MillraceError.from(error, { method: 'B', attempts: 2 });
    expect(more).toMatchObject({ details: { method: 'A', attempts: 2 }, cause: 'c', stack: error.stack });
  });
});
