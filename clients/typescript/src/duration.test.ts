// Which spans are understood, and which are refused.
import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    [1_500, 1_500],
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['3h', 10_800_000],
    ['2d', 172_800_000],
    [-1, -1],
    ['-1ms', -1],
  ] as const)('reads %s as %d ms', (duration, spanMs) => {
    expect(parseDuration(duration)).toBe(spanMs);
  });

  it.each(['', '10', '10 sec', 's', '1h30m', Number.NaN, Number.POSITIVE_INFINITY, undefined, null])('refuses %s', (duration) => {
    expect(() => parseDuration(duration as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
