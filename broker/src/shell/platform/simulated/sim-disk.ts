/** A simulated disk: obeys the interface, and loses, tears, garbles, fails and fills up on demand. */
import { DiskError } from '../disk.ts';
import type { Disk, DiskFile, FileAccess } from '../disk.ts';
import type { CrashKeeps, SimContents } from './sim-file.ts';
import { createSimContents } from './sim-file.ts';
import type { SimScheduler } from './sim-scheduler.ts';

/** One step of the disk, shown to the fault plan before it happens. */
export interface SimDiskOperation {
  readonly kind: 'read' | 'write' | 'truncate' | 'sync' | 'name' | 'sync-names';
  readonly path: string;
  /** Place among all operations of this disk, from 1; reads do not count. */
  readonly order: number;
  readonly offset: number;
  readonly lengthBytes: number;
}

/** Decides per operation: null lets it happen, a code makes it fail with that code, `garble` lets a read come back with a bit flipped. */
export type SimDiskFaultPlan = (operation: SimDiskOperation) => 'EIO' | 'ENOSPC' | 'garble' | null;

export interface SimDiskOptions {
  /** Size of the disk in bytes; writes beyond it fail with ENOSPC. Default: no bound. */
  readonly capacityBytes?: number;
  /** Virtual time for latencies; without it a sync ends at once. */
  readonly scheduler?: SimScheduler;
  /** Milliseconds one sync takes; default 0. */
  readonly syncMs?: () => number;
}

/** A disk with handles for the test beneath. */
export interface SimDisk extends Disk {
  /** Asked before every operation; replace it to plant faults or to take crash images at exact points. */
  plan: SimDiskFaultPlan;
  /** Bytes the disk holds at most; may be changed while running: an operator frees space. */
  capacityBytes: number;
  /** The disk as a restarted machine finds it. This disk goes on unharmed, so that one run can be crashed at every point. */
  crash(keeps: CrashKeeps): SimDisk;
  /** Flips bits of a stored byte, durably. */
  garble(path: string, offset: number, mask: number): void;
  /** The bytes of a file, copied, or null. */
  contents(path: string): Uint8Array | null;
  /** Number of operations so far. */
  operations(): number;
}

interface NameChange {
  readonly directory: string;
  apply(names: Map<string, SimContents>): void;
}

/** An empty simulated disk. */
export function createSimDisk(options: SimDiskOptions = {}): SimDisk {
  return buildDisk(options, new Map(), new Set());
}

function buildDisk(options: SimDiskOptions, initial: ReadonlyMap<string, SimContents>, directories: Set<string>): SimDisk {
  const names = new Map(initial);
  const durableNames = new Map(initial);
  const locks = new Set<string>();
  let nameChanges: NameChange[] = [];
  let order = 0;
  let newestWrite = 0;

  function ask(kind: SimDiskOperation['kind'], path: string, offset = 0, lengthBytes = 0): 'garble' | null {
    if (kind !== 'read') order++;
    const verdict = disk.plan({ kind, path, order, offset, lengthBytes });
    if (verdict === 'EIO' || verdict === 'ENOSPC') throw new DiskError(verdict, `${kind} of ${path}`);
    return verdict;
  }
  function changeNames(directory: string, apply: NameChange['apply']): void {
    apply(names);
    nameChanges.push({ directory, apply });
  }
  function usedBytes(): number {
    let sum = 0;
    for (const contents of new Set(names.values())) sum += contents.sizeBytes();
    return sum;
  }
  async function latency(): Promise<void> {
    const { scheduler, syncMs } = options;
    const waitMs = syncMs?.() ?? 0;
    if (scheduler) await new Promise<void>((resolve) => void scheduler.at(scheduler.elapsedMs() + waitMs, resolve));
  }
  function write(path: string, contents: SimContents, bytes: Uint8Array, offset: number): void {
    ask('write', path, offset, bytes.length);
    const growth = Math.max(0, offset + bytes.length - contents.sizeBytes());
    if (growth > 0 && usedBytes() + growth > disk.capacityBytes) throw new DiskError('ENOSPC', `write of ${path}`);
    newestWrite = order;
    contents.write(order, offset, bytes);
  }
  function syncNow(path: string, contents: SimContents, count: number): void {
    try {
      ask('sync', path);
    } catch (error) {
      contents.forgetPending();
      throw error;
    }
    contents.makeDurable(count);
  }
  function openFile(path: string, contents: SimContents): DiskFile {
    return {
      path,
      sizeBytes: () => contents.sizeBytes(),
      readAt(target, offset) {
        const verdict = ask('read', path, offset, target.length);
        const got = contents.read(target, offset);
        const first = target[0];
        if (verdict === 'garble' && got > 0 && first !== undefined) target[0] = first ^ 0x10;
        return got;
      },
      writeAt: (bytes, offset) => write(path, contents, bytes, offset),
      truncate(sizeBytes) {
        ask('truncate', path, sizeBytes);
        contents.truncate(order, sizeBytes);
      },
      async sync() {
        // Only what was written before the call is promised: later writes stay pending even if the sync is slow.
        const count = contents.pending().length;
        await latency();
        syncNow(path, contents, Math.min(count, contents.pending().length));
      },
      syncNow: () => syncNow(path, contents, contents.pending().length),
      close: () => {},
    };
  }
  function find(path: string): SimContents {
    const contents = names.get(path);
    if (!contents) throw new DiskError('ENOENT', `open of ${path}`);
    return contents;
  }
  function create(path: string): SimContents {
    ask('name', path);
    if (!directories.has(directoryOf(path))) throw new DiskError('ENOENT', `create of ${path}`);
    const contents = createSimContents();
    changeNames(directoryOf(path), (map) => map.set(path, contents));
    return contents;
  }
  function allocateNow(path: string, sizeBytes: number): void {
    const contents = create(path);
    write(path, contents, new Uint8Array(sizeBytes), 0);
    syncNow(path, contents, contents.pending().length);
  }

  const disk: SimDisk = {
    plan: () => null,
    capacityBytes: options.capacityBytes ?? Number.MAX_SAFE_INTEGER,
    open(path, access: FileAccess) {
      if (access === 'create' && names.has(path)) throw new DiskError('EEXIST', `create of ${path}`);
      return openFile(path, access === 'create' ? create(path) : find(path));
    },
    async allocate(path, sizeBytes) {
      await latency();
      allocateNow(path, sizeBytes);
    },
    allocateNow,
    fileSize: (path) => names.get(path)?.sizeBytes() ?? null,
    list: (directory) =>
      [...names.keys()]
        .filter((path) => directoryOf(path) === directory)
        .map((path) => path.slice(directory.length + 1))
        .sort(),
    rename(from, to) {
      ask('name', from);
      find(from);
      changeNames(directoryOf(to), (map) => {
        const contents = map.get(from);
        if (contents) map.set(to, contents);
        map.delete(from);
      });
    },
    remove(path) {
      if (!names.has(path)) return;
      ask('name', path);
      changeNames(directoryOf(path), (map) => map.delete(path));
    },
    makeDirectory: (path) => void directories.add(path),
    async syncDirectory(directory) {
      const count = nameChanges.length;
      await latency();
      ask('sync-names', directory);
      const covered = nameChanges.slice(0, count).filter((change) => change.directory === directory);
      for (const change of covered) change.apply(durableNames);
      nameChanges = nameChanges.filter((change) => !covered.includes(change));
    },
    space: () => ({ freeBytes: Math.max(0, disk.capacityBytes - usedBytes()), totalBytes: disk.capacityBytes }),
    lock(path) {
      if (locks.has(path)) return { held: false, by: `somebody (lock file ${path})` };
      locks.add(path);
      return { held: true, release: () => void locks.delete(path) };
    },
    crash(keeps) {
      const found = new Map(durableNames);
      for (const change of nameChanges.slice(0, keptNameChanges(nameChanges.length, keeps))) change.apply(found);
      for (const [path, contents] of found) found.set(path, contents.afterCrash(keeps, newestWrite));
      return buildDisk({ ...options, capacityBytes: disk.capacityBytes }, found, new Set(directories));
    },
    garble: (path, offset, mask) => find(path).garble(offset, mask),
    contents(path) {
      const contents = names.get(path);
      if (!contents) return null;
      const copy = new Uint8Array(contents.sizeBytes());
      contents.read(copy, 0);
      return copy;
    },
    operations: () => order,
  };
  return disk;
}

/** Names are journalled in order on the file systems we know: a crash keeps the first of them. */
function keptNameChanges(count: number, keeps: CrashKeeps): number {
  switch (keeps.kind) {
    case 'none':
      return 0;
    case 'all':
    case 'torn':
      return count;
    case 'prefix':
    case 'sectors':
      return keeps.random.integer(count + 1);
  }
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
