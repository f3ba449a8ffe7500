// Every scenario on engines in memory: as recorded on the reference, the same after replay and codec, and nothing left behind.
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import knownDifferences from '../conformance/known-differences.json' with { type: 'json' };
import { compare } from '../conformance/runner/compare.ts';
import { parseScenarios, type Scenario } from '../conformance/runner/scenario.ts';
import { readTrace, traceUrl } from '../conformance/runner/trace.ts';
import { play } from './play.ts';

const { ONLY } = process.env;
const known: Readonly<Record<string, string>> = knownDifferences;
const conformance = await read(new URL('../conformance/scenarios/', import.meta.url));

describe.each(conformance)('$group', ({ scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    const { trace, faults } = await play(scenario);
    const recorded = await readTrace(traceUrl(scenario.group, scenario.name));
    if (recorded === undefined) throw new Error(`Expected to find a recorded trace of ${scenario.name}, but there is none`);
    const difference = compare(recorded, trace, scenario.order);
    if (known[scenario.name] === undefined) expectStatuses(scenario, trace.steps);
    if (known[scenario.name] === undefined && difference !== undefined) expect.fail(difference);
    expect(faults).toEqual([]);
  });
});

function expectStatuses(scenario: Scenario, steps: readonly { readonly status: string }[]): void {
  for (const [index, { text, named }] of scenario.steps.entries()) {
    const wanted = named.get('expect');
    if (wanted !== undefined) expect(`${text}: ${steps[index]?.status}`).toBe(`${text}: ${wanted}`);
  }
}

async function read(folder: URL): Promise<readonly { readonly group: string; readonly scenarios: readonly Scenario[] }[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.scenario')).sort();
  const groups = await Promise.all(
    files.map(async (file) => {
      const group = file.slice(0, -'.scenario'.length);
      const scenarios = parseScenarios(group, await readFile(new URL(file, folder), 'utf8'));
      return { group, scenarios: scenarios.filter(({ name }) => ONLY === undefined || new RegExp(ONLY).test(`${group}/${name}`)) };
    }),
  );
  return groups.filter(({ scenarios }) => scenarios.length > 0);
}
