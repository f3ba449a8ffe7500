/**
 * What the simulation believes of a store, held against RocksDB itself: a power failure leaves the flushed state and some whole commits after it, never
 * half a one and never an older state. The write-ahead log, all that is not synced, is cut or blanked at any byte.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createSeededRandom, type Random } from '../platform/random.ts';
import { openRocksStore } from './rocksdb-store.ts';
import type { RowChange, StateStore } from './state-store.ts';

const COMMITS = 24;
const COPY_TRIES_MAX = 50;
const ROWS_MAX = 12;
const KEYS = 30;
/** Cuts tried of each moment, besides none and all. */
const CUTS = 5;

const root = mkdtempSync(join(tmpdir(), 'millrace-power-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function open(directory: string): Promise<StateStore> {
  const opened = await openRocksStore(directory);
  if ('problem' in opened) throw new Error(opened.problem.reason);
  return opened.store;
}

async function stateOf(store: StateStore): Promise<string> {
  const rows: [number, number | string, object][] = [];
  expect(await store.load((table, key, row) => rows.push([table, key, row]))).toBeNull();
  return JSON.stringify({ position: store.committedPosition, rows });
}

function changesOf(random: Random, commit: number): readonly RowChange[] {
  const keys = new Set(Array.from({ length: 1 + random.integer(ROWS_MAX) }, () => random.integer(KEYS)));
  return [...keys].map((key) => ({
    table: 1,
    key,
    row: random.integer(4) === 0 ? null : { commit, filler: 'x'.repeat(random.integer(200)) },
  }));
}

/** Copies the folder of an open store in a moment in which RocksDB does not rearrange its files. */
function copyAtRest(directory: string, image: string): void {
  for (let tries = 0; tries < COPY_TRIES_MAX; tries++) {
    const before = listing(directory);
    rmSync(image, { recursive: true, force: true });
    try {
      cpSync(directory, image, { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    if (listing(directory) === before) return;
  }
  throw new Error(`Expected the files of the store to be at rest once in ${COPY_TRIES_MAX} copies, but they never were`);
}

function listing(directory: string): string {
  return readdirSync(directory)
    .map((name) => `${name} ${statSync(join(directory, name), { throwIfNoEntry: false })?.size}`)
    .join('\n');
}

/** The folder as a power failure may leave it: of each write-ahead log the first bytes, then nothing, or blanks. */
function fail(directory: string, image: string, share: number, isBlanked: boolean): void {
  copyAtRest(directory, image);
  for (const name of readdirSync(image).filter((file) => file.endsWith('.log'))) {
    const path = join(image, name);
    const { size } = statSync(path);
    const kept = Math.floor(size * share);
    if (isBlanked) writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, kept), Buffer.alloc(size - kept)]));
    else truncateSync(path, kept);
  }
}

test.each([1, 2, 3])('a power failure leaves a whole commit, at least the flushed one (seed %i)', { timeout: 120_000 }, async (seed) => {
  const random = createSeededRandom(seed);
  const directory = join(root, `store-${seed}`);
  const store = await open(directory);
  /** States by position, as after each commit. */
  const states = new Map<number, string>([[0, await stateOf(store)]]);
  const found = new Set<number>();
  for (let commit = 1; commit <= COMMITS; commit++) {
    expect(await store.commit({ position: commit, changes: changesOf(random, commit) })).toBeNull();
    states.set(commit, await stateOf(store));
    if (random.integer(6) === 0) await store.flush();
    const { durablePosition, committedPosition } = store;
    if (commit % 4 !== 0) continue;
    for (const share of [0, 1, ...Array.from({ length: CUTS }, () => random.integer(1_000) / 1_000)]) {
      const image = join(root, `image-${seed}`);
      fail(directory, image, share, random.integer(2) === 0);
      const restarted = await open(image);
      const { committedPosition: position } = restarted;
      expect(position).toBeGreaterThanOrEqual(share === 1 ? committedPosition : durablePosition);
      expect(position).toBeLessThanOrEqual(committedPosition);
      expect(await stateOf(restarted)).toBe(states.get(position));
      found.add(committedPosition - position);
      await restarted.close();
      rmSync(image, { recursive: true });
    }
  }
  await store.close();
  // Commits were lost and kept, or nothing was tried at all.
  expect(found.has(0)).toBe(true);
  expect(found.size).toBeGreaterThan(2);
});
