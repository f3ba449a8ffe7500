/** The data folder: locked by one broker, and marked with whose data it is, so that no other node and no older version writes into it. */
import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Disk } from './shell/platform/disk.ts';

/** Raised when the layout of the folder changes; older brokers refuse newer folders. */
export const DATA_FORMAT = 1;
const IDENTITY = 'broker.json';
const LOCK = 'lock';

/** Whose data lies in the folder. */
interface Identity {
  readonly format: number;
  readonly version: string;
  readonly clusterId: number;
  readonly nodeId: number;
  readonly partitions: number;
}

/** A folder that is ours until it is released. */
export interface DataFolder {
  readonly path: string;
  /** The folder of a partition. */
  partition(id: number): string;
  release(): void;
}

/** Locks the folder and checks or writes its mark. Answers one line when it cannot be used. */
export async function openDataFolder(disk: Disk, config: Config, version: string): Promise<DataFolder | { readonly problem: string }> {
  const path = config.dataDir;
  try {
    disk.makeDirectory(path);
    const lock = disk.lock(join(path, LOCK));
    if (!lock.held) return { problem: `Expected to lock the data folder ${path}, but it is in use by ${lock.by}` };
    const problem = await claim(disk, path, config, version);
    if (problem === undefined) return { path, partition: (id) => partitionFolder(path, id), release: () => lock.release() };
    lock.release();
    return { problem };
  } catch (error) {
    return { problem: `Expected to use the data folder ${path}, but ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Where a partition's data lies inside a data folder. */
export function partitionFolder(dataDir: string, id: number): string {
  return join(dataDir, 'partitions', String(id));
}

async function claim(disk: Disk, path: string, config: Config, version: string): Promise<string | undefined> {
  const mark: Identity = {
    format: DATA_FORMAT,
    version,
    clusterId: config.clusterId,
    nodeId: config.nodeId,
    partitions: config.partitions,
  };
  const file = join(path, IDENTITY);
  if (disk.fileSize(file) === null) {
    await writeIdentity(disk, path, mark);
    return undefined;
  }
  const found = readIdentity(disk, file);
  if (found === undefined) return `Expected ${file} to say whose data this is, but it cannot be read`;
  if (found.format > DATA_FORMAT)
    return `Expected data of format ${DATA_FORMAT} or older in ${path}, but it is of format ${found.format}, written by version ${found.version}`;
  for (const key of ['clusterId', 'nodeId', 'partitions'] as const)
    if (found[key] !== mark[key]) return `Expected data of ${key} ${mark[key]} in ${path}, but it was made with ${key} ${found[key]}`;
  return undefined;
}

async function writeIdentity(disk: Disk, path: string, mark: Identity): Promise<void> {
  const part = join(path, `${IDENTITY}.part`);
  const file = disk.open(part, 'create');
  try {
    const bytes = Buffer.from(`${JSON.stringify(mark)}\n`);
    file.writeAt(bytes, 0);
    file.truncate(bytes.length);
    await file.sync();
  } finally {
    file.close();
  }
  disk.rename(part, join(path, IDENTITY));
  await disk.syncDirectory(path);
}

function readIdentity(disk: Disk, path: string): Identity | undefined {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(file.sizeBytes());
    file.readAt(bytes, 0);
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && 'format' in parsed ? (parsed as Identity) : undefined;
  } catch {
    return undefined;
  } finally {
    file.close();
  }
}
