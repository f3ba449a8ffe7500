// `npm test [-- PATH ...]`: sets the clone up, runs the tests, and ends with the line "N passed, N failed".
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { setUp } from './set-up.mjs';

const countsPath = join(root, '.cache', 'test-counts.json');

await setUp();
rmSync(countsPath, { force: true });
const reporters = ['--reporter=default', '--reporter=./scripts/count-tests.mjs'];
const { code } = await run(['node', 'node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)], { show: true });
const counts = readCounts();
const isGood = code === 0 && counts.failed === 0 && counts.passed > 0;
if (counts.skipped > 0) console.log(`${counts.skipped} not run`);
console.log(`${counts.passed} passed, ${isGood ? 0 : Math.max(1, counts.failed)} failed`);
process.exitCode = isGood ? 0 : code || 1;

/** A runner that ended without figures has failed. */
function readCounts() {
  try {
    return JSON.parse(readFileSync(countsPath, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
