// Durations as users write them; the grammar itself belongs to the client.
import { type Duration, parseDuration } from '@millrace/client';

export type { Duration };

/** Reads a duration in milliseconds. Throws for what is none (`MillraceError`), or is negative (`RangeError`). */
export function durationMs(value: Duration): number {
  const milliseconds = parseDuration(value);
  if (milliseconds < 0) throw new RangeError(`Expected a duration of 0 or more, but got '${value}'`);
  return milliseconds;
}
