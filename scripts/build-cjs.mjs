// Builds the CommonJS half of the packages that people install, beside the ES modules of `npm run build`. npm calls it before it packs.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './run.mjs';

/** Packages that are both; the broker is a program and stays with ES modules. */
export const dualPackages = ['proto', 'clients/typescript', 'workers'];

/** Builds them in order; answers what the compiler said against it, or nothing. */
export async function buildCjs() {
  for (const folder of dualPackages) {
    rmSync(join(root, folder, 'dist/cjs'), { recursive: true, force: true });
    const { code, output } = await run([
      'node',
      'node_modules/typescript/bin/tsc',
      '-p',
      `${folder}/tsconfig.cjs.json`,
      '--pretty',
      'false',
    ]);
    if (code !== 0) return output;
    // What lies below is CommonJS whatever the package above it says.
    writeFileSync(join(root, folder, 'dist/cjs/package.json'), '{ "type": "commonjs", "sideEffects": false }\n');
  }
  return '';
}

if (process.argv[1]?.endsWith('build-cjs.mjs')) {
  const problem = await buildCjs();
  if (problem !== '') console.error(problem);
  process.exitCode = problem === '' ? 0 : 1;
}
