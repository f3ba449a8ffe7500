// A worker whose broker is killed and started again and again under load: RESTARTS=20 for the long form, which prints its figures.
import { randomUUID } from 'node:crypto';
import { createClient } from '@millrace/client';
import { silentLogger, worker } from '@millrace/worker';
import { afterAll, expect, test } from 'vitest';
import { taskProcess } from '../clients/models.ts';
import { type OurBroker, startBroker } from '../runner/our-broker.ts';
import { createHttpSource, type LogRecord } from '../runner/record.ts';

const RESTARTS = Number(process.env['RESTARTS'] ?? 3);
/** How long the broker lives between two kills, milliseconds. */
const LIFE_MS = { least: 300, most: 1_500 };
/** Wait between two creates of each creator, milliseconds. */
const PAUSE_MS = 20;
const CREATORS = 4;
/** Short, because a job that was on its way to the worker when the broker died comes again only when its lease has ended. */
const LEASE = '8s';
/** A worker that needs longer than this did not come back by itself. Milliseconds. */
const BACK_MS_MAX = 30_000;

let broker: OurBroker | undefined;
afterAll(() => broker?.stop());

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test(`a broker killed ${RESTARTS} times: no job is lost, none is completed twice`, { timeout: 120_000 + RESTARTS * 45_000 }, async () => {
  const opened = await startBroker('system');
  broker = opened;
  const client = createClient({ address: opened.gatewayAddress, env: {}, retry: { attemptsMax: 50, budget: '2m' } });
  await client.deploy({ name: 'restarts.bpmn', content: taskProcess('restarts') });
  const handled = new Map<string, number>();
  const running = worker({ address: opened.gatewayAddress, max: 16, lease: LEASE, log: silentLogger })
    .task('restarts', (job) => void handled.set(job.key, (handled.get(job.key) ?? 0) + 1))
    .run();
  let completed = 0;
  let whenNext: (() => void) | undefined;
  running.outcomes$.subscribe(({ kind }) => {
    if (kind !== 'completed') return;
    completed += 1;
    whenNext?.();
  });
  const created: string[] = [];
  let creating = true;
  const creators = Array.from({ length: CREATORS }, async () => {
    while (creating) {
      // With an id of its own a create is safe to repeat, so that every one of them is answered in the end.
      const { processInstanceKey } = await client.createInstance({ processId: 'restarts', requestId: randomUUID() });
      created.push(processInstanceKey);
      await sleep(PAUSE_MS);
    }
  });
  const backMs: number[] = [];
  for (let round = 0; round < RESTARTS; round += 1) {
    await sleep(LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least));
    await opened.killAndRestart();
    const readyAtMs = performance.now();
    const next = new Promise<void>((resolve) => {
      whenNext = resolve;
    });
    await Promise.race([next, sleep(BACK_MS_MAX)]);
    backMs.push(Math.round(performance.now() - readyAtMs));
  }
  creating = false;
  await Promise.all(creators);
  const records = await untilAll(opened, created);
  const report = await running.drain({ deadline: '5s' });
  await client.close();

  const completions = count(records.filter(({ valueType, intent }) => valueType === 'JOB' && intent === 'COMPLETED').map(({ key }) => key));
  const { settled } = running.metrics().types['restarts'] ?? {};
  const twiceHandled = [...handled.values()].filter((times) => times > 1).length;
  if (process.env['RESTARTS'] !== undefined)
    console.log(JSON.stringify({ restarts: RESTARTS, created: created.length, completed, twiceHandled, settled, backMs }));
  expect(backMs.every((ms) => ms < BACK_MS_MAX)).toBe(true);
  expect([...completions.values()].filter((times) => times > 1)).toEqual([]);
  expect(completions.size).toBe(new Set(created).size);
  expect(report.left).toEqual([]);
});

/** Reads the log until each of these instances has completed. */
async function untilAll(opened: OurBroker, instances: readonly string[]): Promise<readonly LogRecord[]> {
  const source = createHttpSource(opened.recordsUrl);
  const events: LogRecord[] = [];
  const missing = new Set(instances);
  for (let waitedMs = 0; missing.size > 0 && waitedMs < BACK_MS_MAX; waitedMs += 50) {
    for (const record of await source.next()) {
      if (record.recordType !== 'EVENT') continue;
      events.push(record);
      if (record.valueType === 'PROCESS_INSTANCE' && record.intent === 'ELEMENT_COMPLETED' && record.value['bpmnElementType'] === 'PROCESS')
        missing.delete(String(record.value['processInstanceKey']));
    }
    if (missing.size > 0) await sleep(50);
  }
  expect([...missing]).toEqual([]);
  return events;
}

function count<K>(items: readonly K[]): ReadonlyMap<K, number> {
  const counts = new Map<K, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
