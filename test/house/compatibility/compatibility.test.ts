// The compatibility page says what the code says, and its remarks are about all that the code has.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRepository } from '../source-file.ts';
import { compatibilityPage } from './page.ts';
import { extensionRemarks } from './remarks.ts';

const readers = 'broker/src/core/model/bpmn/';

test('the page is the generated one: `node scripts/compatibility.mjs` writes it', () => {
  expect(readFileSync(new URL('../../../docs/compatibility.md', import.meta.url), 'utf8')).toBe(compatibilityPage());
});

test('every extension element that a reader asks for has a remark', () => {
  const sources = readRepository().filter(({ path }) => path.startsWith(readers) && !path.endsWith('.test.ts'));
  const asked = sources.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:extensions?|zeebeChildren)\((?:[^()]|\([^()]*\))*?'(\w+)'/g)].map((match) => match[1] ?? ''),
  );
  const containers = ['linkedResources', 'executionListeners', 'ioMapping', 'taskHeaders', 'taskListeners'];
  const missing = [...new Set(asked)].filter((name) => !(name in extensionRemarks) && !containers.includes(name));
  expect(asked.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
