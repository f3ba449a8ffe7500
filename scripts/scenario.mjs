// `npm run scenario FILE ...`: sets the clone up and runs single scenario files through the runner the tests use.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { setUp } from './set-up.mjs';

const runner = 'test/scenarios/main.ts';
const files = process.argv.slice(2);

if (files.length === 0) {
  console.error('Expected one or more .scenario files, but got none.');
  process.exit(2);
}
if (!existsSync(join(root, runner))) {
  console.error(`Expected the scenario runner at ${runner}, but it is not there.`);
  process.exit(1);
}
await setUp();
const command = ['node', '--enable-source-maps', '--conditions=source', '--import', './scripts/typescript.mjs', runner, ...files];
process.exitCode = (await run(command, { show: true })).code;
