#!/usr/bin/env node
// The `millrace-conformance` command as npm links it: it exists before the first build.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  console.error('Expected the compiled runner, but it is not built yet. Run `npm run build` first.');
  process.exit(1);
}
