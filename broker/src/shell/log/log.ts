/** The log of a partition: batches in, durable in order, readable while it grows. It knows bytes and positions, no records. */
import type { Disk, DiskFile } from '../platform/disk.ts';
import type { Platform } from '../platform/platform.ts';
import { type LogEntry, type PackedEntries, packEntries } from './batch.ts';
import { findBatchEnd } from './batch-end.ts';
import type { BatchEnd } from './batch-end.ts';
import { FRAME_HEADER_BYTES, encodeFrame, frameBytesOf } from './frame.ts';
import { encodeLogMeta } from './log-meta.ts';
import type { LogMeta } from './log-meta.ts';
import type { MetaSlots } from './meta-slots.ts';
import { refused } from './problem.ts';
import type { LogProblem } from './problem.ts';
import { createLogReader } from './reader.ts';
import type { LogReader, LogView } from './reader.ts';
import type { SegmentFiles } from './segment-files.ts';
import { SEGMENT_HEADER_BYTES, addFrame, cutSegment, emptySegment } from './segment.ts';
import type { FramePlace, Segment } from './segment.ts';
import { STAGED_BYTES_MAX, createStaging } from './staging.ts';

/** An open log. One owner appends; any number of readers follow. */
export interface Log {
  /** Oldest position that can be read; `lastPosition + 1` when the log is empty. */
  readonly firstPosition: number;
  /** Newest position appended, durable or not; `firstPosition - 1` when the log is empty. */
  readonly lastPosition: number;
  /** Newest durable position. Nothing above it may be answered for. */
  readonly flushedPosition: number;
  /** Term of the newest batch; 0 when there is none. */
  readonly lastTerm: number;
  /** Largest frame a batch may become, in bytes (4 bytes an entry and 72 a batch are added). */
  readonly batchBytesMax: number;
  /** Why the log no longer takes anything, or null. Set for ever by the first failed write or sync, and by `close`. */
  readonly failure: LogProblem | null;
  /** Adds entries as one batch; nothing is durable yet. Returns why it was not added: `disk-full` and `refused` leave the log usable. */
  append(entries: readonly LogEntry[], term?: number): LogProblem | null;
  /** The same for entries that are packed already. */
  appendPacked(packed: PackedEntries, term?: number): LogProblem | null;
  /**
   * Resolves with null once everything appended before the call is durable. Calls that arrive while a sync is under way share the next one:
   * that is the group commit. Resolves with the problem when the sync failed; then nothing may be answered, and the log stays failed:
   * after a failed sync the system counts the pages as clean, so a second try would succeed without writing them.
   */
  sync(): Promise<LogProblem | null>;
  /** A reader from a position on, up to the flushed mark and on as it moves. */
  readFrom(position: number): LogReader;
  /** Calls back with the new flushed position after every sync that moved it. Returns how to stop listening. */
  onFlush(listener: (flushedPosition: number) => void): () => void;
  /** Deletes whole segments that hold nothing at or above a position (and nothing unsynced). Resolves with how many, or the problem. */
  deleteBefore(position: number): Promise<number | LogProblem>;
  /** Cuts off everything behind a position, which must end a batch. Nothing can be appended until it resolves. For a follower whose tail lost. */
  truncateAfter(position: number): Promise<LogProblem | null>;
  /** Syncs, and closes all files. Resolves with the problem when the last sync failed. */
  close(): Promise<LogProblem | null>;
}

/** What opening found and prepared; the log goes on from here. */
export interface LogState {
  readonly platform: Platform;
  readonly directory: string;
  readonly segmentBytes: number;
  readonly blockingSync: boolean;
  readonly files: SegmentFiles;
  readonly slots: MetaSlots;
  readonly meta: LogMeta;
  /** In order; the last one is written to. At least one. */
  readonly segments: Segment[];
  readonly activeFile: DiskFile;
  readonly lastCrc: number;
  readonly lastTerm: number;
  /** First number that no segment file ever had. */
  readonly nextNumber: number;
}

/** Goes on with a log that is open, whole and synced up to its last position. */
export function createLog(state: LogState): Log {
  return new SegmentedLog(state);
}

class SegmentedLog implements Log, LogView {
  readonly disk: Disk;
  readonly directory: string;
  readonly batchBytesMax: number;
  failure: LogProblem | null = null;
  flushedPosition: number;
  lastTerm: number;
  generation = 0;
  private readonly state: LogState;
  private readonly segments: Segment[];
  private readonly staging = createStaging(FRAME_HEADER_BYTES);
  private readonly listeners = new Set<(flushedPosition: number) => void>();
  private meta: LogMeta;
  private lastCrc: number;
  private nextNumber: number;
  private file: DiskFile;
  private active: Segment;
  /** Offset in the active segment up to which the disk has the frames; those behind are staged. */
  private writtenOffset: number;
  /** Files that filled up since the last sync; they are synced and closed by the next one. */
  private filled: DiskFile[] = [];
  /** Truncations under way or waiting. */
  private truncations = 0;
  /** Syncs, deletions and truncations run one after the other. */
  private queue: Promise<unknown> = Promise.resolve();
  private waitingSync: Promise<LogProblem | null> | null = null;

  constructor(state: LogState) {
    const active = state.segments.at(-1);
    if (!active) throw new Error('Expected a log with at least one segment, but it had none');
    this.state = state;
    this.disk = state.platform.disk;
    this.directory = state.directory;
    this.batchBytesMax = state.segmentBytes - SEGMENT_HEADER_BYTES;
    this.segments = state.segments;
    this.meta = state.meta;
    this.lastCrc = state.lastCrc;
    this.lastTerm = state.lastTerm;
    this.nextNumber = state.nextNumber;
    this.file = state.activeFile;
    this.active = active;
    this.writtenOffset = active.endOffset;
    this.flushedPosition = active.lastPosition;
    state.files.prepare();
  }

  get firstPosition(): number {
    return (this.segments[0] ?? this.active).firstPosition;
  }

  get lastPosition(): number {
    return this.active.lastPosition;
  }

  segmentAt(position: number): Segment | undefined {
    return this.segments[this.segments.findLastIndex((segment) => segment.firstPosition <= position)];
  }

  readFrom(position: number): LogReader {
    return createLogReader(this, position);
  }

  onFlush(listener: (flushedPosition: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  append(entries: readonly LogEntry[], term = 0): LogProblem | null {
    const first = entries[0]?.position ?? 0;
    const gap = entries.findIndex(({ position }, index) => position !== first + index);
    if (gap >= 0) return this.failure ?? refused(`position ${first + gap} next`, `the entry has position ${entries[gap]?.position}`);
    return this.appendPacked(packEntries(entries), term);
  }

  appendPacked(packed: PackedEntries, term = 0): LogProblem | null {
    const frameBytes = frameBytesOf(packed.body.length);
    const problem = this.refusal(packed, frameBytes) ?? this.makeRoom(frameBytes);
    if (problem) return problem;
    const { active, staging } = this;
    const place: FramePlace = { position: active.lastPosition + 1, offset: active.endOffset, previousCrc: this.lastCrc };
    const start = staging.reserve(frameBytes);
    this.lastCrc = encodeFrame(staging.buffer, start, { term, count: packed.count, body: packed.body }, frameBytes, {
      firstPosition: place.position,
      previousCrc: this.lastCrc,
      salt: active.salt,
      flushedPosition: this.flushedPosition,
      epoch: this.meta.epoch,
    });
    this.lastTerm = term;
    addFrame(active, place, frameBytes, active.lastPosition + packed.count);
    return staging.bytes > STAGED_BYTES_MAX ? this.writeStaged() : null;
  }

  sync(): Promise<LogProblem | null> {
    this.waitingSync ??= this.inTurn(() => this.syncOnce());
    return this.waitingSync;
  }

  deleteBefore(position: number): Promise<number | LogProblem> {
    return this.inTurn(() => this.deleteNow(position));
  }

  async truncateAfter(position: number): Promise<LogProblem | null> {
    this.truncations++;
    const problem = await this.inTurn(() => this.truncateNow(position));
    this.truncations--;
    return problem;
  }

  close(): Promise<LogProblem | null> {
    return this.inTurn(() => this.closeNow());
  }

  private fail(action: string, error: unknown): LogProblem {
    this.failure ??= {
      kind: 'io',
      reason: `Expected to ${action} the log in ${this.directory}, but the disk failed: ${String(error)}. The log takes nothing more until a restart`,
    };
    return this.failure;
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(run);
    this.queue = turn.catch(() => {});
    return turn;
  }

  private refusal({ firstPosition, count }: PackedEntries, frameBytes: number): LogProblem | null {
    if (this.failure) return this.failure;
    if (this.truncations > 0) return refused('to append', 'a truncation is under way');
    if (count === 0) return refused('a batch with entries', 'it is empty');
    if (frameBytes > this.batchBytesMax) return refused(`a batch of at most ${this.batchBytesMax} bytes`, `it has ${frameBytes}`);
    const expected = this.active.lastPosition + 1;
    return firstPosition === expected ? null : refused(`position ${expected} next`, `the entry has position ${firstPosition}`);
  }

  /** Goes on in a further segment when a frame does not fit. Without space for one nothing has changed, and a later append may succeed. */
  private makeRoom(frameBytes: number): LogProblem | null {
    if (this.active.endOffset + frameBytes <= this.active.segmentBytes) return null;
    const problem = this.writeStaged();
    if (problem) return problem;
    const header = {
      number: this.nextNumber,
      firstPosition: this.active.lastPosition + 1,
      salt: this.state.platform.random.uint32(),
      seedCrc: this.lastCrc,
      epoch: this.meta.epoch,
      previousTerm: this.lastTerm,
      segmentBytes: this.state.segmentBytes,
    };
    const begun = this.state.files.begin(header);
    if ('kind' in begun) {
      if (begun.kind !== 'disk-full') this.failure = begun;
      return begun;
    }
    this.nextNumber++;
    this.filled.push(this.file);
    this.file = begun;
    this.active = emptySegment(header);
    this.segments.push(this.active);
    this.writtenOffset = this.active.endOffset;
    this.state.files.prepare();
    return null;
  }

  /** Hands the staged frames to the page cache, and zeros behind them, so that the end of the log is plain to see. */
  private writeStaged(): LogProblem | null {
    const { staging, active } = this;
    if (staging.bytes === 0) return null;
    try {
      this.file.writeAt(staging.withBlank(active.segmentBytes - active.endOffset), this.writtenOffset);
      this.writtenOffset += staging.bytes;
      staging.clear();
      return null;
    } catch (error) {
      return this.fail('write', error);
    }
  }

  private async syncOnce(): Promise<LogProblem | null> {
    // From here on callers wait for the next turn: what they append now may come too late for this one.
    this.waitingSync = null;
    const problem = this.failure ?? this.writeStaged();
    const target = this.lastPosition;
    if (problem || target === this.flushedPosition) return problem;
    const ends = this.unflushedEnds();
    const { file, filled } = this;
    this.filled = [];
    try {
      for (const full of filled) await this.syncFile(full);
      for (const full of filled) full.close();
      await this.syncFile(file);
      if (filled.length > 0) await this.disk.syncDirectory(this.directory);
      this.meta = { ...this.meta, flushedPosition: target };
      // Not synced: after a power failure the mark is a little old, and the next frames carry it too. It is never ahead of the truth.
      this.state.slots.write(encodeLogMeta(this.meta));
      if (filled.length > 0) await this.state.slots.sync();
    } catch (error) {
      return this.fail('sync', error);
    }
    for (const { segment, endOffset } of ends) segment.flushedOffset = endOffset;
    this.flushedPosition = target;
    for (const listener of [...this.listeners]) listener(target);
    return null;
  }

  private syncFile(file: DiskFile): Promise<void> | void {
    return this.state.blockingSync ? file.syncNow() : file.sync();
  }

  private unflushedEnds(): { readonly segment: Segment; readonly endOffset: number }[] {
    const ends = [];
    for (let index = this.segments.length - 1; index >= 0; index--) {
      const segment = this.segments[index];
      if (!segment || segment.lastPosition <= this.flushedPosition) break;
      ends.push({ segment, endOffset: segment.endOffset });
    }
    return ends;
  }

  private async deleteNow(position: number): Promise<number | LogProblem> {
    if (this.failure) return this.failure;
    const bound = Math.min(position, this.flushedPosition + 1);
    const kept = this.segments.findIndex((segment) => segment === this.active || segment.lastPosition >= bound);
    if (kept <= 0) return 0;
    try {
      this.meta = { ...this.meta, firstPosition: this.segments[kept]?.firstPosition ?? this.meta.firstPosition };
      // First the mark, then the files: the other way round a missing file would look like damage.
      await this.state.slots.writeBoth(encodeLogMeta(this.meta));
      await this.retire(this.segments.splice(0, kept));
    } catch (error) {
      return this.fail('delete from', error);
    }
    return kept;
  }

  private async retire(gone: readonly Segment[]): Promise<void> {
    for (const segment of gone) segment.gone = true;
    this.state.files.retire(gone.map((segment) => segment.name));
    await this.disk.syncDirectory(this.directory);
  }

  private async truncateNow(position: number): Promise<LogProblem | null> {
    const problem = this.failure ?? this.writeStaged();
    if (problem || position >= this.lastPosition) return problem;
    if (position < this.firstPosition - 1) return refused(`to cut behind position ${position}`, `the log begins at ${this.firstPosition}`);
    const kept = this.segments.findLastIndex((segment) => segment.firstPosition <= position + 1);
    const segment = this.segments[kept];
    if (!segment) throw new Error('Expected a segment for every position of the log, but there was none');
    try {
      const end = findBatchEnd(this.disk, this.directory, segment, position);
      if ('kind' in end) return end;
      const flushedPosition = Math.min(this.flushedPosition, position);
      this.meta = { ...this.meta, epoch: this.meta.epoch + 1, cutPosition: position, flushedPosition };
      // This one record is the truncation: from here on a restart does not see the frames behind it, wherever they still lie.
      await this.state.slots.writeBoth(encodeLogMeta(this.meta));
      this.flushedPosition = flushedPosition;
      await this.cutTo(segment, this.segments.splice(kept + 1), position, end);
      return null;
    } catch (error) {
      return this.fail('truncate', error);
    }
  }

  private async cutTo(segment: Segment, gone: readonly Segment[], position: number, end: BatchEnd): Promise<void> {
    if (gone.length > 0) {
      for (const open of [this.file, ...this.filled]) open.close();
      this.filled = [];
      this.file = this.disk.open(`${this.directory}/${segment.name}`, 'write');
    }
    cutSegment(segment, position, end.offset);
    this.active = segment;
    this.lastCrc = end.crc;
    this.lastTerm = end.term;
    this.writtenOffset = end.offset;
    this.generation++;
    this.file.writeAt(Buffer.alloc(Math.min(FRAME_HEADER_BYTES, segment.segmentBytes - end.offset)), end.offset);
    await this.syncFile(this.file);
    if (gone.length > 0) await this.retire(gone);
  }

  private async closeNow(): Promise<LogProblem | null> {
    const problem = this.failure ?? (await this.syncOnce());
    if (this.failure?.kind === 'closed') return null;
    try {
      if (!problem) await this.state.slots.sync();
    } catch (error) {
      this.fail('close', error);
    }
    await this.state.files.settled();
    for (const open of [this.file, ...this.filled, this.state.slots]) open.close();
    const result = this.failure;
    this.failure ??= { kind: 'closed', reason: 'Expected an open log, but it was closed' };
    return result;
  }
}
