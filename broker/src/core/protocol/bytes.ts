/** Growing byte writer and bounded reader under every codec of the protocol; they know numbers and text, nothing of records. */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A varint of a safe integer needs at most eight bytes of seven bits. */
const VARINT_BYTES_MAX = 8;
const INITIAL_BYTES = 4096;
const HIGH_UNIT = 0x1_0000_0000;
const INT_UNIT = 0x8000_0000;
/** Text up to this many UTF-16 units is copied by hand when it is ASCII, which beats the call into the encoder. */
const SHORT_TEXT_UNITS = 64;

/** Appends numbers and text to one buffer that doubles as needed; reset and reuse it instead of making new ones. */
export class ByteWriter {
  #bytes = new Uint8Array(INITIAL_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Forgets what was written; the buffer is kept. */
  reset(): void {
    this.#length = 0;
  }

  /** A copy of what was written from `start` on. */
  take(start = 0): Uint8Array {
    return this.#bytes.slice(start, this.#length);
  }

  /** What was written between two places; valid until the next write. */
  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  /** Forgets what was written from `length` on. */
  cut(length: number): void {
    this.#length = length;
  }

  /** Forgets the first `count` bytes. */
  shift(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }

  /** Sets bits of a byte that is written already. */
  patchBits(at: number, bits: number): void {
    this.#bytes[at] = (this.#bytes[at] ?? 0) | bits;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Unsigned 32 bit, little endian. */
  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  /** Overwrites four bytes at `at`: for lengths that are known only afterwards. */
  patchU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  /** A safe integer >= 0 in eight bytes, little endian. */
  u64(value: number): void {
    this.#reserve(8);
    const isSmall = value < HIGH_UNIT;
    this.#view.setUint32(this.#length, isSmall ? value : value % HIGH_UNIT, true);
    this.#view.setUint32(this.#length + 4, isSmall ? 0 : Math.floor(value / HIGH_UNIT), true);
    this.#length += 8;
  }

  /** A signed 64-bit bigint, little endian. */
  i64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.#length, value, true);
    this.#length += 8;
  }

  /** A safe integer >= 0 in one to eight bytes, least significant group first. */
  varint(value: number): void {
    this.#reserve(VARINT_BYTES_MAX);
    let rest = value;
    // Above 31 bits by arithmetic, since the operators on bits know no more.
    while (rest >= INT_UNIT) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A safe integer of either sign: zigzag, then varint. */
  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  /** UTF-8 text behind its byte length. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT_UNITS && this.#shortAscii(value)) return;
    this.#reserve(value.length * 3 + VARINT_BYTES_MAX);
    // Longest possible text first reserves the room of its length prefix, then the text is moved back over what was not needed.
    const start = this.#length + VARINT_BYTES_MAX;
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(start));
    this.varint(written);
    this.#bytes.copyWithin(this.#length, start, start + written);
    this.#length += written;
  }

  /** Raw bytes behind their length. */
  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  #shortAscii(value: string): boolean {
    this.#reserve(value.length + 1);
    const start = this.#length + 1;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit >= 0x80) return false;
      this.#bytes[start + index] = unit;
    }
    this.#bytes[this.#length] = value.length;
    this.#length = start + value.length;
    return true;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** Reads what a {@link ByteWriter} wrote; throws RangeError when the bytes end early, which the log's checksum makes a bug, not an input. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  get position(): number {
    return this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#advance(1)];
    return value ?? 0;
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  u64(): number {
    const at = this.#advance(8);
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * HIGH_UNIT;
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < VARINT_BYTES_MAX; count++) {
      const group = this.byte();
      value += (group & 0x7f) * scale;
      if (group < 0x80) return value;
      scale *= 0x80;
    }
    throw new RangeError(`Expected a number of at most ${VARINT_BYTES_MAX} bytes, but it goes on at byte ${this.#at}`);
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    const length = this.varint();
    const start = this.#advance(length);
    return length <= SHORT_TEXT_UNITS ? this.#shortText(start, length) : decoder.decode(this.#bytes.subarray(start, start + length));
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const start = this.#advance(length);
    return this.#bytes.slice(start, start + length);
  }

  #shortText(start: number, length: number): string {
    let text = '';
    for (let index = start; index < start + length; index++) {
      const unit = this.#bytes[index] ?? 0;
      if (unit >= 0x80) return decoder.decode(this.#bytes.subarray(start, start + length));
      text += String.fromCharCode(unit);
    }
    return text;
  }

  #advance(count: number): number {
    const start = this.#at;
    if (start + count > this.#end)
      throw new RangeError(`Expected ${count} more bytes at byte ${start}, but the record ends at ${this.#end}`);
    this.#at = start + count;
    return start;
  }
}
