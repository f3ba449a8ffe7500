// Every scenario on engines in memory: as expected, the same after replay and codec, and nothing left behind. ONLY=pattern picks by group/name.
import { describe, expect, test } from 'vitest';
import { allScenarioFiles } from './expectation.ts';
import { judge } from './judge.ts';

const { ONLY } = process.env;
const files = await allScenarioFiles();
const names = files.flatMap(({ scenarios }) => scenarios.map(({ name }) => name));
const picked = files
  .map((file) => ({
    file,
    group: file.group,
    scenarios: file.scenarios.filter(({ group, name }) => ONLY === undefined || new RegExp(ONLY).test(`${group}/${name}`)),
  }))
  .filter(({ scenarios }) => scenarios.length > 0);

test('scenario names are unique', () => {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(picked)('$group', ({ file, scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    const { complaints } = await judge(file, scenario, false);
    if (complaints.length > 0) expect.fail(complaints.join('\n'));
  });
});
