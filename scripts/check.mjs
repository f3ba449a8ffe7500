// `npm run check [-- NAME ...]`: every gate that is no test; all of them run, each is timed, and one failure fails the whole.
import { inWords, root, run } from './run.mjs';
import { setUp } from './set-up.mjs';

const tool = (path, ...args) => ['node', `node_modules/${path}`, ...args];

/** Gate by gate: the name on the screen and the program whose exit code decides. */
const gates = {
  'types of sources': tool('typescript/bin/tsc', '-b', '--pretty', 'false'),
  'types of tests': tool('typescript/bin/tsc', '-p', 'test/tsconfig.json', '--pretty', 'false'),
  lint: tool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', '--no-error-on-unmatched-pattern'),
  'import borders': ['node', 'scripts/check-borders.mjs'],
  'dead code': tool('knip/bin/knip.js', '--no-progress'),
  format: tool('@biomejs/biome/bin/biome', 'format', '--max-diagnostics=50'),
  packages: ['node', 'scripts/check-packages.mjs'],
  snippets: ['node', 'scripts/check-snippets.mjs'],
  'contract style': tool('@bufbuild/buf/bin/buf', 'lint', 'proto'),
  'contract unbroken': ['node', 'scripts/check-contract.mjs'],
};

await setUp({ compile: false });
const wanted = process.argv.slice(2);
const failed = [];
for (const [name, command] of Object.entries(gates)) {
  if (wanted.length > 0 && !wanted.some((part) => name.includes(part))) continue;
  const { code, output, durationMs } = await run(command, { env: { NO_COLOR: '1' } });
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${inWords(durationMs)}`);
  if (code === 0) continue;
  failed.push(name);
  console.log(output.replaceAll(`${root}/`, '').trimEnd().replace(/^/gm, '       '));
}
console.log(failed.length === 0 ? 'check: all good' : `check: ${failed.length} failed (${failed.join(', ')})`);
process.exitCode = failed.length === 0 ? 0 : 1;
