// The example under test: its three workers as they stand, the real engine in this process, every log of the folder and one that is not there.
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestBroker, type TestBroker } from '@millrace/worker/testing';
import { millraceMatchers } from '@millrace/worker/testing/vitest';
import { startLoadRules } from './workers/load-rules.mjs';
import { startLogDownload } from './workers/log-download.mjs';
import { startMatch } from './workers/match.mjs';

expect.extend(millraceMatchers);

let testBroker: TestBroker;
let workers: { drain(options: { deadline: '2s' }): Promise<unknown> }[];

beforeAll(async () => {
  testBroker = await createTestBroker();
  await testBroker.client.deploy({ name: 'diagnosis.bpmn', content: await readFile(new URL('diagnosis.bpmn', import.meta.url), 'utf8') });
  workers = [startLogDownload, startLoadRules, startMatch].map((start) => start(testBroker.address));
});
afterAll(async () => {
  await Promise.all(workers.map((running) => running.drain({ deadline: '2s' })));
  await testBroker.close();
});

/** Diagnoses one log and answers the instance with what was found. */
async function diagnose(log: string) {
  const { processInstanceKey, variables } = await testBroker.client.createInstance({
    processId: 'fault-diagnosis',
    variables: { server: 'any', log },
    awaitResult: true,
  });
  return { instance: testBroker.instance(processInstanceKey), hits: (variables['hits'] ?? []) as { rule: string; count: number }[] };
}

/** Every log of the folder, with the rules that must match and how often. */
const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'app-23-quiet.log': {},
  'cache-11-memory.log': { 'memory-uncorrected': 1, 'memory-corrected-storm': 1 },
  'db-02-smart.log': { 'disk-pending-sectors': 2, 'disk-io-error': 1 },
  'lb-01-network.log': { 'network-link-flap': 2, 'network-tx-hang': 1 },
  'web-07-kernel.log': { 'kernel-oops-driver': 1 },
};

describe('the diagnosis of servers', () => {
  test('every log of the folder is expected here', async () => {
    expect((await readdir(new URL('logs/', import.meta.url))).sort()).toEqual(Object.keys(expected));
  });

  test.each(Object.entries(expected))('%s', async (log, rules) => {
    const { instance, hits } = await diagnose(log);
    expect(Object.fromEntries(hits.map(({ rule, count }) => [rule, count]))).toEqual(rules);
    const end = hits.length > 0 ? 'vendor-ticket' : 'manual-analysis';
    await expect(instance).toHaveCompletedInOrder('log-download', 'load-rules', 'match', 'rule-hit', end);
    await expect(instance).not.toHaveIncident();
  });

  test('a log that is not there goes to manual analysis', async () => {
    const { instance } = await diagnose('../../../secrets');
    await expect(instance).toHaveCompletedInOrder('no-log', 'manual-analysis');
    await expect(instance).toHaveTerminated('log-download');
    await expect(instance).not.toHaveReached('match');
  });

  test('all of it together walks every element of the diagram', async () => {
    for (const log of [...Object.keys(expected), 'gone']) await diagnose(log);
    const [coverage] = await testBroker.coverage('fault-diagnosis');
    expect(coverage).toMatchObject({ missing: [], ratio: 1 });
    const picture = coverage?.svg() ?? '';
    expect(picture.match(/<polyline /g)).toHaveLength(7);
    expect(picture.match(/stroke="#c0362c"/g)).toBeNull();
    expect(picture).toContain('Download log');
  });
});
