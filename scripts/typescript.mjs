// `node --import ./scripts/typescript.mjs FILE.ts` runs a TypeScript file; the hooks live in their own thread, hence two files.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
