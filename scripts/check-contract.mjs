// Compares the contract with the accepted one in proto/accepted.binpb, so that no change can break those who already speak it.
// `npm run contract:accept` writes that file anew: only for additions, or for a break that docs/decisions.md explains.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const accepted = 'proto/accepted.binpb';
const buf = ['node', 'node_modules/@bufbuild/buf/bin/buf'];

if (process.argv.includes('--accept')) {
  process.exitCode = (await run([...buf, 'build', 'proto', '--exclude-source-info', '-o', accepted], { show: true })).code;
} else if (!existsSync(join(root, accepted))) {
  console.error(`Expected the accepted contract at ${accepted}, but it is not there.`);
  process.exitCode = 1;
} else {
  process.exitCode = (await run([...buf, 'breaking', 'proto', '--against', accepted], { show: true })).code;
}
