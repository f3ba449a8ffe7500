// A clone in miniature: the real scripts, real npm without a network, and a compiler and a test runner that only write down that they were called.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { top } from './source-file.ts';

const compiler = `
const { appendFileSync, existsSync, mkdirSync } = require('node:fs');
if (existsSync('broken')) { console.log('error TS1: it is broken'); process.exit(2); }
for (const folder of ['proto', 'broker', 'clients/typescript', 'workers', 'conformance']) mkdirSync(folder + '/dist', { recursive: true });
appendFileSync('calls.txt', 'compile ');
`;
const generator = `
const { appendFileSync, mkdirSync } = require('node:fs');
mkdirSync('src/gen', { recursive: true });
appendFileSync('../calls.txt', 'generate ');
`;
const runner = `
import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('.cache', { recursive: true });
if (process.env.COUNTS) writeFileSync('.cache/test-counts.json', process.env.COUNTS);
console.log('the runner was asked for ' + process.argv.slice(5).join(' '));
process.exit(Number(process.env.CODE ?? 0));
`;
/** Ends with 3 at the first SIGTERM, with 4 when a second one arrives before. */
const example = `
let terms = 0;
process.on('SIGTERM', () => { if (++terms === 2) process.exit(4); setTimeout(() => process.exit(3), 2_000); });
console.log('example ' + process.argv.slice(2).join(' '));
if (process.argv.includes('--once')) process.exit(0);
setInterval(() => {}, 1000);
`;

const workspaces = ['proto', 'typescript', 'vitest'];
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'fake', private: true, workspaces }),
  'package-lock.json': JSON.stringify({
    name: 'fake',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name: 'fake', workspaces },
      ...Object.fromEntries(workspaces.map((name) => [name, { name: packageName(name), version: '1.0.0' }])),
      ...Object.fromEntries(workspaces.map((name) => [`node_modules/${packageName(name)}`, { resolved: name, link: true }])),
    },
  }),
  'proto/package.json': JSON.stringify({ name: '@millrace/proto', version: '1.0.0', scripts: { generate: 'node generate.cjs' } }),
  'proto/generate.cjs': generator,
  'proto/a.proto': '// One message.',
  'proto/src/a.ts': '// One line.',
  'typescript/package.json': JSON.stringify({ name: 'typescript', version: '1.0.0' }),
  'typescript/bin/tsc': compiler,
  'vitest/package.json': JSON.stringify({ name: 'vitest', version: '1.0.0' }),
  'vitest/vitest.mjs': runner,
  'examples/fault-diagnosis/start.mjs': example,
};

function packageName(folder: string): string {
  return folder === 'proto' ? '@millrace/proto' : folder;
}

/** How a script ended, and what it said on both outputs. */
export interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** A fake clone; `close` removes it. */
export interface FakeClone {
  /** Runs a script of the repository in the clone; `onOutput` sees all output so far and may signal the script. */
  run(
    args: readonly string[],
    options?: { env?: Readonly<Record<string, string>>; onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void },
  ): Promise<Ending>;
  put(path: string, text: string): void;
  remove(path: string): void;
  has(path: string): boolean;
  /** What compiler and generator were called for, oldest first, and forgets it. */
  takeCalls(): string;
  close(): void;
}

/** Makes a fake clone in a temporary folder. */
export function openFakeClone(): FakeClone {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-clone-'));
  cpSync(join(top, 'scripts'), join(folder, 'scripts'), { recursive: true });
  const clone: FakeClone = {
    run: (args, options = {}) => runIn(folder, args, options),
    put(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
    has: (path) => existsSync(join(folder, path)),
    takeCalls() {
      const calls = clone.has('calls.txt') ? readFileSync(join(folder, 'calls.txt'), 'utf8').trim() : '';
      clone.remove('calls.txt');
      return calls;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [path, text] of Object.entries(files)) clone.put(path, text);
  return clone;
}

function runIn(folder: string, args: readonly string[], options: NonNullable<Parameters<FakeClone['run']>[1]>): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      options.onOutput?.(output, (signal) => child.kill(signal));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
