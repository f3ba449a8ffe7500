/** How rows become bytes: msgpack without shared structures, so that every row can be read on its own and by any version. */
import { Packr } from 'msgpackr';
import type { Row } from './state-store.ts';

/**
 * Numbers stay numbers (whole ones beyond 32 bits travel as doubles, exact up to 2^53), bigints stay bigints of any size, Uint8Arrays
 * stay bytes. An object's field must not be named `__proto__`, and text must not hold halves of surrogate pairs: neither would come back.
 */
const packr = new Packr({ useRecords: false, moreTypes: true, useBigIntExtension: true, int64AsType: 'bigint' });

/** The bytes of a row. */
export function encodeRow(row: Row): Buffer {
  return packr.pack(row);
}

/** The row in these bytes. Throws when they are damaged; the store's own checksums notice that earlier. */
export function decodeRow(bytes: Uint8Array): Row {
  return packr.unpack(bytes) as Row;
}
