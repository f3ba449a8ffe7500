// Packs the packages that people install and asks publint and attw about what they would get; also keeps an eye on their size.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCjs, dualPackages } from './build-cjs.mjs';
import { root, run } from './run.mjs';

/** Unpacked size each may have, in kilobytes. Comments are in it, source maps too: they are what people read in an editor. */
const kilobytesMax = { proto: 2_600, 'clients/typescript': 1_100, workers: 1_700 };
/**
 * Everything an installation brings along, in kilobytes as npm leaves it on disk, and the files its import loads. Time is told but not judged: it is the
 * machine's.
 */
const installedKilobytesMax = { '@millrace/client': 15_500, '@millrace/worker': 21_500 };
const modulesMax = { '@millrace/client': 160, '@millrace/worker': 450 };

const problems = [];
const folder = mkdtempSync(join(tmpdir(), 'millrace-packages-'));
const tool = (path, ...args) => ['node', `node_modules/${path}`, ...args];
try {
  const problem = await buildCjs();
  if (problem !== '') problems.push(problem);
  else for (const name of dualPackages) await checkPackage(name);
  for (const name of Object.keys(installedKilobytesMax)) await checkInstallation(name);
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

async function checkInstallation(name) {
  const folders = closure(name, root, new Map());
  const kilobytes = Math.round([...folders.values()].reduce((sum, path) => sum + bytesOf(path), 0) / 1_000);
  const { modules, tookMs } = JSON.parse((await run(['node', 'scripts/import-cost.mjs', name])).output);
  console.log(`${name} installed: ${kilobytes} kB in ${folders.size} packages; import: ${modules} files, ${tookMs} ms here`);
  if (kilobytes > installedKilobytesMax[name])
    problems.push(`${name}: expected an installation of at most ${installedKilobytesMax[name]} kB, but it has ${kilobytes}`);
  if (modules > modulesMax[name])
    problems.push(`${name}: expected an import of at most ${modulesMax[name]} files, but it loads ${modules}`);
}

/** Folders of a package and all it depends on, by name; optional peers are not installed with it. */
function closure(name, from, found) {
  if (found.has(name)) return found;
  const path = folderOf(name, from);
  found.set(name, path);
  const { dependencies = {} } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  for (const dependency of Object.keys(dependencies)) closure(dependency, path, found);
  return found;
}

function folderOf(name, from) {
  for (let folder = from; folder.startsWith(root); folder = join(folder, '..')) {
    const path = join(folder, 'node_modules', name);
    if (statSync(path, { throwIfNoEntry: false })) return path;
  }
  return join(root, 'node_modules', name);
}

/** Of our own packages only what is shipped. */
function bytesOf(path) {
  const shipped = /@millrace/.test(path) ? JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).files : undefined;
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => name !== 'node_modules');
  return entries
    .filter(({ name }) => shipped === undefined || shipped.some((one) => one.split('/')[0] === name))
    .reduce((sum, entry) => {
      const inside = join(path, entry.name);
      return sum + (entry.isDirectory() ? bytesOfAll(inside) : statSync(inside).size);
    }, 0);
}

function bytesOfAll(path) {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(test|suite)\.|tsbuildinfo/.test(entry.name))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
}
