/** The records of the next batch, numbered and encoded the moment they come to be; it knows frames of the log, no disk. */
import { ByteWriter } from '../../core/protocol/bytes.ts';
import type { AnyRecord } from '../../core/protocol/record.ts';
import { markContinued, writeRecord } from '../../core/protocol/record-codec.ts';
import { ENTRY_LENGTH_BYTES, type PackedEntries } from '../log/batch.ts';

/** Where a batch can be cut off again. */
export interface BatchMark {
  readonly bytes: number;
  readonly position: number;
}

/** Records that are appended together. A batch above the size of a frame goes into several, chained so that none counts without the last. */
export class RecordBatch {
  readonly #writer = new ByteWriter();
  readonly #frameBytesMax: number;
  /** Where each record begins. */
  #starts: number[] = [];
  #nextPosition: number;

  /** `frameBytesMax`: bytes of records in one frame; one record alone may be larger. */
  constructor(lastPosition: number, frameBytesMax: number) {
    this.#nextPosition = lastPosition + 1;
    this.#frameBytesMax = frameBytesMax;
  }

  /** Position of the newest record, 0 when there never was one. */
  get lastPosition(): number {
    return this.#nextPosition - 1;
  }

  get records(): number {
    return this.#starts.length;
  }

  get bytes(): number {
    return this.#writer.length;
  }

  /** Gives a record its position, in place (nobody else has seen it yet), and encodes it. */
  add(record: AnyRecord): void {
    (record as { position: number }).position = this.#nextPosition++;
    const start = this.#writer.length;
    this.#starts.push(start);
    this.#writer.u32(0);
    writeRecord(this.#writer, record);
    this.#writer.patchU32(start, this.#writer.length - start - ENTRY_LENGTH_BYTES);
  }

  mark(): BatchMark {
    return { bytes: this.#writer.length, position: this.#nextPosition };
  }

  /** Forgets what was added since the mark. */
  cutTo(mark: BatchMark): void {
    this.#starts.length -= this.#nextPosition - mark.position;
    this.#nextPosition = mark.position;
    this.#writer.cut(mark.bytes);
  }

  /** The batch as frames, in order; their memory is valid until the next `add`. */
  frames(): readonly PackedEntries[] {
    const frames: PackedEntries[] = [];
    const firstPosition = this.#nextPosition - this.#starts.length;
    for (let from = 0; from < this.#starts.length; ) {
      const to = this.#frameEnd(from);
      const isLast = to === this.#starts.length;
      if (!isLast) markContinued(this.#writer, (this.#starts[to - 1] ?? 0) + ENTRY_LENGTH_BYTES);
      const end = isLast ? this.#writer.length : (this.#starts[to] ?? 0);
      frames.push({ firstPosition: firstPosition + from, count: to - from, body: this.#writer.view(this.#starts[from] ?? 0, end) });
      from = to;
    }
    return frames;
  }

  /** The first frames are written, `count` records: what is left goes on with them. */
  drop(count: number): void {
    const bytes = this.#starts[count] ?? this.#writer.length;
    this.#writer.shift(bytes);
    this.#starts = this.#starts.slice(count).map((start) => start - bytes);
  }

  /** The next batch begins. */
  clear(): void {
    this.#writer.reset();
    this.#starts = [];
  }

  /** Index behind the last record that fits into a frame that begins with record `from`. */
  #frameEnd(from: number): number {
    const limit = (this.#starts[from] ?? 0) + this.#frameBytesMax;
    if (this.#writer.length <= limit) return this.#starts.length;
    let to = from + 1;
    while (to < this.#starts.length && (this.#starts[to + 1] ?? this.#writer.length) <= limit) to++;
    return to;
  }
}
