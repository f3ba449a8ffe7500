// The checks must find what they are for: planted bugs of replay, and rows that nobody takes away.
import { describe, expect, test } from 'vitest';
import { playSeed } from '../../fuzz/play-model.ts';
import { parseScenarios, type Scenario } from '../../conformance/runner/scenario.ts';
import { play } from '../play.ts';
import type { Tamper } from './checked-engine.ts';

function scenario(steps: string): Scenario {
  const found = parseScenarios('planted', `scenario planted\n${steps}`)[0];
  if (found === undefined) throw new Error('Expected a scenario');
  return found;
}

const boundaryTimer = scenario('deploy timer-boundary\ncreate timer-boundary\ncomplete job:task#1');
const forget =
  (valueType: string, intent: string): Tamper =>
  (record) =>
    record.valueType === valueType && record.intent === intent ? undefined : record;

describe('a planted bug is found', () => {
  test('none is planted: nothing is found', async () => {
    expect((await play(boundaryTimer)).faults).toEqual([]);
  });

  test('an event that replay does not apply', async () => {
    const { faults } = await play(boundaryTimer, { tamper: forget('TIMER', 'CANCELED') });
    expect(faults.join('\n')).toMatch(/row \d+ of timers is undefined, but .* after replay/);
    expect(faults.join('\n')).toMatch(/the next due date is undefined, but \d+ after replay/);
  });

  test('a field that the log does not keep', async () => {
    const tamper: Tamper = (record) => (record.valueType === 'JOB' ? { ...record, value: { ...record.value, retries: 7 } } : record);
    expect((await play(boundaryTimer, { tamper })).faults[0]).toMatch(/of jobs is .*"retries":3.* but .*"retries":7/);
  });

  test('a row that nobody takes away', async () => {
    const { faults } = await play(boundaryTimer, {
      plant: (state) => state.variables.table.put(1, { key: 1, scopeKey: 1, name: 'stray', value: '1' }),
    });
    expect(faults.join('\n')).toMatch(/partition 1 has 1 rows in variables/);
  });

  test('a restart forgets what stands in no record', async () => {
    const lost = await play(boundaryTimer, { restarts: true, followUpsMax: 0, tamper: forget('JOB', 'CREATED') }).catch((error) => ({
      faults: [String(error)],
    }));
    expect(lost.faults.join('\n')).toMatch(/row \d+ of jobs is .* but undefined after replay/);
  });

  test('random models find it, too', async () => {
    const faults: string[] = [];
    for (let seed = 1; seed <= 5 && faults.length === 0; seed += 1) {
      faults.push(...(await playSeed(seed, { tamper: forget('JOB', 'COMPLETED') })).faults);
    }
    expect(faults[0]).toMatch(/of jobs is undefined, but/);
  });
});
