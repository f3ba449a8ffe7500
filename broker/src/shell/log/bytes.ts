/** Whole numbers beyond 32 bits in little-endian bytes; no further encoding lives here. */

const UINT32_RANGE = 2 ** 32;

/** Writes a whole number of 0..2^53-1 as 8 bytes, little-endian. */
export function writeUint53(target: Buffer, value: number, offset: number): void {
  target.writeUInt32LE(value % UINT32_RANGE, offset);
  target.writeUInt32LE(Math.floor(value / UINT32_RANGE), offset + 4);
}

/** Reads what `writeUint53` wrote; beyond 2^53 (damaged bytes) digits are lost, which a checksum has to notice. */
export function readUint53(source: Buffer, offset: number): number {
  return source.readUInt32LE(offset) + source.readUInt32LE(offset + 4) * UINT32_RANGE;
}
