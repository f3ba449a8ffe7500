// Every scenario once more with each follow-up as a committed step of its own and a restart between any two steps: what stands in no record is lost, and a key
// that an event does not carry is given out twice.
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../conformance/runner/scenario.ts';
import { allScenarioFiles } from './expectation.ts';
import { play } from './play.ts';

const { ONLY } = process.env;
const files = await allScenarioFiles();

/** Whoever awaits a result asks again after a restart, as the connection is gone. */
const awaitsResult = ({ steps }: Scenario): boolean => steps.some(({ words }) => words.includes('result'));

const groups = files
  .map(({ group, scenarios }) => ({
    group,
    scenarios: scenarios.filter((one) => !awaitsResult(one) && (ONLY === undefined || new RegExp(ONLY).test(`${one.group}/${one.name}`))),
  }))
  .filter(({ scenarios }) => scenarios.length > 0);

describe.each(groups)('$group', ({ scenarios }) => {
  test.each(scenarios)('$name', async (scenario) => {
    const { faults } = await play(scenario, { followUpsMax: 0, restarts: true });
    expect(faults).toEqual([]);
  });
});
