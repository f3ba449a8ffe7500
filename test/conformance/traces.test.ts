// Every scenario against our broker must give the events, answers and statuses that the reference gave.
// LIVE=host:port, LIVE_LOG=path and LIVE_REST=url run against a reference broker instead; RECORD=1 with them writes the traces.
// With LIVE_CLOCK=management-url, of a reference with a controlled clock, time stands still there but for the waits. RECORD=missing writes those that are not there. ONLY=pattern picks scenarios by group/name, ALL=1 all of them; else a sample runs. ORDER=element compares
// all of them per element instance, which is easier to meet than the whole order.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import knownDifferences from './known-differences.json' with { type: 'json' };
import { compare } from './runner/compare.ts';
import { drive, type Target } from './runner/drive.ts';
import { openGateway, openOwn } from './runner/gateway.ts';
import { unknownName } from './runner/names.ts';
import { type OurBroker, startBroker } from './runner/our-broker.ts';
import { settleByMarker } from './runner/quiet.ts';
import { createHttpSource, createLogSource, type LogRecord } from './runner/record.ts';
import { stopClock } from './runner/reference-clock.ts';
import { parseScenarios } from './runner/scenario.ts';
import { readTrace, traceUrl, writeTrace } from './runner/trace.ts';
import { actOnOurUserTask, actOnUserTask } from './runner/user-task.ts';

const { LIVE, LIVE_LOG, LIVE_REST, LIVE_CLOCK, RECORD, ONLY, ORDER, ALL } = process.env;
const folder = new URL('./scenarios/', import.meta.url);
const modelsUrls = [new URL('../models/', import.meta.url)];
const referenceVersion = 'Zeebe 8.6.0';
const lateTimersMs = 1_200;
const clockStepMs = 250;
const known: Readonly<Record<string, string>> = knownDifferences;

/** All of them run without a network in test/scenarios; through the network a sample is enough, one of each group. */
const isSample = LIVE === undefined && ONLY === undefined && ALL === undefined;

const files = (await readdir(folder)).filter((file) => file.endsWith('.scenario')).sort();
const groups = await Promise.all(
  files.map(async (file) => {
    const group = file.slice(0, -'.scenario'.length);
    const scenarios = parseScenarios(group, await readFile(new URL(file, folder), 'utf8'));
    const picked = scenarios.filter(({ name }) => isPicked(group, name));
    return { group, all: scenarios, scenarios: isSample ? picked.slice(0, 1) : picked };
  }),
);

function isPicked(group: string, name: string): boolean {
  if (RECORD === 'missing' && existsSync(traceUrl(group, name))) return false;
  return ONLY === undefined || new RegExp(ONLY).test(`${group}/${name}`);
}

test('scenario names are unique', () => {
  const names = groups.flatMap(({ all }) => all.map(({ name }) => name));
  expect(names.length).toBe(new Set(names).size);
  expect(names.length).toBeGreaterThan(0);
});

describe.each(groups.filter(({ scenarios }) => scenarios.length > 0))('$group', ({ scenarios }) => {
  let ours: OurBroker | undefined;
  let target: Target;

  beforeAll(async () => {
    if (LIVE !== undefined) {
      const clock = LIVE_CLOCK === undefined ? undefined : await stopClock(LIVE_CLOCK);
      const wait = (ms: number, realMs = ms + lateTimersMs): Promise<void> => clock?.forward(ms) ?? sleep(realMs);
      const records = createLogSource(LIVE_LOG ?? '');
      const client = openGateway(LIVE);
      const settle = (): Promise<readonly LogRecord[]> => settleByMarker(client, records, 40);
      const act: Target['actOnUserTask'] = (step, names) => actOnUserTask(step, LIVE_REST ?? '', names);
      target = { client, settle, modelsUrls, wait, actOnUserTask: act, answered: (outcome) => outcome, version: referenceVersion };
      return;
    }
    const broker = await startBroker();
    ours = broker;
    // In small steps, so that what one timer starts can set the next one before the clock goes on.
    const wait = async (ms: number): Promise<void> => {
      for (let gone = 0; gone < ms; gone += clockStepMs) {
        await broker.advanceClock(clockStepMs);
        await sleep(clockStepMs / 10);
      }
    };
    const records = createHttpSource(broker.recordsUrl);
    const client = openGateway(broker.gatewayAddress);
    const own = openOwn(broker.gatewayAddress);
    const settle = (): Promise<readonly LogRecord[]> => settleByMarker(client, records, 5);
    const act: Target['actOnUserTask'] = (step, names) => actOnOurUserTask(step, own, names);
    target = { client, own, settle, modelsUrls, wait, actOnUserTask: act, answered: (outcome) => outcome, version: 'Millrace' };
  });

  afterAll(async () => {
    target?.client.close();
    target?.own?.close();
    await ours?.stop();
  });

  test.each(scenarios)('$name', { timeout: 60_000 }, async (scenario) => {
    const url = traceUrl(scenario.group, scenario.name);
    const actual = await drive(scenario, target);
    const unknown = JSON.stringify(actual).includes(`"${unknownName}"`);
    if (LIVE !== undefined) expect(unknown, 'a key without a name belongs to something left by an earlier run').toBe(false);
    if (RECORD !== undefined && LIVE !== undefined) {
      await mkdir(new URL('.', url), { recursive: true });
      await writeTrace(url, actual);
    }
    for (const [index, step] of actual.steps.entries()) {
      const wanted = scenario.steps[index]?.named.get('expect');
      if (wanted !== undefined && (LIVE !== undefined || known[scenario.name] === undefined))
        expect(`${step.step}: ${step.status}`).toBe(`${step.step}: ${wanted}`);
    }
    const expected = await readTrace(url);
    if (expected === undefined) throw new Error(`Expected to find a recorded trace of ${scenario.name}, but there is none`);
    const difference = compare(expected, actual, ORDER === 'element' ? 'element' : scenario.order);
    if (LIVE === undefined && known[scenario.name] !== undefined) {
      expect(difference, 'a known difference that has gone must be struck from known-differences.json').toBeDefined();
    } else if (difference !== undefined) expect.fail(difference);
  });
});

test('known differences name scenarios', () => {
  const names = new Set(groups.flatMap(({ all }) => all.map(({ name }) => name)));
  if (ONLY === undefined && RECORD === undefined) expect(Object.keys(known).filter((name) => !names.has(name))).toEqual([]);
});
