// `npm run soak [flags]`: sets the clone up and runs test/soak/worker.ts, twenty minutes by default, against the compiled packages.
import { run } from './run.mjs';
import { setUp } from './set-up.mjs';

await setUp();
const command = ['node', '--enable-source-maps', '--import', './scripts/typescript.mjs', 'test/soak/worker.ts', ...process.argv.slice(2)];
process.exitCode = (await run(command, { show: true })).code;
