/** One simulated file: what a reader sees now, what is durable, and the writes in between that a crash may lose, reorder or tear. */
import type { Random } from '../random.ts';

/** What disks write whole or not at all, in bytes; the harshest crash keeps any subset of these. */
export const SIM_SECTOR_BYTES = 512;

/** A write that no sync has covered yet. */
export interface PendingWrite {
  /** Place among all operations of the disk. */
  readonly order: number;
  /** Where the bytes go, or the new size when `bytes` is null. */
  readonly offset: number;
  readonly bytes: Uint8Array | null;
}

/** What a power failure leaves of the writes that were not synced. */
export type CrashKeeps =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** All: a killed process, whose page cache survives it. */
  | { readonly kind: 'all' }
  /** The first writes of each file, a number drawn per file, the last of them torn at a drawn byte. */
  | { readonly kind: 'prefix'; readonly random: Random }
  /** Any subset of sectors of any write. */
  | { readonly kind: 'sectors'; readonly random: Random }
  /** All, but the newest write of the disk only up to this many bytes. */
  | { readonly kind: 'torn'; readonly bytes: number };

/** Contents of one file. */
export interface SimContents {
  sizeBytes(): number;
  read(target: Uint8Array, offset: number): number;
  write(order: number, offset: number, bytes: Uint8Array): void;
  truncate(order: number, sizeBytes: number): void;
  /** How many writes are pending: a mark that `makeDurable` takes back later. */
  pending(): readonly PendingWrite[];
  /** The first `count` pending writes are safe now. */
  makeDurable(count: number): void;
  /** A failed sync: the pages count as clean from now on, readers still see them, no later sync writes them. */
  forgetPending(): void;
  /** Flips bits of the stored bytes, as a decaying disk does. */
  garble(offset: number, mask: number): void;
  /** The contents as found after a crash. */
  afterCrash(keeps: CrashKeeps, newestOrder: number): SimContents;
}

/** Makes a file that holds these bytes durably. */
export function createSimContents(initial: Uint8Array = new Uint8Array(0)): SimContents {
  const current = new GrowingBytes(initial);
  const durable = new GrowingBytes(initial);
  let pending: PendingWrite[] = [];
  function add(write: PendingWrite): void {
    current.apply(write);
    pending.push(write);
  }
  return {
    sizeBytes: () => current.size,
    read(target, offset) {
      const found = current.view().subarray(offset, offset + target.length);
      target.set(found);
      return found.length;
    },
    write: (order, offset, bytes) => add({ order, offset, bytes: new Uint8Array(bytes) }),
    truncate: (order, sizeBytes) => add({ order, offset: sizeBytes, bytes: null }),
    pending: () => pending,
    makeDurable(count) {
      for (const write of pending.slice(0, count)) durable.apply(write);
      pending = pending.slice(count);
    },
    forgetPending() {
      pending = [];
    },
    garble(offset, mask) {
      for (const bytes of [current.view(), durable.view()]) {
        const old = bytes[offset];
        if (old !== undefined) bytes[offset] = old ^ mask;
      }
    },
    afterCrash(keeps, newestOrder) {
      const found = new GrowingBytes(durable.view());
      for (const write of survivors(pending, keeps, newestOrder)) found.apply(write);
      return createSimContents(found.view());
    },
  };
}

function survivors(pending: readonly PendingWrite[], keeps: CrashKeeps, newestOrder: number): readonly PendingWrite[] {
  switch (keeps.kind) {
    case 'none':
      return [];
    case 'all':
      return pending;
    case 'torn':
      return pending.map((write) => (write.order === newestOrder ? tearAt(write, keeps.bytes) : write));
    case 'prefix': {
      const kept = pending.slice(0, keeps.random.integer(pending.length + 1));
      const last = kept.pop();
      return last === undefined ? kept : [...kept, tearAt(last, keeps.random.integer((last.bytes?.length ?? 0) + 1))];
    }
    case 'sectors':
      return pending.flatMap((write) => sectorsOf(write).filter(() => keeps.random.integer(2) === 0));
  }
}

function tearAt(write: PendingWrite, bytes: number): PendingWrite {
  return write.bytes === null ? write : { ...write, bytes: write.bytes.subarray(0, bytes) };
}

/** Cuts a write at sector borders of the file. */
function sectorsOf(write: PendingWrite): readonly PendingWrite[] {
  if (write.bytes === null) return [write];
  const parts: PendingWrite[] = [];
  for (let done = 0; done < write.bytes.length; ) {
    const offset = write.offset + done;
    const length = Math.min(SIM_SECTOR_BYTES - (offset % SIM_SECTOR_BYTES), write.bytes.length - done);
    parts.push({ order: write.order, offset, bytes: write.bytes.subarray(done, done + length) });
    done += length;
  }
  return parts;
}

class GrowingBytes {
  size: number;
  private bytes: Uint8Array;

  constructor(initial: Uint8Array) {
    this.bytes = new Uint8Array(initial);
    this.size = initial.length;
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.size);
  }

  apply(write: PendingWrite): void {
    if (write.bytes === null) {
      this.resize(write.offset);
      return;
    }
    if (write.bytes.length === 0) return;
    if (write.offset + write.bytes.length > this.size) this.resize(write.offset + write.bytes.length);
    this.bytes.set(write.bytes, write.offset);
  }

  private resize(size: number): void {
    if (size > this.bytes.length) {
      const larger = new Uint8Array(Math.max(size, this.bytes.length * 2));
      larger.set(this.view());
      this.bytes = larger;
    }
    if (size < this.size) this.bytes.fill(0, size, this.size);
    this.size = size;
  }
}
