/** The version of this package, read from its manifest once. */
import { readFileSync } from 'node:fs';

const manifest: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Semantic version of the broker. */
export const brokerVersion: string = manifest.version;
