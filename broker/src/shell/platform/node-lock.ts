/** A lock file that names its holder: Node offers no flock, so a lock is stale when the process it names is gone. */
import fs from 'node:fs';
import { diskErrorCode } from './disk.ts';
import type { DiskLock, DiskLockHeld } from './disk.ts';

/** Attempts to take a lock whose holder went away in between. */
const LOCK_ATTEMPTS_MAX = 3;
/** A take-over that lasts longer than this was left behind by a process that died in it; it takes well below a millisecond. */
const TAKE_OVER_MS_MAX = 10_000;

/** Locks of this very process: its own process id in a file would otherwise look like a holder that restarted. */
const heldHere = new Set<string>();

/**
 * Takes the lock file at a path, or says who holds it. The file holds process id, start time of that process and boot id, so that a
 * process id that was given out again (every container's is 1) does not count as the holder.
 * Two containers that share a folder do not see each other's processes: there the state store's own lock is the second line.
 */
export function takeLockFile(path: string): DiskLock | DiskLockHeld {
  if (heldHere.has(path)) return { held: false, by: `this process (${process.pid}, lock file ${path})` };
  const mine = holderOf(process.pid);
  let holder = '';
  for (let attempt = 0; attempt < LOCK_ATTEMPTS_MAX; attempt++) {
    if (createExclusively(path, mine)) return lockTaken(path);
    holder = readIfThere(path);
    if (isAlive(holder)) break;
    removeStale(path, holder);
  }
  return { held: false, by: `process ${holder.split(' ')[0] || 'unknown'} (lock file ${path})` };
}

function lockTaken(path: string): DiskLock {
  heldHere.add(path);
  return {
    held: true,
    release() {
      if (heldHere.delete(path)) fs.rmSync(path, { force: true });
    },
  };
}

/** Removes a stale lock under a second, short-lived lock: two processes that find it stale must not remove each other's new one. */
function removeStale(path: string, holder: string): void {
  const guard = `${path}.take-over`;
  const guardFile = fs.statSync(guard, { throwIfNoEntry: false });
  if (guardFile && Date.now() - guardFile.mtimeMs > TAKE_OVER_MS_MAX) fs.rmSync(guard, { force: true });
  if (!createExclusively(guard, '')) return;
  if (readIfThere(path) === holder) fs.rmSync(path, { force: true });
  fs.rmSync(guard, { force: true });
}

function createExclusively(path: string, text: string): boolean {
  try {
    fs.writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (diskErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(holder: string): boolean {
  const processId = Number(holder.split(' ')[0]);
  if (!Number.isInteger(processId) || processId <= 0) return false;
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
  } catch (error) {
    if (diskErrorCode(error) === 'ESRCH') return false;
  }
  return holderOf(processId) === holder;
}

/** "process id, start time, boot id"; the last two are empty where there is no /proc, and then the process id alone decides. */
function holderOf(processId: number): string {
  const status = readIfThere(`/proc/${processId}/stat`);
  // The second field is the program's name in brackets and may hold blanks; start time is the 22nd field.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  // A process that has ended and only waits to be counted by its parent holds no file any more.
  const startTime = fields[0] === 'Z' ? 'ended' : (fields[19] ?? '');
  const boot = readIfThere('/proc/sys/kernel/random/boot_id').trim();
  return `${processId} ${startTime} ${boot}`;
}

function readIfThere(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
