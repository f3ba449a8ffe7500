/** Identifiers by time and chance (RFC 9562, version 1), both taken from the given clock. */

import type { FeelClock } from '../run.ts';

/** 100 ns steps between 1582-10-15 and 1970-01-01. */
const gregorianOffset = 122_192_928_000_000_000n;

/** A version 1 identifier; the node and the clock sequence are random (multicast bit set). */
export function timeUuid(clock: FeelClock): string {
  const random = (digits: number): string =>
    Math.floor(clock.random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = BigInt(Math.floor(clock.nowMs)) * 10_000n + BigInt(Math.floor(clock.random() * 10_000)) + gregorianOffset;
  const hex = time.toString(16).padStart(15, '0');
  const sequence = (0x8000 | Math.floor(clock.random() * 0x4000)).toString(16);
  const node = (Number.parseInt(random(2), 16) | 1).toString(16).padStart(2, '0') + random(10);
  return `${hex.slice(-8)}-${hex.slice(-12, -8)}-1${hex.slice(-15, -12)}-${sequence}-${node}`;
}
