// Spans of time as people say them in tests.
import { type Duration, durationMs } from '../../duration.ts';

/** A span: a duration of the SDK, or words such as '3 days', '1 hour', '90 minutes'. */
export type Span = Duration | `${number} ${'millisecond' | 'second' | 'minute' | 'hour' | 'day' | 'week'}${'' | 's'}`;

const unitMs: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** Reads a span in milliseconds. Throws for what is none, or is negative. */
export function spanMs(span: Span): number {
  const words = typeof span === 'string' ? /^\s*(\d+(?:\.\d+)?)\s+([a-z]+?)s?\s*$/.exec(span) : null;
  const unit = unitMs[words?.[2] ?? ''];
  return unit === undefined ? durationMs(span as Duration) : Math.round(Number(words?.[1]) * unit);
}
