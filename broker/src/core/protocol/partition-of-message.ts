/** Where a message lives: the partition its correlation key hashes to. Must never change, or buffered messages and subscriptions part. */

/**
 * The partition (from 1) of a correlation key: a 32-bit hash with the multiplier 31 over the signed bytes of its UTF-8 form, as Zeebe's clients and brokers
 * compute it. Not Java's `String.hashCode`, from which it differs for everything beyond ASCII. The empty key belongs to partition 1.
 */
export function partitionOfMessage(correlationKey: string, partitionCount: number): number {
  let hash = 0;
  for (let index = 0; index < correlationKey.length; index++) {
    const point = correlationKey.codePointAt(index) ?? 0;
    if (point < 0x80) {
      hash = (Math.imul(hash, 31) + point) | 0;
      continue;
    }
    if (point > 0xffff) index++;
    hash = hashBytes(hash, isLoneSurrogate(point) ? REPLACEMENT : point);
  }
  return Math.abs(hash % partitionCount) + 1;
}

/** What encoders put in the place of half a surrogate pair. */
const REPLACEMENT = 0xfffd;

function isLoneSurrogate(point: number): boolean {
  return point >= 0xd800 && point <= 0xdfff;
}

/** Takes up the two to four UTF-8 bytes of one code point; each is negative as a signed byte. */
function hashBytes(start: number, point: number): number {
  let hash = start;
  const take = (byte: number): void => {
    hash = (Math.imul(hash, 31) + byte - 0x100) | 0;
  };
  if (point < 0x800) take(0xc0 | (point >> 6));
  else if (point < 0x10000) {
    take(0xe0 | (point >> 12));
    take(0x80 | ((point >> 6) & 0x3f));
  } else {
    take(0xf0 | (point >> 18));
    take(0x80 | ((point >> 12) & 0x3f));
    take(0x80 | ((point >> 6) & 0x3f));
  }
  take(0x80 | (point & 0x3f));
  return hash;
}
