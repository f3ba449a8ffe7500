// `node scripts/compatibility.mjs` writes docs/compatibility.md anew from the tables the broker runs by.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';
import { setUp } from './set-up.mjs';
import './typescript.mjs';

await setUp();
const { compatibilityPage } = await import('../test/house/compatibility/page.ts');
writeFileSync(join(root, 'docs', 'compatibility.md'), compatibilityPage());
