// The runner judges our own worker well, and a program without manners badly. The short scenarios here; all of them with MILLRACE_TEST_LONG=1.
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runScenarios } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

const here = fileURLToPath(new URL('../clients/', import.meta.url));
/** Programs run what was built. */
const program = (name: string) => `${process.execPath} ${here}${name}`;
const isLong = process.env['MILLRACE_TEST_LONG'] === '1';
const short = /^(outcome-|long-numbers|broken-json|capacity|completion-gone|each-once|token-slow|end-idle)/;
const chosen = scenarios.filter(({ name }) => isLong || short.test(name));

test('names are unique, and there are at least 25', () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  expect(scenarios.length).toBeGreaterThanOrEqual(25);
});

test.each([
  ['poll', false],
  ['auto', false],
  ['job-stream', true],
] as const)(
  'our worker passes, source %s',
  async (source, jobStream) => {
    const rows = await runScenarios(chosen, {
      client: { command: `${program('millrace-worker.mjs')} ${source}` },
      parallel: isLong ? 1 : 4,
      jobStream,
    });
    expect(rows.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(rows).toHaveLength(chosen.length);
  },
  isLong ? 600_000 : 120_000,
);

test('a program that ends at once, and one that never asks for jobs, are told apart from good ones', async () => {
  const [row] = await runScenarios(
    scenarios.filter(({ name }) => name === 'outcome-complete'),
    { client: { command: 'exit 3' } },
  );
  expect(row).toMatchObject({ verdict: 'fail', figures: 'did not run', faults: ['Expected the program to run, but it ended with 3'] });
});
