// Answers "is this still up to date?" from what lies on disk; it changes nothing but its own stamps in .cache.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const skippedFolders = new Set(['node_modules', 'dist', 'gen', 'data', '.cache', '.git']);

/** All files below the given folders or files (paths from the top of the repository), sorted; absent ones are left out. */
export function listFiles(paths, isWanted = () => true) {
  const found = [];
  const visit = (path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isFile() && isWanted(path)) found.push(path);
    if (!stats?.isDirectory()) return;
    for (const name of readdirSync(join(root, path))) if (!skippedFolders.has(name)) visit(`${path}/${name}`);
  };
  for (const path of paths) visit(path);
  return found.sort();
}

/** A fingerprint of the content of files; equal content gives an equal fingerprint, whatever the time stamps say. */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Whether the named stamp was left by the last success over the same inputs, and every output is still there. */
export function isFresh(name, inputs, outputs) {
  const path = stampPath(name);
  if (!existsSync(path) || outputs.some((output) => !existsSync(join(root, output)))) return false;
  return readFileSync(path, 'utf8') === fingerprint(inputs);
}

/** Takes a stamp away before the work begins, so that a failure half way is never taken for a success. */
export function clearStamp(name) {
  rmSync(stampPath(name), { force: true });
}

/** Leaves a stamp: the work over these inputs is done. */
export function leaveStamp(name, inputs) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampPath(name), fingerprint(inputs));
}

/**
 * Whether node_modules holds what package-lock.json asks for.
 * npm writes node_modules/.package-lock.json as the last act of an install: a broken install has none, and is done again.
 */
export function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  const wanted = readPackages('package-lock.json');
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, one]) => {
    const there = installed[path];
    if (path === '') return true;
    if (there === undefined) return one.optional === true || one.peer === true;
    return there.version === one.version && there.integrity === one.integrity;
  });
}

function readPackages(path) {
  if (!existsSync(join(root, path))) return undefined;
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function stampPath(name) {
  return join(root, '.cache', `${name}.stamp`);
}
