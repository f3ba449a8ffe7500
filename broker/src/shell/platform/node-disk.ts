/** The disk of the machine, through Node's fs; knows nothing of what is stored. */
import fs from 'node:fs';
import { promisify } from 'node:util';
import type { Disk, DiskFile, FileAccess } from './disk.ts';
import { takeLockFile } from './node-lock.ts';

/** Bytes of zeros written per call while a file is prepared: large enough to be fast, small enough to leave the thread pool to others. */
const ALLOCATE_CHUNK_BYTES = 1 << 20;

const OPEN_FLAGS: Readonly<Record<FileAccess, string>> = { read: 'r', write: 'r+', create: 'wx+' };

const writeAsync = promisify(fs.write);
const fsyncAsync = promisify(fs.fsync);
const fdatasyncAsync = promisify(fs.fdatasync);

/** The disk of the machine. */
export const nodeDisk: Disk = {
  open: (path, access) => openNodeFile(path, fs.openSync(path, OPEN_FLAGS[access])),
  allocate: allocateInBackground,
  allocateNow,
  fileSize: (path) => fs.statSync(path, { throwIfNoEntry: false })?.size ?? null,
  list: listFiles,
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  makeDirectory: (path) => void fs.mkdirSync(path, { recursive: true }),
  syncDirectory,
  space(directory) {
    const found = fs.statfsSync(directory);
    return { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize };
  },
  lock: takeLockFile,
};

function listFiles(directory: string): readonly string[] {
  if (!fs.existsSync(directory)) return [];
  const files = fs.readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => file.name).sort();
}

function openNodeFile(path: string, descriptor: number): DiskFile {
  return {
    path,
    sizeBytes: () => fs.fstatSync(descriptor).size,
    readAt(target, offset) {
      let done = 0;
      while (done < target.length) {
        const got = fs.readSync(descriptor, target, done, target.length - done, offset + done);
        if (got === 0) break;
        done += got;
      }
      return done;
    },
    writeAt(bytes, offset) {
      // One call may write less than asked (signals, a disk that fills up): go on until all is written or the system says why not.
      for (let done = 0; done < bytes.length; ) done += fs.writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
    },
    truncate: (sizeBytes) => fs.ftruncateSync(descriptor, sizeBytes),
    sync: () => fdatasyncAsync(descriptor),
    syncNow: () => fs.fdatasyncSync(descriptor),
    close: () => fs.closeSync(descriptor),
  };
}

async function allocateInBackground(path: string, sizeBytes: number): Promise<void> {
  const descriptor = fs.openSync(path, 'w');
  try {
    const zeros = Buffer.alloc(Math.min(ALLOCATE_CHUNK_BYTES, sizeBytes));
    for (let done = 0; done < sizeBytes; ) {
      const { bytesWritten } = await writeAsync(descriptor, zeros, 0, Math.min(zeros.length, sizeBytes - done), done);
      done += bytesWritten;
    }
    await fsyncAsync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function allocateNow(path: string, sizeBytes: number): void {
  const descriptor = fs.openSync(path, 'w');
  try {
    const zeros = Buffer.alloc(Math.min(ALLOCATE_CHUNK_BYTES, sizeBytes));
    for (let done = 0; done < sizeBytes; ) done += fs.writeSync(descriptor, zeros, 0, Math.min(zeros.length, sizeBytes - done), done);
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a folder as a file; its names are durable with the file's own sync.
  if (process.platform === 'win32') return;
  const descriptor = fs.openSync(directory, 'r');
  try {
    await fsyncAsync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
