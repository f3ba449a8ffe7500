// Brings a clone into working order: packages, generated code, compiled code; each step only when it is needed.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireNode } from './check-node.mjs';
import { clearStamp, isFresh, isInstalled, leaveStamp, listFiles } from './freshness.mjs';
import { root, runStep } from './run.mjs';

/** How long one set-up waits for another in the same clone, in milliseconds. */
const waitMsMax = 15 * 60_000;

/** Folders whose TypeScript is compiled to their `dist`, in the order of the references in tsconfig.json. */
const compiledFolders = ['proto', 'broker', 'clients/typescript', 'workers', 'conformance'];

/**
 * Does everything a fresh clone lacks, or ends the process with exit code 1 and the reason.
 * A second call finds nothing to do; a call after a failure goes on where the failure was.
 * @param {{ compile?: boolean }} [options] compile: false leaves the compiler to the caller
 */
export async function setUp({ compile = true } = {}) {
  requireNode();
  const release = await takeTurn();
  const isDone = (await install()) && (await generate()) && (!compile || (await build()));
  release();
  if (isDone) return;
  console.error('The set-up stopped here. Once the cause is gone, the same command goes on from this step.');
  process.exit(1);
}

/**
 * Installs what package-lock.json pins, without changing it and without running any script of a package: none of ours may need one.
 * Not `npm ci`: that one refuses a lock file written where the registry does not serve the optional builds for other platforms.
 */
async function install() {
  const marker = join(root, 'node_modules', '.install-under-way');
  const wasCutOff = existsSync(marker);
  if (!wasCutOff && isInstalled()) return true;
  if (wasCutOff) removePackages();
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(marker, '');
  const command = ['npm', 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (!(await runStep('installing packages from the npm registry (once; up to some minutes)', command))) return false;
  rmSync(marker, { force: true });
  return true;
}

/** An install that was killed leaves folders that look complete and are not. */
function removePackages() {
  for (const folder of ['', ...compiledFolders]) rmSync(join(root, folder, 'node_modules'), { recursive: true, force: true });
}

async function generate() {
  const inputs = listFiles(['proto'], (path) => /\.(proto|yaml|json)$/.test(path));
  if (isFresh('generate', inputs, ['proto/src/gen'])) return true;
  clearStamp('generate');
  if (!(await runStep('generating code from the contract', ['npm', 'run', '--silent', 'generate', '-w', '@millrace/proto']))) return false;
  leaveStamp('generate', inputs);
  return true;
}

async function build() {
  const isSource = (path) => /\.(ts|json)$/.test(path) && !/\.(test|suite)\.ts$/.test(path);
  const inputs = [...listFiles(['tsconfig.json', 'tsconfig.base.json', ...compiledFolders], isSource), '.cache/generate.stamp'];
  const outputs = compiledFolders.map((folder) => `${folder}/dist`);
  if (isFresh('build', inputs, outputs)) return true;
  clearStamp('build');
  if (!(await runStep('compiling', ['node', 'node_modules/typescript/bin/tsc', '-b']))) return false;
  leaveStamp('build', inputs);
  return true;
}

/** Lets one set-up at a time work in a clone; a turn whose owner is gone is taken over. */
async function takeTurn() {
  const path = join(root, '.cache', 'set-up.pid');
  mkdirSync(join(root, '.cache'), { recursive: true });
  for (const startedAtMs = Date.now(); Date.now() - startedAtMs < waitMsMax; ) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      const release = () => rmSync(path, { force: true });
      process.once('exit', release);
      return release;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isOwnerGone(path)) rmSync(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  console.error(`Expected the set-up that ${path} names to end, but it has been running for 15 minutes. Stop it, or remove that file.`);
  process.exit(1);
}

function isOwnerGone(path) {
  try {
    const owner = Number(readFileSync(path, 'utf8'));
    // The file is empty for the moment between its creation and its first byte.
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
