// Reads spans of time as people write them; knows nothing of clocks.
import { refused } from './errors.ts';

/** A span of time: milliseconds as a number, or a number with a unit such as '500ms', '10s', '5m', '3h', '2d' (fractions allowed: '1.5s'). */
export type Duration = number | `${number}ms` | `${number}s` | `${number}m` | `${number}h` | `${number}d`;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The span in whole milliseconds, rounded to the nearest one. Negative numbers pass, because a negative long-poll wait has a meaning.
 * Throws MillraceError INVALID_ARGUMENT for anything that is not a finite span.
 */
export function parseDuration(duration: Duration): number {
  const parts = typeof duration === 'string' ? /^\s*(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(duration) : undefined;
  const spanMs = typeof duration === 'number' ? duration : Number(parts?.[1]) * (unitMs[parts?.[2] ?? ''] ?? Number.NaN);
  if (!Number.isFinite(spanMs)) {
    throw refused(`Expected a duration such as 1500, '500ms', '10s', '5m', '3h' or '2d', but got ${JSON.stringify(String(duration))}`);
  }
  return Math.round(spanMs);
}
