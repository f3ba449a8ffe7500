// `npm start`: sets the clone up, then runs the example (or, with --no-example, the bare broker) until it is told to stop.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';
import { setUp } from './set-up.mjs';

/** One Ctrl-C can arrive twice (from the terminal and from npm); a repeat within this time is the same one, in milliseconds. */
const sameSignalMs = 300;

/** One half of the young generation, in MiB. */
const youngMegabytes = 64;

const flags = process.argv.slice(2);
const isBare = flags.includes('--no-example');
const rest = flags.filter((flag) => flag !== '--no-example');
const program = isBare ? ['broker/dist/main.js', 'broker', ...rest] : ['examples/fault-diagnosis/start.mjs', ...rest];

await setUp();
if (!existsSync(join(root, program[0]))) {
  console.error(`Expected to start ${program[0]}, but it is not there.`);
  process.exit(1);
}

// Its own process group: the terminal's signals reach only this script, which hands each on exactly once.
// A larger young generation halves the time that collecting garbage takes under load; the operating guide says what it does for other starts.
const child = spawn(process.execPath, ['--enable-source-maps', `--max-semi-space-size=${youngMegabytes}`, ...program], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: true,
});
const lastAtMs = new Map();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    const nowMs = Date.now();
    if (nowMs - (lastAtMs.get(signal) ?? 0) < sameSignalMs) return;
    lastAtMs.set(signal, nowMs);
    child.kill(signal);
  });
}
child.on('error', (error) => {
  console.error(`Expected to start ${program[0]}, but ${error.message}.`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
