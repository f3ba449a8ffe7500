/** How table and key of a row become bytes whose order is the order of the rows. */
import type { RowKey } from './state-store.ts';
import { TABLE_MAX } from './state-store.ts';

/** Table of the store's own facts, behind all others. */
export const META_TABLE = 0xffff;

const UINT32_RANGE = 2 ** 32;
const KIND_AT = 2;
const PREFIX_BYTES = 3;
const NUMBER_BYTES = PREFIX_BYTES + 8;

const NUMBER_KIND = 0;
const TEXT_KIND = 1;
/** Text with a lone surrogate: UTF-8 would turn every such half into the same mark, and two keys would become one. */
const BROKEN_TEXT_KIND = 2;

const loneSurrogate = /\p{Surrogate}/u;

/** The bytes of a key. Throws for a table or number out of bounds: that is a bug of the caller. */
export function encodeRowKey(table: number, key: RowKey): Buffer {
  if (!(Number.isInteger(table) && table >= 0 && table <= TABLE_MAX) && table !== META_TABLE) {
    throw new Error(`Expected a table of 0..${TABLE_MAX}, but it was ${table}`);
  }
  if (typeof key === 'string') return encodeTextKey(table, key);
  if (!Number.isSafeInteger(key) || key < 0) throw new Error(`Expected a whole number of 0..2^53-1 as key, but it was ${key}`);
  const bytes = Buffer.allocUnsafe(NUMBER_BYTES);
  bytes.writeUInt16BE(table, 0);
  bytes[KIND_AT] = NUMBER_KIND;
  bytes.writeUInt32BE(Math.floor(key / UINT32_RANGE), PREFIX_BYTES);
  bytes.writeUInt32BE(key % UINT32_RANGE, PREFIX_BYTES + 4);
  return bytes;
}

/** Table and key behind these bytes. */
export function decodeRowKey(bytes: Buffer): { readonly table: number; readonly key: RowKey } {
  const table = bytes.readUInt16BE(0);
  switch (bytes[KIND_AT]) {
    case NUMBER_KIND:
      return { table, key: bytes.readUInt32BE(PREFIX_BYTES) * UINT32_RANGE + bytes.readUInt32BE(PREFIX_BYTES + 4) };
    case TEXT_KIND:
      return { table, key: bytes.toString('utf8', PREFIX_BYTES) };
    case BROKEN_TEXT_KIND:
      return { table, key: bytes.toString('utf16le', PREFIX_BYTES) };
    default:
      throw new Error(`Expected a row key of a known kind, but the kind was ${bytes[KIND_AT]}`);
  }
}

function encodeTextKey(table: number, key: string): Buffer {
  const broken = loneSurrogate.test(key);
  const encoding = broken ? 'utf16le' : 'utf8';
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + Buffer.byteLength(key, encoding));
  bytes.writeUInt16BE(table, 0);
  bytes[KIND_AT] = broken ? BROKEN_TEXT_KIND : TEXT_KIND;
  bytes.write(key, PREFIX_BYTES, encoding);
  return bytes;
}
