// Loads the rules that experts keep: a list of patterns, each with what to do when it is found.
import { readFile } from 'node:fs/promises';
import { worker } from '@millrace/worker';

const file = new URL('../rules.json', import.meta.url);

/** Starts the worker; it gives `rules`. */
export function startLoadRules(address) {
  return worker({ address })
    .task('load-rules', { fetch: [] }, async () => ({ rules: JSON.parse(await readFile(file, 'utf8')) }))
    .run();
}
