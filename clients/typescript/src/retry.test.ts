// The table of what may be repeated, and the waits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MillraceError } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import { backoffMs, mayRepeat, retryRule } from './retry.ts';

describe('retry', () => {
  it.each<[ErrorCode, boolean, boolean, boolean]>([
    // code, repeatable command, other command, other command that never left
    ['RESOURCE_EXHAUSTED', true, true, true],
    ['UNAVAILABLE', true, false, true],
    ['DEADLINE_EXCEEDED', true, false, true],
    ['INTERNAL', false, false, false],
    ['ABORTED', false, false, false],
    ['UNAUTHENTICATED', false, false, false],
    ['NOT_FOUND', false, false, false],
    ['CANCELLED', false, false, false],
  ])('after %s', (code, repeatable, once, unsent) => {
    expect(mayRepeat(new MillraceError(code, ''), true)).toBe(repeatable);
    expect(mayRepeat(new MillraceError(code, ''), false)).toBe(once);
    expect(mayRepeat(new MillraceError(code, '', { details: { notWritten: true } }), false)).toBe(unsent);
  });

  it('waits a random part of a bound that doubles up to its limit', () => {
    const rule = retryRule(undefined);
    expect([1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(rule, attempt, () => 1))).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), random, (attempt, part) => {
        const waitMs = backoffMs(rule, attempt, () => part);
        return waitMs >= 0 && waitMs <= 5_000;
      }),
    );
  });
});
