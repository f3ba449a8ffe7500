/** Files as the broker sees them: an interface narrow enough that a simulated disk can lose, tear and garble everything behind it. */

/**
 * What a disk does. All calls but the syncs and `allocate` are synchronous: they touch the page cache, which costs microseconds,
 * whereas fs promises add about 0.1 ms to each. Failures are thrown as an Error with a `code` as in errno (ENOENT, EIO, ENOSPC ...).
 * Paths use `/`. Nothing is durable before a sync: bytes need `sync` of the file, names need `syncDirectory` of their folder.
 */
export interface Disk {
  /** Opens a file: `read` and `write` need it to exist, `create` makes an empty one and fails with EEXIST if there is one. */
  open(path: string, access: FileAccess): DiskFile;
  /** Makes a file of zeros in the background and syncs its bytes; the name still needs `syncDirectory`. Replaces what was there. */
  allocate(path: string, sizeBytes: number): Promise<void>;
  /** The same, blocking, for the case that the background was too slow. */
  allocateNow(path: string, sizeBytes: number): void;
  /** Size of a file in bytes, or null if there is none. */
  fileSize(path: string): number | null;
  /** Names of the files in a folder, sorted; empty when the folder does not exist. */
  list(directory: string): readonly string[];
  /** Renames a file within the disk; an existing target is replaced in one step. */
  rename(from: string, to: string): void;
  /** Removes a file; none there is fine. */
  remove(path: string): void;
  /** Makes a folder and those above it; existing is fine. */
  makeDirectory(path: string): void;
  /** Makes the names in a folder durable. */
  syncDirectory(directory: string): Promise<void>;
  /** Free and total bytes of the disk that holds a folder. */
  space(directory: string): DiskSpace;
  /** Takes the lock file, so that no second process opens the same folder. A value says who holds it when it is taken. */
  lock(path: string): DiskLock | DiskLockHeld;
}

/** What a file is opened for. */
export type FileAccess = 'read' | 'write' | 'create';

/** An open file. */
export interface DiskFile {
  readonly path: string;
  sizeBytes(): number;
  /** Reads up to `target.length` bytes from an offset; returns how many there were (fewer only at the end of the file). */
  readAt(target: Uint8Array, offset: number): number;
  /** Writes all bytes at an offset, extending the file when needed. */
  writeAt(bytes: Uint8Array, offset: number): void;
  truncate(sizeBytes: number): void;
  /** Resolves once all bytes written before the call are durable; does not block the thread. After a rejection the file must not be trusted. */
  sync(): Promise<void>;
  /** The same, blocking: for a thread that has nothing else to do. */
  syncNow(): void;
  close(): void;
}

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** A lock this process holds. */
export interface DiskLock {
  readonly held: true;
  release(): void;
}

/** A lock somebody else holds; `by` says who, for the message to the operator. */
export interface DiskLockHeld {
  readonly held: false;
  readonly by: string;
}

/** A failure of a disk; `code` as in errno. */
export class DiskError extends Error {
  readonly code: string;

  constructor(code: string, action: string) {
    super(`${code}: ${action}`);
    this.name = 'DiskError';
    this.code = code;
  }
}

/** The errno code of whatever a disk threw; `EUNKNOWN` when it carries none. */
export function diskErrorCode(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code;
  return 'EUNKNOWN';
}
