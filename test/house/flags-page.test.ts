// The page of broker flags says what the table of options says: every flag, its default, what it takes; and the pictures are as their drawer draws them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configOptions } from '../../broker/src/config.ts';
import { top } from './source-file.ts';

const page = readFileSync(new URL('../../docs/reference/broker-flags.md', import.meta.url), 'utf8');

/** The first three cells of each row: flag, default, what it takes. */
const rows = [...page.matchAll(/^\| (`--[^|]*) \| ([^|]*) \| ([^|]*) \|/gm)].map(([, ...cells]) => cells.map((cell) => cell.trim()));

function shownDefault(fallback: unknown): string {
  if (fallback === undefined) return 'the host';
  if (Array.isArray(fallback)) return fallback.length === 0 ? 'none' : fallback.join(',');
  return typeof fallback === 'number' ? String(fallback) : `\`${String(fallback)}\``;
}

test('every option has its row, in the order of the help, with its default and its bounds', () => {
  const expected = Object.values(configOptions).map(({ flag, fallback, expected: takes }) => [
    `\`--${flag}\``,
    shownDefault(fallback),
    takes,
  ]);
  expect(rows).toEqual(expected);
});

test('the pictures of the guide are the drawn ones: `node scripts/pictures.mjs` writes them', () => {
  execFileSync(process.execPath, ['scripts/pictures.mjs', '--check'], { cwd: top, stdio: 'pipe' });
});
