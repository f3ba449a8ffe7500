// `npm run bench NAME [flags]`: sets the clone up and runs test/bench/NAME.ts against the compiled packages; without a name it lists them.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { setUp } from './set-up.mjs';

const [name, ...flags] = process.argv.slice(2);
const folder = join(root, 'test', 'bench');
const names = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => /^[^.]+\.ts$/.test(file)).map((file) => file.slice(0, -3));

if (name === undefined || !names.includes(name)) {
  const list = names.join(', ') || 'none yet';
  console.error(name === undefined ? `Benches: ${list}` : `Expected the name of a bench (${list}), but got '${name}'.`);
  process.exit(name === undefined ? 0 : 2);
}
await setUp();
const command = ['node', '--enable-source-maps', '--import', './scripts/typescript.mjs', `test/bench/${name}.ts`, ...flags];
process.exitCode = (await run(command, { show: true })).code;
