// Runs other programs for the scripts of this folder: one at a time, timed, with a sign of life when one takes long.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The top of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** How often a silent program is reported as still running, in milliseconds. */
const signOfLifeEveryMs = 10_000;

/** Milliseconds as people read them: "0.4 s", "12 s", "2 min 5 s". */
export function inWords(durationMs) {
  const seconds = durationMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * Runs a program to its end and never rejects.
 * @param {string[]} command the program and its arguments; 'node' and 'npm' mean those that run this script
 * @param {{ env?: Record<string, string>, show?: boolean }} [options] show: pass output through instead of keeping it
 * @returns {Promise<{ code: number, output: string, durationMs: number }>} code 127 when the program could not be started
 */
export function run(command, options = {}) {
  const startedAtMs = Date.now();
  const [file, args] = resolveProgram(command);
  const stdio = options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio, env: { ...process.env, ...options.env } });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    const end = (code) => resolve({ code, output, durationMs: Date.now() - startedAtMs });
    child.on('error', (error) => {
      output += String(error);
      if (options.show) console.error(String(error));
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/**
 * Runs one step of a set-up: says what it does, shows that it lives, prints the time, shows the output only of a failure.
 * @param {string} title what the step does, as a reader of the terminal would say it
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function runStep(title, command) {
  console.log(`- ${title} ...`);
  const startedAtMs = Date.now();
  const timer = setInterval(() => console.log(`  still ${title}, ${inWords(Date.now() - startedAtMs)}`), signOfLifeEveryMs);
  const { code, output, durationMs } = await run(command);
  clearInterval(timer);
  if (code !== 0) {
    process.stderr.write(`${output.trimEnd()}\n`);
    console.error(`  failed after ${inWords(durationMs)}: ${command.join(' ')}`);
    return false;
  }
  console.log(`  done in ${inWords(durationMs)}`);
  return true;
}

function resolveProgram([file, ...args]) {
  if (file === 'node') return [process.execPath, args];
  const npm = process.env.npm_execpath;
  if (file === 'npm' && npm?.endsWith('.js')) return [process.execPath, [npm, ...args]];
  return [file, args];
}
