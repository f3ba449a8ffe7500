#!/usr/bin/env node
// The `millrace` command as npm links it: it exists before the first build, so that `npx millrace` is there right after it.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  process.setSourceMapsEnabled(true);
  await import(main.href);
} else {
  console.error('Expected the compiled broker, but it is not built yet. Run `npm run build` first.');
  process.exit(1);
}
