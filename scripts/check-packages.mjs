// Packs the packages that people install and asks publint and attw about what they would get; also keeps an eye on their size.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCjs, dualPackages } from './build-cjs.mjs';
import { root, run } from './run.mjs';

/** Unpacked size each may have, in kilobytes. Comments are in it, source maps too: they are what people read in an editor. */
const kilobytesMax = { proto: 2_600, 'clients/typescript': 900, workers: 1_300 };

const problems = [];
const folder = mkdtempSync(join(tmpdir(), 'millrace-packages-'));
const tool = (path, ...args) => ['node', `node_modules/${path}`, ...args];
try {
  const problem = await buildCjs();
  if (problem !== '') problems.push(problem);
  else for (const name of dualPackages) await checkPackage(name);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

async function checkPackage(name) {
  const packed = await run(['npm', 'pack', `./${name}`, '--ignore-scripts', '--json', '--pack-destination', folder]);
  const [{ filename, unpackedSize, size }] = JSON.parse(packed.output.slice(packed.output.indexOf('[\n')));
  const tarball = join(folder, filename);
  console.log(`${name}: ${Math.round(unpackedSize / 1_000)} kB unpacked, ${Math.round(size / 1_000)} kB to fetch`);
  if (unpackedSize > kilobytesMax[name] * 1_000)
    problems.push(`${name}: expected at most ${kilobytesMax[name]} kB, but it has ${Math.round(unpackedSize / 1_000)}`);
  // A .proto file has no types.
  const patterns = name === 'proto' ? ['--exclude-entrypoints', './gateway.proto'] : [];
  const checks = {
    publint: tool('publint/src/cli.js', 'run', tarball, '--strict'),
    attw: tool('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'node16', ...patterns),
  };
  for (const [check, command] of Object.entries(checks)) {
    const { code, output } = await run(command, { env: { NO_COLOR: '1' } });
    if (code !== 0) problems.push(`${check} of ${name}:\n${output.replaceAll(`${root}/`, '')}`);
  }
}
