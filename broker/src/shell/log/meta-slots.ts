/** A small record that survives every crash: two checksummed slots in one file, of which one is always durable and left alone. */
import { crc32 } from 'node:zlib';
import type { Disk, DiskFile } from '../platform/disk.ts';
import { readUint53, writeUint53 } from './bytes.ts';

/** One sector: disks write it whole. */
const SLOT_BYTES = 512;
/** Distance of the slots: two pages, so that no single bad page hits both. */
const SLOT_STEP_BYTES = 4096;
const SLOT_HEADER_BYTES = 24;
const SLOT_MAGIC = 0x544d524d;

/** Longest record a slot holds, in bytes. */
export const META_PAYLOAD_BYTES_MAX = SLOT_BYTES - SLOT_HEADER_BYTES;

/** What the slots of a file hold. */
export interface MetaSlotsFound {
  /** The newest sound record, or null when neither slot is sound. */
  readonly payload: Buffer | null;
  readonly version: number;
  readonly slot: 0 | 1;
  /** How many of the two slots are sound. */
  readonly soundSlots: number;
}

/** Open slots. A record written replaces the one before as a whole. */
export interface MetaSlots {
  /** The record a restart after `kill -9` would find. */
  readonly payload: Buffer;
  /** Writes a record without syncing it: after a power failure the last synced one, or any later one, is found. */
  write(payload: Buffer): void;
  /** Resolves when what was written before is durable. */
  sync(): Promise<void>;
  /** Writes a record into both slots and syncs: even the loss of one slot does not bring an older record back. */
  writeBoth(payload: Buffer): Promise<void>;
  close(): void;
}

/** Reads the slots of a file without changing it. */
export function readMetaSlots(disk: Disk, path: string): MetaSlotsFound {
  const file = disk.open(path, 'read');
  try {
    const first = readSlot(file, 0);
    const second = readSlot(file, 1);
    const newest = second && (!first || second.version > first.version) ? second : first;
    const soundSlots = Number(first !== null) + Number(second !== null);
    if (!newest) return { payload: null, version: 0, slot: 0, soundSlots };
    return { ...newest, soundSlots };
  } finally {
    file.close();
  }
}

/** Makes the file with one record in both slots; afterwards it exists whole or not at all. */
export async function createMetaSlots(disk: Disk, directory: string, name: string, payload: Buffer): Promise<void> {
  const path = `${directory}/${name}.new`;
  disk.remove(path);
  const file = disk.open(path, 'create');
  try {
    file.writeAt(Buffer.alloc(SLOT_STEP_BYTES * 2), 0);
    for (const slot of [0, 1] as const) file.writeAt(encodeSlot(payload, 1 + slot), slot * SLOT_STEP_BYTES);
    await file.sync();
  } finally {
    file.close();
  }
  disk.rename(path, `${directory}/${name}`);
  await disk.syncDirectory(directory);
}

/** Opens slots that were found sound. Syncs first: what a killed process left in the page cache must not be lost later. */
export async function openMetaSlots(disk: Disk, path: string, found: MetaSlotsFound & { readonly payload: Buffer }): Promise<MetaSlots> {
  const file = disk.open(path, 'write');
  await file.sync();
  let { payload, version } = found;
  /** The slot that is durable; writes go to the other one until that is durable too. */
  let anchored = found.slot;
  let dirty = false;
  let syncing = false;
  let deferred = false;
  let queue: Promise<void> = Promise.resolve();
  function put(): void {
    version++;
    file.writeAt(encodeSlot(payload, version), otherSlot(anchored) * SLOT_STEP_BYTES);
    dirty = true;
  }
  function write(next: Buffer): void {
    payload = next;
    // While a sync is under way its slot is about to become the durable one: it must not be touched again.
    if (syncing) deferred = true;
    else put();
  }
  async function syncOnce(): Promise<void> {
    if (!dirty) return;
    syncing = true;
    await file.sync();
    syncing = false;
    dirty = false;
    anchored = otherSlot(anchored);
    if (!deferred) return;
    deferred = false;
    put();
  }
  function sync(): Promise<void> {
    queue = queue.then(syncOnce);
    return queue;
  }
  return {
    get payload() {
      return payload;
    },
    write,
    sync,
    async writeBoth(next) {
      for (let slots = 0; slots < 2; slots++) {
        write(next);
        await sync();
      }
    },
    close: () => file.close(),
  };
}

function otherSlot(slot: 0 | 1): 0 | 1 {
  return slot === 0 ? 1 : 0;
}

function encodeSlot(payload: Buffer, version: number): Buffer {
  const bytes = Buffer.alloc(SLOT_BYTES);
  bytes.writeUInt32LE(SLOT_MAGIC, 0);
  writeUint53(bytes, version, 8);
  bytes.writeUInt32LE(payload.length, 16);
  bytes.set(payload, SLOT_HEADER_BYTES);
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  return bytes;
}

function readSlot(file: DiskFile, slot: 0 | 1): { payload: Buffer; version: number; slot: 0 | 1 } | null {
  const bytes = Buffer.alloc(SLOT_BYTES);
  if (file.readAt(bytes, slot * SLOT_STEP_BYTES) < SLOT_BYTES) return null;
  if (bytes.readUInt32LE(0) !== SLOT_MAGIC || bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return null;
  const length = Math.min(bytes.readUInt32LE(16), META_PAYLOAD_BYTES_MAX);
  return { payload: bytes.subarray(SLOT_HEADER_BYTES, SLOT_HEADER_BYTES + length), version: readUint53(bytes, 8), slot };
}
